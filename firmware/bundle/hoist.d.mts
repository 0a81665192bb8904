export function hoist(code: string, between?: string): string;
