/**
 * Thresholds and currents, computed from the values in the schematic. In: the netlist. Out: the
 * figures, undefined where a part is missing, and a row for each of them.
 *
 * Limiter: TPS2553 data sheet (SLVS841), "programming the current-limit threshold": mA of kohm.
 * Lockout: AP63203 data sheet, "adjusting undervoltage lockout".
 * Supervisor: LM809 (SNVS052) and MAX809 data sheets, -40 to 85 °C.
 */
import { areJoined, neighbours, pinsOn, type Netlist } from './netlist.ts';
import { parseFarad, parseOhm, parseRatedVolt } from './quantity.ts';
import { holds, none, told, within, type Row } from './report.ts';
import type { Inverter } from './spice/inverter.ts';

/** Lowest, as drawn, highest. */
export interface Spread {
  min: number;
  nominal: number;
  max: number;
}

export interface Figures {
  limitA: Spread | undefined;
  programmingLimitA: Spread | undefined;
  lockoutOnV: Spread | undefined;
  lockoutOffV: Spread | undefined;
  supervisorV: Spread | undefined;
  supervisorDelayS: Spread | undefined;
  inputF: number;
  bulkF: number;
  ceramicF: number;
  pullUpA: number | undefined;
  requestLeastV: number | undefined;
  thresholdV: number | undefined;
  inverter: Inverter;
}

const RESISTOR_TOLERANCE = 0.01;
const METER_MAX_V = 5.5;
const METER_MIN_V = 4.9;
/** 250 mA over the +5 V wire of a long cable. */
const CABLE_DROP_V = 0.125;
/** The converter and its choke at 400 mA. */
const CONVERTER_DROP_V = 0.1;
/** 3 m of thin wires and worn contacts, there and back. */
export const CABLE_MAX_OHM = 1;
/** What a meter draws from the data request, NL 5.7.1. */
export const REQUEST_A = 0.01;

const ohmOf = (n: Netlist, ref: string) => parseOhm(n.parts.get(ref)?.value ?? '');
const faradOf = (n: Netlist, ref: string) => parseFarad(n.parts.get(ref)?.value ?? '');

function limitOf(ohm: number | undefined): Spread | undefined {
  if (ohm === undefined) return undefined;
  const kohm = ohm / 1000;
  return {
    min: 25.23 / (kohm * (1 + RESISTOR_TOLERANCE)) ** 1.016,
    nominal: 23.95 / kohm ** 0.977,
    max: 22.98 / (kohm * (1 - RESISTOR_TOLERANCE)) ** 0.94,
  };
}

/** Threshold of EN (±3 %) and the current that EN gives (±30 %), which makes the hysteresis. */
const EN_ON = { volt: 1.18, ampere: 1.5e-6 };
const EN_OFF = { volt: 1.09, ampere: 5.5e-6 };
const EN_TOLERANCE = { volt: 0.03, ampere: 0.3 };

function lockoutOf(n: Netlist, { volt, ampere }: typeof EN_ON): Spread | undefined {
  const upper = ohmOf(n, 'R2');
  const lower = ohmOf(n, 'R3');
  if (upper === undefined || lower === undefined) return undefined;
  const at = (side: number) => {
    const ratio = (upper / lower) * (1 + 2 * side * RESISTOR_TOLERANCE);
    const threshold = volt * (1 + side * EN_TOLERANCE.volt);
    return threshold * (1 + ratio) - ampere * (1 - side * EN_TOLERANCE.ampere) * upper;
  };
  return { min: at(-1), nominal: at(0), max: at(1) };
}

function capacitorsOn(n: Netlist, pin: string): { ref: string; farad: number; isBulk: boolean }[] {
  const net = n.nets.get(pin);
  if (net === undefined) return [];
  const refs = new Set(pinsOn(n, net).map((on) => on.split('.')[0]));
  return [...refs]
    .filter((ref) => ref.startsWith('C') && n.parts.get(ref)?.isFitted)
    .map((ref) => ({
      ref,
      farad: faradOf(n, ref) ?? 0,
      isBulk: /CP_/.test(n.parts.get(ref)?.footprint ?? ''),
    }));
}

const sum = (list: { farad: number }[]) => list.reduce((total, { farad }) => total + farad, 0);

/** A part that is there but has lost its place in the circuit does not count. */
function placed(n: Netlist, ref: string, pin: string): number | undefined {
  const isThere = neighbours(n, pin).some((other) => other.startsWith(`${ref}.`));
  return isThere ? (ref.startsWith('C') ? faradOf(n, ref) : ohmOf(n, ref)) : undefined;
}

/** The type says the threshold, `LM809-4.38`: 4.25 to 4.50 V for this one. */
const SUPERVISOR = { lowest: 4.25 / 4.38, highest: 4.5 / 4.38, supplyA: 60e-6 };
const SUPERVISOR_DELAY: Spread = { min: 0.14, nominal: 0.24, max: 0.56 };
const THRESHOLD = /-(\d\.\d+)$/;

/** Seen from P1 +5 V, on the far side of its filter; undefined: nothing switches the limiter. */
function supervisorOf(n: Netlist): Spread | undefined {
  const nominal = Number(THRESHOLD.exec(n.parts.get('U5')?.value ?? '')?.[1]);
  const filterOhm = placed(n, 'R17', 'U5.3');
  if (!(nominal > 0) || filterOhm === undefined || !areJoined(n, 'U5.2', 'U1.3')) return undefined;
  return {
    min: nominal * SUPERVISOR.lowest,
    nominal,
    max: nominal * SUPERVISOR.highest + filterOhm * SUPERVISOR.supplyA,
  };
}

