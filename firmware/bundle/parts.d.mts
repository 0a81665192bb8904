export function markLoader(code: string, id: string): string | undefined;
export function withoutMarks(code: string): string;
export function takeApart(
  code: string,
  encode: (script: string) => string,
  at: number,
): { script: string; parts: string };
