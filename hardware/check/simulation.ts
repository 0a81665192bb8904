/**
 * What ngspice says about the data line and the power path with the values of the schematic.
 * In: the figures. Out: rows; figures that are told carry the margins.
 */
import { CABLE_MAX_OHM, plugMaxA, REQUEST_A, type Figures } from './figures.ts';
import { holds, told, within, type Row } from './report.ts';
import { LINE_CORNERS, readLine, type LineOutcome } from './spice/inverter.ts';
import { FOLDING, HICCUP, type Meter } from './spice/meter.ts';
import {
  plugIn,
  recover,
  runProfile,
  type Corner,
  type PowerPath,
  type Trouble,
} from './spice/power.ts';
import type { ProfileName } from './spice/profile.ts';

type Side = 'min' | 'nominal' | 'max';
const SIDES: readonly Side[] = ['min', 'nominal', 'max'];
const OPPOSITE: Record<Side, Side> = { min: 'max', nominal: 'nominal', max: 'min' };

/** A fair cable, and a long and worn one at the weakest meter; both meters trip first of all. */
const TYPICAL: Corner = { meter: FOLDING, cableOhm: 0.5, esrOhm: 0.03, efficiency: 0.88 };
/** Cold or aged electrolyte: three times its resistance (FK series, Z(-40 °C)/Z(20 °C) = 3). */
const WORST: Corner = {
  meter: { ...FOLDING, volt: 4.9 },
  cableOhm: CABLE_MAX_OHM,
  esrOhm: 0.09,
  efficiency: 0.85,
};
const BULK_TOLERANCE = 0.2;
const RAIL_MIN_V = 3;
const PLUG_MAX_MA = 255;

/** The supervisor's threshold and delay, each with its own side. */
function supervisorOf({ supervisorV, supervisorDelayS }: Figures, volt: Side, delay: Side) {
  if (supervisorV === undefined || supervisorDelayS === undefined) return undefined;
  return { thresholdV: supervisorV[volt], delayS: supervisorDelayS[delay] };
}

/** The weaker the limiter, the longer it is kept waiting: the slowest board, and the hastiest. */
function pathOf(f: Figures, side: Side): PowerPath {
  return {
    inputF: f.inputF,
    limitA: f.limitA?.[side],
    supervisor: supervisorOf(f, 'nominal', OPPOSITE[side]),
    bulkF: Math.max(f.bulkF, 1e-9),
    ceramicF: Math.max(f.ceramicF, 1e-9),
    lockoutOnV: f.lockoutOnV?.nominal ?? 0.2,
    lockoutOffV: f.lockoutOffV?.nominal ?? 0.1,
    besideA: REQUEST_A + (f.pullUpA ?? 0),
  };
}

/** Low bulk, and a supervisor that soon lets go of the meter. */
function worstOf(f: Figures, path: PowerPath): PowerPath {
  return {
    ...path,
    bulkF: path.bulkF * (1 - BULK_TOLERANCE),
    supervisor: path.supervisor && supervisorOf(f, 'max', 'nominal'),
  };
}

/** A lockout that soon lets go of the converter. */
const earlyOf = (f: Figures, path: PowerPath): PowerPath => ({
  ...path,
  lockoutOffV: f.lockoutOffV?.max ?? path.lockoutOffV,
});

function profileRow(path: PowerPath, corner: Corner, profile: ProfileName, label: string): Row {
  const { resets, bulkMinV, railMinV, meterMaxA } = runProfile(path, corner, profile);
  const meterMa = meterMaxA * 1e3;
  return {
    name: `${profile}, ${label}`,
    isMet: resets === 0 && railMinV >= RAIL_MIN_V && meterMa <= PLUG_MAX_MA,
    found: `${resets} resets, bulk ${bulkMinV.toFixed(2)} V, P1 ${meterMa.toFixed(0)} mA`,
    asked: `0 resets, 3.3 V >= ${RAIL_MIN_V.toFixed(1)}, P1 <= ${PLUG_MAX_MA} mA`,
  };
}

