export function buildScript(entry: string, folder: string, name: string): Promise<string>;
