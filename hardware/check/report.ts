/** What a check says. In: rows. Out: lines for a person, and whether all of them hold. */
export interface Row {
  /** Short and unique: the negative controls name rows by it. */
  name: string;
  isMet: boolean;
  /** What was found, with its unit. */
  found: string;
  /** What is asked for. */
  asked: string;
}

const LIMITS = /^(>=|<=)? ?(-?[\d.]+)(?: to (-?[\d.]+))? (.+)$/;

/**
 * A number within limits that are written as a person reads them: `<= 250.0 mA`, `>= 4 V`,
 * `4.1 to 4.5 V`, `2 layers`. It is shown with as many decimals; undefined was not found.
 */
export function within(name: string, value: number | undefined, limits: string): Row {
  const found = LIMITS.exec(limits);
  if (!found) throw new Error(`report: limits of ${name}`);
  const [, side, low, high = low, unit] = found;
  const from = side === '<=' ? -Infinity : Number(low);
  const to = side === '>=' ? Infinity : Number(high);
  return {
    name,
    isMet: value !== undefined && value >= from && value <= to,
    found: value === undefined ? 'absent' : `${value.toFixed(low.split('.')[1]?.length)} ${unit}`,
    asked: limits,
  };
}

/** A list that has to be empty. */
export function none(name: string, found: readonly string[], what: string): Row {
  return {
    name,
    isMet: found.length === 0,
    found: found.length === 0 ? 'none' : found.join(', '),
    asked: `no ${what}`,
  };
}

export function holds(name: string, isMet: boolean, asked: string): Row {
  return { name, isMet, found: isMet ? 'yes' : 'no', asked };
}

/** A figure to know, without a limit. */
export function told(name: string, found: string, why: string): Row {
  return { name, isMet: true, found, asked: why };
}

const NAME_WIDTH = 46;
const FOUND_WIDTH = 34;

export function rowLine({ name, isMet, found, asked }: Row): string {
  const mark = isMet ? 'ok  ' : 'FAIL';
  return `  ${mark} ${name.padEnd(NAME_WIDTH)} ${found.padEnd(FOUND_WIDTH)} ${asked}`.trimEnd();
}
