/**
 * Values as they stand beside a part in the schematic: `133k 1%`, `1k5`, `47R` or `47`, `3300u 6V3`, `47p`.
 * Out: ohm, farad or volt; undefined when the text is no such value.
 */
const FACTORS: Record<string, number> = {
  p: 1e-12,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  R: 1,
  V: 1,
  k: 1e3,
  M: 1e6,
};

const VALUE = /^(\d+)(?:\.(\d+))?([pnumRVkM])(\d*)$/;

function parseValue(word: string, letters: string): number | undefined {
  const found = VALUE.exec(word);
  if (!found || !letters.includes(found[3])) return undefined;
  const [, whole, decimals = '', letter, behind] = found;
  if (decimals && behind) return undefined;
  return Number(`${whole}.${decimals || behind || '0'}`) * FACTORS[letter];
}

const firstOf = (text: string, letters: string) =>
  text
    .split(' ')
    .map((word) => parseValue(word, letters))
    .find((value) => value !== undefined);

const BARE = /^\d+$/;

/** `47` is 47 ohm. */
export function parseOhm(text: string): number | undefined {
  const word = text.split(' ')[0];
  return BARE.test(word) ? Number(word) : parseValue(word, 'RkM');
}

export const parseFarad = (text: string): number | undefined =>
  parseValue(text.split(' ')[0], 'pnum');

/** The rated voltage of a capacitor: `3300u 6V3` gives 6.3. */
export const parseRatedVolt = (text: string): number | undefined => firstOf(text, 'V');
