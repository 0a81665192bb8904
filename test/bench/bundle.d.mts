export function buildBench(name: 'json' | 'all'): Promise<string>;
