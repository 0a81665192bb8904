/**
 * Runs of the power path from the meter to the ESP32. In: the values of the schematic and a corner.
 * Out: how often the lockout cut the supply, and the worst voltages and currents.
 *
 *   meter ─ plug, cable ─┬─ limiter ─┬─ converter ─ 3.3 V ─ ESP32
 *                   input C        bulk + lockout
 *                   supervisor
 *
 * Meter: DSMR P1 5.0.2 §5.3.1, §5.5.2, §5.8; E-Meter P1 Specification (Luxmetering) §3.1.3.
 */
import { boardLines, boardStart, type Corner, type PowerPath } from './board.ts';
import { meterLines, meterStart } from './meter.ts';
import { simulate, type Samples } from './ngspice.ts';
import { durationS, PROFILES, pwl, type ProfileName } from './profile.ts';

export type { Corner, PowerPath, Supervisor } from './board.ts';

export interface Outcome {
  resets: number;
  bulkMinV: number;
  railMinV: number;
  meterMaxA: number;
}

export interface PlugIn {
  /** From plugging in to 3.3 V; undefined: never within the simulated time. */
  readyS: number | undefined;
  /** After the first 2 ms, in which the input capacitor is filled. */
  meterMaxA: number;
}

/** The plug is out for some time, or the meter has tripped although the board is in. */
export type Trouble = { awayS: number } | 'tripped';

export interface Recovery {
  /** Neither folded back nor without 3.3 V at the end. */
  isWell: boolean;
  restarts: number;
  /** From the plug's return, or from the beginning, to 3.3 V that stay. */
  readyS: number;
}

const VECTORS = ['i(vmeter)', 'v(bulk)', 'v(rail)', 'v(on)', 'v(folded)'] as const;
const OPTIONS = '.options reltol=1e-3 abstol=1e-6 method=gear itl4=200';
const PLUGGED = 'VPLUG plug 0 1';
/** The ESP32 at work: receiving, and every 60 ms 4.5 ms of 1 Mbit/s. */
const WORKING = 'VDRAW draw 0 PULSE(0.112 0.379 10m 20u 20u 4.5m 60m)';

const maxFrom = (s: Samples, name: string, fromS: number) =>
  s.of[name].reduce((max, value, i) => (s.timeS[i] >= fromS ? Math.max(max, value) : max), 0);

const falls = (values: readonly number[]) =>
  values.filter((value, i) => i > 0 && values[i - 1] > 0.5 && value <= 0.5).length;

/** The first seconds at the meter, with a board that draws nothing behind its lockout. */
export function plugIn(path: PowerPath, corner: Corner): PlugIn {
  const deck = [
    '* plugged in',
    ...meterLines(corner.meter, false),
    PLUGGED,
    ...boardLines(path, corner, false),
    'VDRAW draw 0 0',
    `.ic ${meterStart(corner.meter, false)}`,
    `+ ${boardStart(corner, 0)}`,
    OPTIONS,
    '.tran 50u 1.2 0 100u uic',
  ];
  const samples = simulate(deck, VECTORS, 1.2);
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
  const deck = [
    '* from the lockout on',
    ...meterLines(corner.meter, false),
    PLUGGED,
    ...boardLines(path, corner, true),
    `VDRAW draw 0 PWL(${pwl(steps)})`,
    `.ic ${meterStart(corner.meter, false)}`,
    `+ ${boardStart(corner, path.lockoutOnV)}`,
    OPTIONS,
    `.tran 50u ${endS} 0 20u uic`,
  ];
  const samples = simulate(deck, VECTORS, endS);
  return {
    resets: falls(samples.of['v(on)']),
    bulkMinV: Math.min(...samples.of['v(bulk)'].slice(10)),
    railMinV: Math.min(...samples.of['v(rail)'].slice(10)),
    meterMaxA: maxFrom(samples, 'i(vmeter)', 2e-3),
  };
}

const PULLED_S = 0.1;
const LEFT_ALONE_S = 2.6;
const WELL_S = 0.4;

const plugLine = (awayS: number) =>
  `VPLUG plug 0 PWL(0 1 ${PULLED_S} 1 ${PULLED_S + 1e-5} 0 ${PULLED_S + awayS} 0 ${PULLED_S + awayS + 1e-5} 1)`;

/** The last moment at which it was so; 0: never. */
function lastS({ timeS, of }: Samples, name: string, isSo: (value: number) => boolean): number {
  const at = of[name].findLastIndex(isSo);
  return at < 0 ? 0 : timeS[at];
}

/** A board at work, its bulk full (or, at a meter that has tripped, as low as the lockout leaves it). */
export function recover(path: PowerPath, corner: Corner, trouble: Trouble): Recovery {
  const isTripped = trouble === 'tripped';
  const fromS = isTripped ? 0 : PULLED_S + trouble.awayS;
  const endS = fromS + LEFT_ALONE_S;
  const { meter } = corner;
  const deck = [
    '* trouble',
    ...meterLines(meter, isTripped),
    isTripped ? PLUGGED : plugLine(trouble.awayS),
    ...boardLines(path, corner, true),
    WORKING,
    `.ic ${meterStart(meter, isTripped)}`,
    `+ ${boardStart(corner, isTripped ? path.lockoutOnV : meter.volt - 0.1)}`,
    OPTIONS,
    `.tran 100u ${endS} 0 200u uic`,
  ];
  const samples = simulate(deck, VECTORS, endS);
  const offS = lastS(samples, 'v(on)', (on) => on <= 0.5);
  const foldedS = lastS(samples, 'v(folded)', (folded) => folded > 0.5);
  return {
    isWell: Math.max(offS, foldedS) < endS - WELL_S,
    restarts: falls(samples.of['v(on)']),
    readyS: Math.max(0, offS - fromS),
  };
}
