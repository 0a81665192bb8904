export function hoist(code: string): string;
