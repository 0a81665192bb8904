/**
 * All readings of one telegram, and what follows from them.
 *
 * In: an opened frame and its parsed lines. Out: a snapshot. Derived readings have no OBIS code.
 */
import type { Opening } from '../frame/open.ts';
import type { Parsing } from '../telegram/parse.ts';
import { numberReading } from '../telegram/reading.ts';
import type { Reading } from '../telegram/reading.ts';
import type { Stamp } from '../telegram/stamp.ts';

export interface Snapshot {
  /** The header line of the telegram without "/": make and type of the meter. */
  header: string;
  /** The meter's clock; `stampText` as printed, `stamp` undefined when that is no time. */
  stampText: string | undefined;
  stamp: Stamp | undefined;
  encrypted: boolean;
  /** The tag was verified: nobody has changed a bit since the meter sealed the frame. */
  authenticated: boolean;
  /** System title in hex, and frame counter; undefined for plain telegrams. */
  title: string | undefined;
  counter: number | undefined;
  readings: Reading[];
  /** What the register table does not know, as printed. */
  other: { code: string; text: string }[];
}

/** Power taken from the grid less power given to it, by OBIS code of the two. */
const NET: { [code: string]: [string, number] | undefined } = {
  '1-0:1.7.0': ['power_net', 1],
  '1-0:2.7.0': ['power_net', -1],
  '1-0:21.7.0': ['power_net_l1', 1],
  '1-0:22.7.0': ['power_net_l1', -1],
  '1-0:41.7.0': ['power_net_l2', 1],
  '1-0:42.7.0': ['power_net_l2', -1],
  '1-0:61.7.0': ['power_net_l3', 1],
  '1-0:62.7.0': ['power_net_l3', -1],
};

/** Net powers of those pairs of which both were in the telegram. */
function netReadings(readings: Reading[]): Reading[] {
  const halves: { [name: string]: number | undefined } = {};
  const nets: Reading[] = [];
  for (let i = 0; i < readings.length; i++) {
    const reading = readings[i];
    const net = NET[reading.code];
    if (net && reading.milli !== undefined) {
      const milli = net[1] * reading.milli;
      const half = halves[net[0]];
      if (half === undefined) halves[net[0]] = milli;
      else nets.push(numberReading('', net[0], 'W', half + milli));
    }
  }
  return nets;
}

/** The snapshot of a telegram that was opened and parsed. */
export function takeSnapshot(o: Opening, p: Parsing): Snapshot {
  return {
    header: o.reader.header,
    stampText: p.stampText,
    stamp: p.stamp,
    encrypted: o.kind === 'encrypted',
    authenticated: o.authenticated,
    title: o.title,
    counter: o.counter,
    readings: p.readings.concat(netReadings(p.readings)),
    other: p.other,
  };
}
