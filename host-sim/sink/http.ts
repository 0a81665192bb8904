/**
 * The API of the dongle for one meter: the same paths, answers and rules (http/server.ts, docs/http.md).
 * In: readouts. Out: at each request the latest, and what was counted.
 */
import type { ApiSource } from '../../firmware/core/web/api/source.ts';
import type { Endpoint } from '../command/values.ts';
import { textOf } from '../command/values.ts';
import { openHttp } from '../http/server.ts';
import { openDoor } from './door.ts';
import type { Readout } from './readout.ts';
import type { HttpSinkOptions } from './settings/http.ts';
import type { Around, OpenSink } from './sink.ts';

interface Desk {
  meter: string;
  around: Around;
  latest: { readout: Readout; atMs: number } | undefined;
  counts: { taken: number; answered: number; refused: number };
}

/** Another one for each start of the program. */
const START = Date.now().toString(36);
/** What a heat meter says, which is asked once an hour, holds for three times that. */
const OLDEST_HEAT_S = 10_800;
const NO_DIAGNOSIS = { numbers: {}, faults: {}, texts: {} };

/** By the time that does not jump. */
function ageOf({ latest }: Desk): number | undefined {
  return latest && Math.floor((performance.now() - latest.atMs) / 1000);
}

function sourceOf(desk: Desk): ApiSource {
  const { meter, around, latest, counts } = desk;
  const { lines = '', printed = '', snapshot } = latest?.readout ?? {};
  const told = around.account().meters.find(({ name }) => name === meter);
  return {
    lines,
    printed,
    header: snapshot?.header ?? '',
    time: snapshot?.stamp?.iso,
    utcS: snapshot?.stamp?.utcS,
    ageS: ageOf(desk),
    tag: `${START}-${counts.taken}`,
    name: meter,
    version: around.version,
    facts: told?.diagnosis ?? NO_DIAGNOSIS,
  };
}

/** What is known by its tag, or not there yet, is an answer too. */
function countAnswer({ counts }: Desk, status: number): void {
  if (status === 403 || status === 405) counts.refused++;
  else counts.answered++;
}

export const openHttpSink: OpenSink<HttpSinkOptions> = async ({ listen, names }, around) => {
  const [meter] = around.meters;
  const counts = { taken: 0, answered: 0, refused: 0 };
  const desk: Desk = { meter, around, latest: undefined, counts };
  const oldestS = around.isHeat(meter) ? OLDEST_HEAT_S : undefined;
  const onAnswer = (status: number) => countAnswer(desk, status);
  const door = await openDoor({
    open: () => openHttp(listen, () => sourceOf(desk), { names, oldestS, onAnswer }),
    sentence: ({ url }) => `Programs may ask for ${meter} on ${url}api/v1/readings.`,
    tell: around.tell,
  });
  const urlOf = (endpoint: Endpoint) => `http://${textOf(endpoint)}/`;
  return {
    name: `http ${textOf(listen)}`,
    take(readout) {
      counts.taken++;
      desk.latest = { readout, atMs: performance.now() };
    },
    // Nothing waits here: the latest is what there is to tell.
    facts: () => ({
      state: door.opened() ? 'open' : 'waiting',
      address: door.opened()?.url ?? urlOf(listen),
      told: counts.taken,
      dropped: 0,
      waiting: 0,
      ...counts,
    }),
    async close() {
      await door.end();
      await door.opened()?.close();
    },
  };
};
