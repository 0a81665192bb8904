/**
 * What the meter of the simulated house says on its P1 port.
 * In: the house, the time, the name of a read-out list. Out: one telegram, a byte string with
 * CR LF line ends, from "/" to the line feed behind the CRC.
 *
 *   full     Luxembourg, all registers     Lux. P1 specification 1.1.3, appendix
 *   basic    Luxembourg as of 2018         reactive power and threshold without unit
 *   austria  Energienetze Steiermark       integers in Wh, W, varh, var
 *   dsmr5    Netherlands                   DSMR P1 5.0.2 §6.12
 *
 * A row is one line: its code, then its groups in parentheses. All identities are made up.
 */
import { isSummerTime } from './load.ts';
import type { Energies, FlowMeter, House, Phase, Powers } from './load.ts';

export type ReadoutList = 'full' | 'basic' | 'austria' | 'dsmr5';

type Groups = (house: House, nowMs: number) => string;
type Row = readonly [code: string, groups: string | Groups];

/** YYMMDDhhmmssX in Luxembourg's local time; X is S in summer, W in winter. */
export function stampOf(ms: number): string {
  const isSummer = isSummerTime(ms);
  const local = new Date(ms + (isSummer ? 2 : 1) * 3_600_000).toISOString();
  return local.slice(2, 19).replace(/\D/g, '') + (isSummer ? 'S' : 'W');
}

/** CRC-16/ARC (8005h reflected, start 0), bit by bit, as 4 digits. In: "/" to "!" inclusive. */
export function crcOf(text: string): string {
  let crc = 0;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}

