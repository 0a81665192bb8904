/**
 * The corpus of real and made telegrams, which is kept outside of the project: a newcomer does not
 * have it. Tests that read it are skipped there, and say so.
 */
import { existsSync, readFileSync } from 'node:fs';
import { joinLines, parseLine } from '../../firmware/core/telegram/line.ts';

const corpus = new URL('../../../shared/corpus/', import.meta.url);

export const hasCorpus = existsSync(corpus);

export function warnWithoutCorpus(what: string): void {
  if (!hasCorpus) console.warn(`SKIPPED: the corpus is not here, so nothing runs on ${what}.`);
}

/** Empty without the corpus. */
export function readList<T>(file: string): T[] {
  return hasCorpus ? JSON.parse(readFileSync(new URL(file, corpus), 'utf8')) : [];
}

export function readBytes(file: string): Uint8Array {
  return Uint8Array.from(readFileSync(new URL(file, corpus)));
}

/** Bytes that are kept as a line of hex. */
export function readHex(file: string): Uint8Array {
  return Uint8Array.from(Buffer.from(readFileSync(new URL(file, corpus), 'latin1').trim(), 'hex'));
}

export type Printed = string | string[] | { repeated: (string | string[])[] };

/** What stands in the parentheses of each code, as printed, in the form of the corpus. */
export function printedOf(lines: string[]): Record<string, Printed> {
  const all: Record<string, (string | string[])[]> = {};
  const left = lines.toReversed();
  while (left.length) {
    const line = parseLine(joinLines(left.pop() as string, left));
    if (!line) continue;
    const groups = line.groups.length > 1 ? line.groups : line.groups[0];
    all[line.code] = [...(all[line.code] ?? []), groups];
  }
  return Object.fromEntries(
    Object.entries(all).map(([code, list]) => [
      code,
      list.length > 1 ? { repeated: list } : list[0],
    ]),
  );
}
