export const SHORT: string;
export const SHORT_NAMES: string[];
export function tokenise(code: string, isShort?: boolean): string;