function plugInRow(path: PowerPath, side: Side): Row {
  const bulkF = path.bulkF * (1 + BULK_TOLERANCE);
  const { readyS, meterMaxA } = plugIn({ ...path, bulkF }, WORST);
  const ready = readyS === undefined ? 'never' : `${(readyS * 1e3).toFixed(0)} ms`;
  return {
    name: `plugged in, limiter ${side}, bulk +20 %`,
    isMet: readyS !== undefined && meterMaxA * 1e3 <= PLUG_MAX_MA,
    found: `ready after ${ready}, P1 ${(meterMaxA * 1e3).toFixed(0)} mA`,
    asked: `ready within 1 s, P1 <= ${PLUG_MAX_MA} mA`,
  };
}

/** A meter that gives less, and asks for less before it lets go. */
const STRICT: Meter = { ...FOLDING, foldedA: 0.03, release: { belowA: 0.02 } };

interface Case {
  label: string;
  path: (f: Figures) => PowerPath;
  corner: Corner;
  folding: Meter;
}

/** Beside the typical one: what keeps the limiter on the longest, and what is nearest to a second trip. */
const CASES: readonly Case[] = [
  {
    label: 'typical',
    path: (f) => pathOf(f, 'nominal'),
    corner: TYPICAL,
    folding: FOLDING,
  },
  {
    label: 'slow',
    path: (f) => ({
      ...earlyOf(f, pathOf(f, 'min')),
      bulkF: f.bulkF * (1 - BULK_TOLERANCE),
      supervisor: supervisorOf(f, 'min', 'max'),
    }),
    corner: WORST,
    folding: STRICT,
  },
  {
    label: 'hasty',
    path: (f) => ({
      ...pathOf(f, 'max'),
      bulkF: f.bulkF * (1 + BULK_TOLERANCE),
      supervisor: supervisorOf(f, 'max', 'min'),
    }),
    corner: WORST,
    folding: STRICT,
  },
];

/** 50 ms: a plug that did not quite sit; the bulk has not let go of the supervisor yet. */
const AWAY_S = [0.05, 0.2, 1, 5];
const TROUBLES: readonly Trouble[] = [...AWAY_S.map((awayS) => ({ awayS })), 'tripped'];
/** The one that the loss of the supply costs. */
const RESTARTS_MAX = 1;

const nameOf = (trouble: Trouble) =>
  trouble === 'tripped' ? 'meter has tripped' : `plug out for ${trouble.awayS} s`;

function recoveryRow(f: Figures, one: Case, style: 'folds back' | 'hiccup', trouble: Trouble): Row {
  const { label, path, corner, folding } = one;
  const meter = { ...(style === 'hiccup' ? HICCUP : folding), volt: corner.meter.volt };
  const { isWell, restarts, readyS } = recover(path(f), { ...corner, meter }, trouble);
  const count = `${restarts} restart${restarts === 1 ? '' : 's'}`;
  return {
    name: `${nameOf(trouble)}, ${style}, ${label}`,
    isMet: isWell && restarts <= RESTARTS_MAX,
    found: isWell ? `well after ${readyS.toFixed(2)} s, ${count}` : `not well, ${count}`,
    asked: `well again, <= ${RESTARTS_MAX} restart`,
  };
}

export const recoveryRows = (f: Figures): Row[] =>
  CASES.flatMap((one) =>
    (['folds back', 'hiccup'] as const).flatMap((style) =>
      TROUBLES.map((trouble) => recoveryRow(f, one, style, trouble)),
    ),
  );

/** What a board has to get over at home: pulled for a moment, and a meter that has tripped. */
export const typicalRecoveryRows = (f: Figures): Row[] =>
  [{ awayS: 1 }, 'tripped' as const].map((trouble) =>
    recoveryRow(f, CASES[0], 'folds back', trouble),
  );

/** The smallest bulk with which the bad link still runs in the worst corner, to 2 %. */
function leastBulkF(path: PowerPath): number | undefined {
  const runs = (bulkF: number) => runProfile({ ...path, bulkF }, WORST, 'bad').resets === 0;
  let enoughF = path.bulkF;
  if (!runs(enoughF)) return undefined;
  let scarceF = 0;
  while (enoughF - scarceF > 0.02 * path.bulkF) {
    const middleF = (enoughF + scarceF) / 2;
    if (runs(middleF)) enoughF = middleF;
    else scarceF = middleF;
  }
  return enoughF;
}

