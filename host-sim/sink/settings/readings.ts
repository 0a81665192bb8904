/**
 * The names of all readings: of telegrams, of the meters behind the meter, of quarter hours, of heat meters.
 * In: names as they were given. Out: what is wrong with the first that no reading has. It is not repeated: it
 * may be a secret that stands in the wrong place.
 */
import { derivedNames } from '../../../firmware/core/meter/derive.ts';
import { REGISTERS } from '../../kamstrup/registers.ts';
import { CHANNEL_MEANINGS, DERIVED_MEANINGS, READING_MEANINGS } from '../../meanings.ts';
import { nearest } from '../../settings/suggestion.ts';

/** As in firmware/core/telegram/mbus.ts. */
const MEDIA = ['gas', 'heat', 'warm_water', 'water', 'heat_inlet', 'mbus'];
const CHANNELS = [1, 2, 3, 4];
/** The sun's, which derive.ts has beside its table. */
const SURPLUS = ['', '_l1', '_l2', '_l3'].map((phase) => `solar_surplus${phase}`);
/** Stands beside the readings. */
const CLOCK = 'time';

function channelNames(): string[] {
  const meters = MEDIA.flatMap((medium) => CHANNELS.map((channel) => `${medium}_${channel}`));
  const ends = Object.keys(CHANNEL_MEANINGS);
  return meters.flatMap((meter) => ends.map((end) => `${meter}_${end}`));
}

export function readingNames(): string[] {
  const names = [
    ...Object.keys(READING_MEANINGS).filter((name) => name !== CLOCK),
    ...Object.keys(DERIVED_MEANINGS),
    ...channelNames(),
    ...derivedNames().map(({ name }) => name),
    ...SURPLUS,
    ...Object.values(REGISTERS).map(({ name }) => name),
  ];
  return [...new Set(names)];
}

/** `what`: where they stand. */
export function nameFault(what: string, given: readonly string[]): string | undefined {
  const known = readingNames();
  const at = given.findIndex((name) => !known.includes(name));
  if (at < 0) return undefined;
  const near = nearest(given[at], known);
  const advice = near === undefined ? '' : ` Did you mean "${near}"?`;
  return `${what}: there is no reading of name ${at + 1}.${advice} See docs/readings.md`;
}
