export function buildBench(): Promise<string>;