/** 5 in the specification's format F5(3,3) is whole 2, decimals 3: "00.005". */
function decimal(value: number, whole: number, decimals: number): string {
  const digits = String(value).padStart(whole + decimals, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Names travel as the hexadecimal of their ASCII characters. */
function nameOf(text: string): string {
  return `(${Buffer.from(text, 'latin1').toString('hex').toUpperCase()})`;
}

function energy(code: string, name: keyof Energies, unit: string): Row {
  return [code, (house) => `(${decimal(house[name], 6, 3)}*${unit})`];
}

function power(code: string, name: keyof Powers, unit: string): Row {
  return [code, (house) => `(${decimal(house[name], 2, 3)}${unit})`];
}

/** The apparent power belongs to the direction in which active power flows. */
function apparent(code: string, isImport: boolean): Row {
  return [
    code,
    (house) => {
      const netVar = house.reactiveImportedVar - house.reactiveExportedVar;
      const va = Math.hypot(house.powerImportedW + house.powerExportedW, netVar);
      const isShown = house.powerExportedW > 0 !== isImport;
      return `(${decimal(isShown ? Math.round(va) : 0, 2, 3)}*kVA)`;
    },
  ];
}

/** One quantity of L1, L2 and L3, which OBIS sets 20 apart. */
function phases(first: number, print: (phase: Phase) => string): Row[] {
  return [0, 1, 2].map((row) => [
    `1-0:${first + 20 * row}.7.0`,
    (house) => `(${print(house.phases[row])})`,
  ]);
}

function phasePowers(first: number, name: keyof Powers, unit: string): Row[] {
  return phases(first, (phase) => `${decimal(phase[name], 2, 3)}*${unit}`);
}

function volume(code: string, meterOf: (house: House) => FlowMeter): Row {
  return [
    code,
    (house) => {
      const { capturedMs, indexL } = meterOf(house);
      return `(${stampOf(capturedMs)})(${decimal(indexL, 5, 3)}*m3)`;
    },
  ];
}

function unusedChannel(channel: number): Row[] {
  return [
    [`0-${channel}:24.1.0`, '(007)'],
    [`0-${channel}:96.1.0`, '()'],
    [`0-${channel}:24.2.1`, '(632525252525S)(00000.000)'],
    [`0-${channel}:24.4.0`, '(1)'],
  ];
}

const CLOCK: Row = ['0-0:1.0.0', (_house, nowMs) => `(${stampOf(nowMs)})`];
const SAGS_AND_SWELLS: readonly Row[] = [
  ['1-0:32.32.0', '(00002)'],
  ['1-0:52.32.0', '(00001)'],
  ['1-0:72.32.0', '(00003)'],
  ['1-0:32.36.0', '(00000)'],
  ['1-0:52.36.0', '(00000)'],
  ['1-0:72.36.0', '(00000)'],
];
const VOLTAGES = phases(32, (phase) => `${decimal(phase.voltageDv, 3, 1)}*V`);
const CURRENTS = phases(31, (phase) => `${String(phase.currentA).padStart(3, '0')}*A`);
const ACTIVE_POWERS = [
  ...phasePowers(21, 'powerImportedW', 'kW'),
  ...phasePowers(22, 'powerExportedW', 'kW'),
];
const GAS = volume('0-1:24.2.1', (house) => house.gas);

const LUXEMBOURG_START: readonly Row[] = [
  ['1-3:0.2.8', '(42)'],
  CLOCK,
  ['0-0:42.0.0', nameOf('TST1030000000001')],
  energy('1-0:1.8.0', 'energyImportedWh', 'kWh'),
  energy('1-0:2.8.0', 'energyExportedWh', 'kWh'),
  energy('1-0:3.8.0', 'reactiveImportedVarh', 'kvarh'),
  energy('1-0:4.8.0', 'reactiveExportedVarh', 'kvarh'),
  power('1-0:1.7.0', 'powerImportedW', '*kW'),
  power('1-0:2.7.0', 'powerExportedW', '*kW'),
];
const LUXEMBOURG_EVENTS: readonly Row[] = [
  ['0-0:96.7.21', '(00004)'],
  ...SAGS_AND_SWELLS,
  ['0-0:96.13.0', '()'],
  ['0-0:96.13.2', '()'],
  ['0-0:96.13.3', '()'],
  ['0-0:96.13.4', '()'],
  ['0-0:96.13.5', '()'],
];
const FULL: readonly Row[] = [
  ...LUXEMBOURG_START,
  power('1-0:3.7.0', 'reactiveImportedVar', '*kvar'),
  power('1-0:4.7.0', 'reactiveExportedVar', '*kvar'),
  ['0-0:17.0.0', '(027.6*kVA)'],
  apparent('1-0:9.7.0', true),
  apparent('1-0:10.7.0', false),
  ['1-1:31.4.0', '(040*A)(-040*A)'],
  ['0-0:96.3.10', '(1)'],
  ['0-1:96.3.10', '(0)'],
  ['0-2:96.3.10', '(0)'],
  ...LUXEMBOURG_EVENTS,
  ...VOLTAGES,
  ...CURRENTS,
  ...ACTIVE_POWERS,
  ...phasePowers(23, 'reactiveImportedVar', 'kvar'),
  ...phasePowers(24, 'reactiveExportedVar', 'kvar'),
  ['0-1:24.1.0', '(003)'],
  ['0-1:96.1.0', nameOf('TSTGAS000000001')],
  GAS,
  ['0-1:24.4.0', '(0)'],
  ...unusedChannel(2),
  ...unusedChannel(3),
  ['0-4:24.1.0', '(007)'],
  ['0-4:96.1.0', nameOf('TSTWATER0000001')],
  volume('0-4:24.2.1', (house) => house.water),
  ['0-4:24.4.0', '(1)'],
];
const BASIC: readonly Row[] = [
  ...LUXEMBOURG_START,
  power('1-0:3.7.0', 'reactiveImportedVar', ''),
  power('1-0:4.7.0', 'reactiveExportedVar', ''),
  ['0-0:17.0.0', '(27.600)'],
  ['0-0:96.3.10', '(1)'],
  ...LUXEMBOURG_EVENTS,
  ...CURRENTS,
];

/** One quantity: its energy, the same by tariff, its power. */
function austrian(digit: number, energyName: keyof Energies, powerName: keyof Powers): Row[] {
  const unit = digit < 3 ? 'W' : 'var';
  const print = (value: number, end: string) => `(${String(value).padStart(9, '0')}*${unit}${end})`;
  return [
    [`1-0:${digit}.8.0`, (house) => print(house[energyName], 'h')],
    [`1-0:${digit}.8.1`, (house) => print(house.tariffs[0][energyName], 'h')],
    [`1-0:${digit}.8.2`, (house) => print(house.tariffs[1][energyName], 'h')],
    [`1-0:${digit}.7.0`, (house) => print(house[powerName], '')],
  ];
}
const AUSTRIA: readonly Row[] = [
  ['1-3:0.2.8', '(50)'],
  CLOCK,
  ...austrian(1, 'energyImportedWh', 'powerImportedW'),
  ...austrian(2, 'energyExportedWh', 'powerExportedW'),
  ...austrian(3, 'reactiveImportedVarh', 'reactiveImportedVar'),
  ...austrian(4, 'reactiveExportedVarh', 'reactiveExportedVar'),
];

function dutch(digit: number, name: keyof Energies): Row[] {
  return [1, 2].map((tariff) => [
    `1-0:${digit}.8.${tariff}`,
    (house) => `(${decimal(house.tariffs[tariff - 1][name], 6, 3)}*kWh)`,
  ]);
}
const DSMR5: readonly Row[] = [
  ['1-3:0.2.8', '(50)'],
  CLOCK,
  ['0-0:96.1.1', nameOf('TST5000000000001')],
  ...dutch(1, 'energyImportedWh'),
  ...dutch(2, 'energyExportedWh'),
  ['0-0:96.14.0', (house) => `(000${house.tariff})`],
  power('1-0:1.7.0', 'powerImportedW', '*kW'),
  power('1-0:2.7.0', 'powerExportedW', '*kW'),
  ['0-0:96.7.21', '(00004)'],
  ['0-0:96.7.9', '(00000)'],
  ['1-0:99.97.0', '(0)(0-0:96.7.19)'],
  ...SAGS_AND_SWELLS,
  ['0-0:96.13.0', '()'],
  ...VOLTAGES,
  ...CURRENTS,
  ...ACTIVE_POWERS,
  ['0-1:24.1.0', '(003)'],
  ['0-1:96.1.0', nameOf('TST50000000000002')],
  GAS,
  ['0-2:24.1.0', '(003)'],
  ['0-2:96.1.0', '()'],
];

const LISTS: Record<ReadoutList, { header: string; rows: readonly Row[] }> = {
  full: { header: '/Lux5\\253000001_M', rows: FULL },
  basic: { header: '/Lux5\\253000001_D', rows: BASIC },
  austria: { header: '/EST5\\253000001_A', rows: AUSTRIA },
  dsmr5: { header: '/TST5\\2HOUSE-1000', rows: DSMR5 },
};

export function formatTelegram(house: House, nowMs: number, list: ReadoutList): string {
  const { header, rows } = LISTS[list];
  const lines = rows.map(([code, groups]) => {
    return code + (typeof groups === 'string' ? groups : groups(house, nowMs));
  });
  const text = [header, '', ...lines, '!'].join('\r\n');
  return `${text}${crcOf(text)}\r\n`;
}
