export function commentOf(bytes: Uint8Array): string;
