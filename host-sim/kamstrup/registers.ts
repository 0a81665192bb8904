/**
 * The registers of Kamstrup Multical 402 and 403 heat meters, as data. In: a register's number.
 * Out: the name under which it is published, what people read, its meaning, and its kind.
 *
 * The numbers are those that Kamstrup's meters answer to and that readers for them have collected;
 * no document of Kamstrup was at hand. What a value is counted in, the meter's answer says: a kind
 * names the units that make sense for it, so that an answer in any other is not told as if it did.
 */
export type Kind =
  | 'energy'
  | 'power'
  | 'volume'
  | 'flow'
  | 'temperature'
  | 'difference'
  | 'product'
  | 'hours'
  | 'date'
  | 'count'
  | 'number';

export interface KindRow {
  /** Units as `unit.ts` gives them; several: it depends on the meter. */
  units: readonly string[];
  /** How Home Assistant classes it; undefined: it has no class for it. */
  deviceClass: string | undefined;
  stateClass: 'measurement' | 'total_increasing' | undefined;
}

const kind = (
  units: readonly string[],
  deviceClass?: string,
  stateClass?: KindRow['stateClass'],
): KindRow => ({ units, deviceClass, stateClass });

export const KINDS: Readonly<Record<Kind, KindRow>> = {
  energy: kind(['kWh', 'GJ', 'Gcal'], 'energy', 'total_increasing'),
  power: kind(['W'], 'power', 'measurement'),
  volume: kind(['m3', 't'], 'volume', 'total_increasing'),
  flow: kind(['l/h', 't/h'], 'volume_flow_rate', 'measurement'),
  temperature: kind(['°C'], 'temperature', 'measurement'),
  // A difference is no temperature: Home Assistant would turn 10 K into -263 °C.
  difference: kind(['K'], undefined, 'measurement'),
  product: kind(['m3·°C'], undefined, 'total_increasing'),
  hours: kind(['h'], 'duration', 'total_increasing'),
  date: kind(['text'], 'date'),
  count: kind(['-'], undefined, 'total_increasing'),
  number: kind(['text']),
};

export interface Register {
  name: string;
  /** As the meter's papers call it. */
  label: string;
  kind: Kind;
  meaning: string;
}

const row = (name: string, label: string, kind: Kind, meaning: string): Register => ({
  name,
  label,
  kind,
  meaning,
});

type Extreme = readonly [date: number, register: number, word: string, what: 'flow' | 'power'];

/** The highest and lowest means of a month or year so far, each with the register of its date. */
function extremes(span: string, rows: readonly Extreme[]): Record<number, Register> {
  return Object.fromEntries(
    rows.flatMap(([date, register, word, what]) => {
      const name = `${what}_${word.toLowerCase()}_${span}`;
      const title = `${word} ${what} this ${span}`;
      const meaning = `The ${word.toLowerCase()} mean ${what} of this ${span}, so far.`;
      const dated = `Date of ${title[0].toLowerCase()}${title.slice(1)}`;
      return [
        [register, row(name, title, what, meaning)],
        [date, row(`${name}_date`, dated, 'date', 'The day of it.')],
      ];
    }),
  );
}

export const REGISTERS: Readonly<Record<number, Register>> = {
  60: row('heat_energy', 'Heat energy E1', 'energy', 'Heat taken since the meter was fitted.'),
  63: row('cooling_energy', 'Cooling energy E3', 'energy', 'Cold taken since then.'),
  68: row('heat_volume', 'Volume V1', 'volume', 'Water that has run through the meter.'),
  74: row('flow', 'Flow V1', 'flow', 'Water that runs through the meter now.'),
  80: row('heat_power', 'Power', 'power', 'Heat that is taken now.'),
  84: row('input_a', 'Input A', 'volume', 'What a water meter at pulse input A has counted.'),
  85: row('input_b', 'Input B', 'volume', 'The same at input B.'),
  86: row('flow_temperature', 'Flow temperature T1', 'temperature', 'Of the water that comes.'),
  87: row('return_temperature', 'Return temperature T2', 'temperature', 'Of the water that goes.'),
  89: row(
    'temperature_difference',
    'Temperature difference T1-T2',
    'difference',
    'What the house has cooled it by.',
  ),
  97: row(
    'volume_times_flow_temperature',
    'Volume times T1',
    'product',
    'E8: over a time, its rise divided by that of the volume is the mean temperature T1.',
  ),
  99: row('info', 'Info code', 'number', 'What the meter complains of; 0 is nothing.'),
  110: row(
    'volume_times_return_temperature',
    'Volume times T2',
    'product',
    'E9: the same for the temperature T2.',
  ),
  113: row('info_events', 'Info event counter', 'count', 'How often the info code has changed.'),
  ...extremes('year', [
    [123, 124, 'Highest', 'flow'],
    [125, 126, 'Lowest', 'flow'],
    [127, 128, 'Highest', 'power'],
    [129, 130, 'Lowest', 'power'],
  ]),
  ...extremes('month', [
    [138, 139, 'Highest', 'flow'],
    [140, 141, 'Lowest', 'flow'],
    [142, 143, 'Highest', 'power'],
    [144, 145, 'Lowest', 'power'],
  ]),
  146: row(
    'flow_temperature_mean_year',
    'Average T1 this year',
    'temperature',
    'Mean of T1, by volume.',
  ),
  147: row('return_temperature_mean_year', 'Average T2 this year', 'temperature', 'Mean of T2.'),
  149: row('flow_temperature_mean_month', 'Average T1 this month', 'temperature', 'Mean of T1.'),
  150: row('return_temperature_mean_month', 'Average T2 this month', 'temperature', 'Mean of T2.'),
  266: row(
    'heat_energy_fine',
    'Heat energy E1, high resolution',
    'energy',
    'The same heat with more digits.',
  ),
  1001: row('serial_number', 'Serial number', 'number', 'Number of the meter.'),
  1004: row('operating_hours', 'Operating hours', 'hours', 'For how long the meter has worked.'),
};

/**
 * What is asked where nothing else is set: two questions. In the first what changes from hour to
 * hour, which is also all that mueli's reader told; in the second what is asked of the meter itself.
 */
export const USUAL_REGISTERS: readonly number[] = [
  ...[60, 80, 86, 87, 89, 74, 68, 1004],
  ...[266, 63, 99, 113, 143, 139, 1001],
];

export const ALL_REGISTERS: readonly number[] = Object.keys(REGISTERS).map((text) =>
  parseInt(text, 10),
);

const BY_NAME = new Map(Object.values(REGISTERS).map((register) => [register.name, register]));

/** How Home Assistant classes a reading, by the name it is published under. */
export function classOf(name: string): KindRow | undefined {
  const register = BY_NAME.get(name);
  return register && KINDS[register.kind];
}
