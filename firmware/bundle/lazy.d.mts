export function foldRooms(code: string): string;