function earlyRow(f: Figures): Row {
  const path = earlyOf(f, worstOf(f, pathOf(f, 'min')));
  return profileRow(path, WORST, 'bad', 'limiter min, worst, lockout highest');
}

function marginRow(f: Figures): Row {
  const worst = worstOf(f, pathOf(f, 'min'));
  const leastF = leastBulkF(worst);
  if (leastF === undefined) return holds('bulk to spare in the worst corner', false, '>= 5 %');
  const spare = (1 - leastF / worst.bulkF) * 100;
  const row = within('bulk to spare in the worst corner', spare, '>= 5 %');
  return { ...row, found: `${row.found} of ${(worst.bulkF * 1e6).toFixed(0)} uF` };
}

export function typicalRow(f: Figures, profile: ProfileName, side: Side): Row {
  return profileRow(pathOf(f, side), TYPICAL, profile, `limiter ${side}, typical`);
}

export function worstRow(f: Figures, profile: ProfileName, side: Side): Row {
  return profileRow(worstOf(f, pathOf(f, side)), WORST, profile, `limiter ${side}, worst`);
}

/** In both corners and at every limit. */
function profileRows(f: Figures, profile: ProfileName): Row[] {
  return SIDES.flatMap((side) => [typicalRow(f, profile, side), worstRow(f, profile, side)]);
}

/** An electrolytic at the end of its life: FK series, endurance, -30 %. */
const WORN = 0.3;

function wornRow(f: Figures): Row {
  const bulkF = f.bulkF * (1 - BULK_TOLERANCE) * (1 - WORN);
  const row = typicalRow({ ...f, bulkF }, 'bad', 'min');
  return { ...row, name: 'bad, limiter min, bulk -20 % and worn out' };
}

function tortureRow(f: Figures, side: Side): Row {
  const { name, found } = typicalRow(f, 'torture', side);
  return told(name, found, 'told only: no driver sends like this');
}

export function powerRows(f: Figures): Row[] {
  const most = plugMaxA(f);
  return [
    ...SIDES.map((side) => plugInRow(pathOf(f, side), side)),
    ...profileRows(f, 'normal'),
    ...profileRows(f, 'bad'),
    wornRow(f),
    marginRow(f),
    earlyRow(f),
    told(
      'to the trip of the strictest meter',
      `${most ? (260 - most * 1e3).toFixed(0) : '?'} mA`,
      'NL 5.8',
    ),
    ...SIDES.map((side) => tortureRow(f, side)),
  ];
}

const slowest = (outcomes: LineOutcome[], edge: 'riseUs' | 'fallUs') =>
  Math.max(...outcomes.map((outcome) => outcome[edge] ?? Infinity)).toFixed(2);

function readRow(name: string, outcomes: LineOutcome[]): Row {
  const all = `of ${outcomes.length}`;
  const read = outcomes.filter(({ isRead }) => isRead).length;
  return { name, isMet: read === outcomes.length, found: `${read} ${all}`, asked: `all ${all}` };
}

const LOWEST = LINE_CORNERS.filter(({ lowV }) => lowV === 1);

/** The third of the corners that tells a good inverter from a bad one. */
export function lowRow({ inverter }: Figures): Row {
  return readRow(
    'data line, LOW of 1.0 V',
    LOWEST.map((corner) => readLine(inverter, corner)),
  );
}

export function inverterRows({ inverter }: Figures): Row[] {
  const outcomes = LINE_CORNERS.map((corner) => readLine(inverter, corner));
  // The ground of a long cable lifts what the meter calls 0 V: 0.25 A over 0.8 ohm.
  const lifted = LOWEST.map((corner) => readLine(inverter, { ...corner, lowV: 1.2 }));
  const edges = `${slowest(outcomes, 'riseUs')} / ${slowest(outcomes, 'fallUs')} us`;
  return [
    readRow('data line, corners in which every bit is read', outcomes),
    readRow('data line, LOW lifted to 1.2 V by the cable', lifted),
    told('data line, slowest edge up / down', edges, 'a bit lasts 8.68 us'),
  ];
}