function inverterOf(n: Netlist): Inverter {
  return {
    pullUpOhm: placed(n, 'R11', 'R8.1'),
    baseOhm: placed(n, 'R8', 'Q1.1'),
    shuntOhm: placed(n, 'R9', 'Q1.1'),
    speedUpF: placed(n, 'C12', 'Q1.1'),
    collectorOhm: placed(n, 'R10', 'Q1.3'),
  };
}

export function figuresOf(n: Netlist): Figures {
  const inverter = inverterOf(n);
  const { pullUpOhm, baseOhm, shuntOhm } = inverter;
  const bulk = capacitorsOn(n, 'U1.6');
  const request = ohmOf(n, 'R15');
  const supervisor = supervisorOf(n);
  return {
    limitA: limitOf(placed(n, 'R1', 'U1.5')),
    programmingLimitA: limitOf(placed(n, 'R16', 'U4.5')),
    lockoutOnV: lockoutOf(n, EN_ON),
    lockoutOffV: lockoutOf(n, EN_OFF),
    supervisorV: supervisor,
    supervisorDelayS: supervisor && SUPERVISOR_DELAY,
    inputF: sum(capacitorsOn(n, 'J1.1')),
    bulkF: sum(bulk.filter(({ isBulk }) => isBulk)),
    ceramicF: sum(bulk.filter(({ isBulk }) => !isBulk)),
    pullUpA: pullUpOhm && METER_MAX_V / pullUpOhm,
    requestLeastV: request && METER_MIN_V - CABLE_DROP_V - REQUEST_A * request,
    thresholdV: baseOhm && shuntOhm && 0.62 * (1 + baseOhm / shuntOhm),
    inverter,
  };
}

/** What the plug sees at the most, in mA. */
export function plugMaxA({ limitA, pullUpA }: Figures): number | undefined {
  return limitA && pullUpA && limitA.max + pullUpA + REQUEST_A;
}

const railLeastV = ({ lockoutOffV }: Figures) => lockoutOffV && lockoutOffV.min - CONVERTER_DROP_V;

/** P1 +5 V at its lowest in use, a full limiter behind the longest cable, above the supervisor's highest. */
function supplySpareV(f: Figures): number | undefined {
  const mostA = plugMaxA(f);
  return mostA && f.supervisorV && METER_MIN_V - CABLE_MAX_OHM * mostA - f.supervisorV.max;
}

/** A meter that folded back is let go while the converter still runs: else it would take turns for ever. */
const releaseSpareV = ({ supervisorV, lockoutOffV }: Figures) =>
  supervisorV && lockoutOffV && supervisorV.min - lockoutOffV.max;

const milli = (value: number | undefined) => value && value * 1e3;
const micro = (value: number | undefined) => value && value * 1e6;

function bulkRatings(n: Netlist): string[] {
  return capacitorsOn(n, 'U1.6')
    .filter(({ ref }) => !((parseRatedVolt(n.parts.get(ref)?.value ?? '') ?? 0) >= 6.3))
    .map(({ ref }) => ref);
}

function currentRows(n: Netlist, f: Figures): Row[] {
  const { min, nominal, max } = f.limitA ?? { min: NaN, nominal: NaN, max: NaN };
  const limits = [min, nominal, max].map((ampere) => (ampere * 1e3).toFixed(0));
  return [
    told('limiter, lowest / nominal / highest', `${limits.join(' / ')} mA`, 'SLVS841'),
    within('most the plug can see', milli(plugMaxA(f)), '<= 250.0 mA'),
    within('pull-up at 5.5 V', milli(f.pullUpA), '<= 5.00 mA'),
    within('request at the meter, 4.9 V, 10 mA', f.requestLeastV, '>= 4.00 V'),
    within('capacitance on raw P1 +5 V', micro(f.inputF), '4.7 to 111 uF'),
    within('bulk', micro(f.bulkF), '>= 470 uF'),
    none('capacitors behind the limiter stand 6.3 V', bulkRatings(n), 'lower rating'),
    within('programming supply, highest', milli(f.programmingLimitA?.max), '400 to 500 mA'),
  ];
}

function supervisorRows(f: Figures): Row[] {
  const { min, nominal, max } = f.supervisorV ?? { min: NaN, nominal: NaN, max: NaN };
  const thresholds = [min, nominal, max].map((volt) => volt.toFixed(2));
  return [
    told('supervisor, lowest / nominal / highest', `${thresholds.join(' / ')} V`, 'SNVS052'),
    within('limiter waits, at the least', milli(f.supervisorDelayS?.min), '>= 100 ms'),
    within('limiter waits, at the most', milli(f.supervisorDelayS?.max), '<= 600 ms'),
    within('P1 +5 V above the supervisor', supplySpareV(f), '>= 0.10 V'),
    within('supervisor above the lockout', releaseSpareV(f), '>= 0.10 V'),
  ];
}

function thresholdRows(f: Figures): Row[] {
  return [
    within('lockout on', f.lockoutOnV?.nominal, '4.05 to 4.50 V'),
    within('lockout on, highest', f.lockoutOnV?.max, '<= 4.50 V'),
    within('lockout off: the converter is made for 3.8 V', f.lockoutOffV?.nominal, '>= 3.70 V'),
    within('3.3 V just before the lockout, lowest', railLeastV(f), '>= 3.00 V'),
    within('data threshold', f.thresholdV, '1.20 to 2.80 V'),
    holds('collector resistor of Q1 is there', f.inverter.collectorOhm !== undefined, 'NL 5.8'),
  ];
}

export function figureRows(n: Netlist): Row[] {
  const figures = figuresOf(n);
  return [...currentRows(n, figures), ...supervisorRows(figures), ...thresholdRows(figures)];
}
