/**
 * One reading: the value of one register in one telegram.
 * `milli` is the value in thousandths of `unit`, exact; `text` is there in its place for registers
 * that are no numbers ("text"), and for lists as ready JSON ("json"). Absent is undefined, never 0.
 */
export interface Reading {
  code: string;
  name: string;
  unit: string;
  milli?: number;
  text?: string;
}

export function numberReading(code: string, name: string, unit: string, milli: number): Reading {
  return { code: code, name: name, unit: unit, milli: milli };
}

export function textReading(code: string, name: string, text: string): Reading {
  return { code: code, name: name, unit: 'text', text: text };
}
