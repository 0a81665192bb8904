/**
 * The power path from the meter to 3.3 V as a behavioural model: meter that folds back, cable,
 * limiter, bulk, lockout, converter, ESP32. In: the values of the schematic and a corner.
 * Out: how often the lockout cut the supply, and the worst voltages and currents.
 *
 *   meter 5 V ─ cable ─┬─ limiter ─┬─ converter ─ 3.3 V ─ ESP32
 *                 input C        bulk + lockout
 *
 * Meter: DSMR P1 5.0.2 §5.3.1, §5.5.2, §5.8; E-Meter P1 Specification (Luxmetering) §3.1.3.
 */
import { simulate, type Samples } from './ngspice.ts';
import { durationS, PROFILES, pwl, type ProfileName } from './profile.ts';

/** Of the schematic, in ohm, farad, volt and ampere; undefined limit: there is no limiter. */
export interface PowerPath {
  inputF: number;
  limitA: number | undefined;
  enableDelayS: number;
  bulkF: number;
  ceramicF: number;
  lockoutOnV: number;
  lockoutOffV: number;
  /** Drawn in front of the limiter: data request and pull-up. */
  besideA: number;
}

/** What the board does not decide. */
export interface Corner {
  meterV: number;
  tripA: number;
  cableOhm: number;
  /** Of both bulk capacitors together. */
  esrOhm: number;
  efficiency: number;
}

export interface Outcome {
  resets: number;
  bulkMinV: number;
  railMinV: number;
  meterMaxA: number;
}

export interface PlugIn {
  /** From plugging in to 3.3 V; undefined: never within the simulated second. */
  readyS: number | undefined;
  /** After the first 2 ms, in which the input capacitor is filled. */
  meterMaxA: number;
}

const FOLDED_A = 0.05;
/** High side of the converter and its choke: what the 3.3 V lose when the bulk is low. */
const DROPOUT_OHM = 0.25;
const LIMITER_OHM = 0.1;
const VECTORS = ['i(vmeter)', 'v(bulk)', 'v(rail)', 'v(on)'] as const;

function supplyLines(path: PowerPath, corner: Corner): string[] {
  const { meterV, tripA, cableOhm } = corner;
  const slope = (tripA - FOLDED_A) / 4.9;
  return [
    '* P1 power path',
    `VREF ref 0 ${meterV}`,
    `BMETER ref out I = min((V(ref)-V(out))/0.02, ${FOLDED_A} + ${slope}*max(0,V(out)))`,
    'VMETER out port 0',
    'CPORT port 0 10u',
    `RCABLE port wire ${cableOhm}`,
    'LCABLE wire p1 1.5u',
    `CIN p1 0 ${path.inputF}`,
    `BBESIDE p1 0 I = ${path.besideA}*min(1,max(0,V(p1)/4))`,
    'RENABLE p1 enable 100k',
    `CENABLE enable 0 ${Math.max(path.enableDelayS, 1e-5) / 100e3 / ENABLE_SHARE}`,
  ];
}

/** The enable input is at 1.1 V of 5 V after this share of the time constant. */
const ENABLE_SHARE = Math.log(5 / (5 - 1.1));

function limiterLine({ limitA }: PowerPath): string {
  const asked = `(V(p1)-V(bulk))/${limitA === undefined ? 0.05 : LIMITER_OHM}`;
  if (limitA === undefined) return `BLIMIT p1 bulk I = max(-5,min(5,${asked}))`;
  // The switch opens over 50 mV at its enable: its own soft start, and no step for the solver.
  const open = 'min(1,max(0,(V(enable)-1.1)/0.05))';
  return `BLIMIT p1 bulk I = ${open}*max(0,min(${limitA},${asked}))`;
}

function loadLines(path: PowerPath, corner: Corner, started: boolean): string[] {
  const { lockoutOnV: onV, lockoutOffV: offV } = path;
  return [
    `CBULK bulk inner ${path.bulkF}`,
    `RESR inner 0 ${corner.esrOhm}`,
    `CCERAMIC bulk 0 ${path.ceramicF}`,
    `SLOCK one on bulk 0 LOCK ${started ? 'ON' : 'OFF'}`,
    'VONE one 0 1',
    'RON on 0 1meg',
    `.model LOCK SW(VT=${(onV + offV) / 2} VH=${(onV - offV) / 2} RON=1 ROFF=1G)`,
    `BBUCK bulk 0 I = V(on)*V(draw)*3.3/(${corner.efficiency}*max(V(bulk),2))`,
    `BRAIL rail 0 V = V(on)*max(0, min(3.3, V(bulk) - ${DROPOUT_OHM}*V(draw)))`,
  ];
}

const OPTIONS = '.options reltol=1e-3 abstol=1e-6 method=gear itl4=200';

const maxFrom = (s: Samples, name: string, fromS: number) =>
  s.of[name].reduce((max, value, i) => (s.timeS[i] >= fromS ? Math.max(max, value) : max), 0);

/** The first second at the meter, with a board that draws nothing behind its lockout. */
export function plugIn(path: PowerPath, corner: Corner): PlugIn {
  const deck = [
    ...supplyLines(path, corner),
    limiterLine(path),
    ...loadLines(path, corner, false),
    'VDRAW draw 0 0',
    `.ic V(port)=${corner.meterV} V(p1)=0 V(bulk)=0 V(inner)=0 V(on)=0 V(enable)=0`,
    OPTIONS,
    '.tran 50u 1 0 50u uic',
  ];
  const samples = simulate(deck, VECTORS, 1);
  const ready = samples.of['v(on)'].findIndex((on) => on > 0.5);
  return {
    readyS: ready < 0 ? undefined : samples.timeS[ready],
    meterMaxA: maxFrom(samples, 'i(vmeter)', 2e-3),
  };
}

/** From the moment the lockout lets go: the bulk has just reached that voltage, no more. */
export function runProfile(path: PowerPath, corner: Corner, profile: ProfileName): Outcome {
  const steps = PROFILES[profile];
  const endS = durationS(steps);
  const { meterV } = corner;
  const deck = [
    ...supplyLines(path, corner),
    limiterLine(path),
    ...loadLines(path, corner, true),
    `VDRAW draw 0 PWL(${pwl(steps)})`,
    `.ic V(port)=${meterV} V(p1)=${meterV} V(enable)=${meterV}`,
    `+ V(bulk)=${path.lockoutOnV} V(inner)=0 V(on)=1`,
    OPTIONS,
    `.tran 50u ${endS} 0 20u uic`,
  ];
  const samples = simulate(deck, VECTORS, endS);
  const on = samples.of['v(on)'];
  return {
    resets: on.filter((value, i) => i > 0 && on[i - 1] > 0.5 && value <= 0.5).length,
    bulkMinV: Math.min(...samples.of['v(bulk)'].slice(10)),
    railMinV: Math.min(...samples.of['v(rail)'].slice(10)),
    meterMaxA: maxFrom(samples, 'i(vmeter)', 2e-3),
  };
}
