/**
 * What there is to tell to programs, from a telegram: the core reads it, and the rest is set here.
 */
import type { Diagnosis } from '../../../../firmware/core/message/diagnostics.ts';
import { openApi } from '../../../../firmware/core/web/api/content.ts';
import { nextOfApi } from '../../../../firmware/core/web/api/next.ts';
import type { ApiSource } from '../../../../firmware/core/web/api/source.ts';
import { advanceHouse, newHouse } from '../../../../host-sim/house/load.ts';
import { formatTelegram } from '../../../../host-sim/house/telegram.ts';
import type { ReadoutList } from '../../../../host-sim/house/telegram.ts';
import { feed, newBench } from '../../../fakes/bench-app.ts';
import { bytesOf } from '../../../fakes/meter.ts';

export const LISTS: readonly ReadoutList[] = ['full', 'basic', 'austria', 'dsmr5'];

export const DIAGNOSIS: Diagnosis = {
  numbers: { uptime_s: 86400, telegrams: 8640, authenticated: 8639, rssi_dbm: -61 },
  faults: { tag: 2, 'crc-field': 1 },
  texts: { latest_time: '2026-01-15T19:00:00+01:00', state: 'running', restart: 'power' },
};

const NOW_MS = Date.UTC(2026, 0, 15, 19);
const house = newHouse({ seed: 1, startMs: NOW_MS - 2 * 86_400_000 });
advanceHouse(house, NOW_MS);

/** A telegram of the simulated house after some days. */
export function houseTelegram(list: ReadoutList): string {
  return formatTelegram(house, NOW_MS, list);
}

export function sourceOf(telegram: string, over: Partial<ApiSource> = {}): ApiSource {
  const { app, snapshots, faults } = newBench();
  app.opening.keepsText = true;
  let lines = '';
  const options = app.options as { onSnapshot?: (...given: unknown[]) => void };
  options.onSnapshot = (snapshot) => {
    lines = app.latest;
    snapshots.push(snapshot as (typeof snapshots)[number]);
  };
  feed({ app, snapshots, faults, lines: [], json: [], nowMs: 0 }, bytesOf(telegram));
  if (snapshots.length !== 1) throw new Error(`no good telegram: ${faults.join()}`);
  return {
    lines,
    printed: app.printed,
    header: snapshots[0].header,
    time: snapshots[0].stamp?.iso,
    utcS: snapshots[0].stamp?.utcS,
    ageS: 3,
    tag: '7-8640',
    name: 'smarty-a1b2',
    version: '0.1.0',
    facts: DIAGNOSIS,
    ...over,
  };
}

/** The pieces of an answer, to the end; undefined: there is none. */
export function piecesOf(source: ApiSource, path: string): string[] | undefined {
  const flow = openApi(source, path);
  if (!flow) return undefined;
  const pieces: string[] = [];
  for (let piece = nextOfApi(source, flow); piece !== ''; piece = nextOfApi(source, flow)) {
    pieces.push(piece);
    if (pieces.length > 200) throw new Error('the answer has no end');
  }
  if (nextOfApi(source, flow) !== '') throw new Error('the answer goes on behind its end');
  return pieces;
}

export function answerOf(source: ApiSource, path: string): string | undefined {
  return piecesOf(source, path)?.join('');
}

export function jsonOf(source: ApiSource, path: string) {
  return JSON.parse(answerOf(source, path) as string);
}

/** What the telegram prints in the last parentheses behind a code. */
export function printedOf(telegram: string, code: string): string | undefined {
  const line = telegram.split('\r\n').find((text) => text.startsWith(`${code}(`));
  return line?.slice(line.lastIndexOf('(') + 1, -1);
}
