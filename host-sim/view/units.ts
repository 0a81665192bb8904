/** The unit of a reading by its name, as the register table has it; undefined: it has none. */
import { allRegisters } from '../../firmware/core/telegram/obis.ts';

/** Kinds of rows whose readings have other names or no unit of measure. */
const NO_UNIT = ['-', 'text', 'hex', 'stamp', 'limits', 'peak', 'log', 'mbus'];

/** By the end of the name: what the core derives from several lines or from a whole channel. */
const PATTERNS: readonly [RegExp, string][] = [
  [/^power_net(_l[123])?$/, 'W'],
  [/^power_peak$/, 'W'],
  [/^current_limit_(imported|exported)$/, 'A'],
  [/^[a-z_]+_[1-4]_volume$/, 'm3'],
  [/^[a-z_]+_[1-4]_energy$/, 'GJ'],
];

const UNITS = new Map(
  allRegisters()
    .filter(({ unit }) => !NO_UNIT.includes(unit))
    .map(({ name, unit }) => [name, unit]),
);

export function unitOf(name: string): string | undefined {
  return UNITS.get(name) ?? PATTERNS.find(([pattern]) => pattern.test(name))?.[1];
}
