/**
 * Net power: what is taken from the grid less what is given to it, in all and by phase.
 *
 * In: readings, one after the other. Out: a derived reading each time that both halves of a pair
 * were there; it has no OBIS code.
 */
import { numberReading } from '../telegram/reading.ts';
import type { Reading } from '../telegram/reading.ts';

/** The halves of one telegram that wait for the other, by the name of the net power. */
export interface Nets {
  [name: string]: number | undefined;
}

const IMPORTED = 'power_imported';
const EXPORTED = 'power_exported';

/** 1 taken from the grid, -1 given to it, 0 neither. */
function signOf(name: string): number {
  const kind = name.substr(0, IMPORTED.length);
  if (kind !== IMPORTED && kind !== EXPORTED) return 0;
  return kind === IMPORTED ? 1 : -1;
}

/** "power_net", "power_net_l1" ... once both of its readings were handed in; undefined before. */
export function netReading(nets: Nets, reading: Reading): Reading | undefined {
  const sign = signOf(reading.name);
  if (!sign || reading.milli === undefined) return undefined;
  const name = 'power_net' + reading.name.substr(IMPORTED.length);
  const milli = sign * reading.milli;
  const half = nets[name];
  nets[name] = milli;
  return half === undefined ? undefined : numberReading('', name, 'W', half + milli);
}
