/** What systemd is told of a run, by what the run has counted. */
import { describe, expect, test } from 'vitest';
import { newServiceHooks } from '../../../host-sim/service/hooks.ts';
import type { Account } from '../../../host-sim/sink/sink.ts';

interface Given {
  bytes?: number;
  telegrams?: number;
  noise?: number;
  tagFaults?: number;
}

function accountOf({ bytes = 0, telegrams = 0, noise = 0, tagFaults = 0 }: Given): Account {
  const diagnosis = {
    numbers: { telegrams, noise_bytes: noise },
    faults: { tag: tagFaults },
    texts: {},
  } as unknown as Account['meters'][0]['diagnosis'];
  const none = { ...diagnosis, numbers: { ...diagnosis.numbers, telegrams: 0, noise_bytes: 0 } };
  return {
    meters: [
      { name: 'house', source: { state: 'open', bytes }, diagnosis },
      {
        ...{ name: 'heat', source: { state: 'waiting', answered_polls: 3 } },
        diagnosis: { ...none, faults: {} },
      },
    ],
    sinks: [],
  };
}

function newRecord() {
  const told: string[] = [];
  const sentences: string[] = [];
  const hooks = newServiceHooks({}, (_level, sentence) => sentences.push(sentence), {
    ready: () => told.push('ready'),
    status: (sentence) => told.push(sentence),
    progress: () => told.push('progress'),
    stopping: () => told.push('stopping'),
    close: async () => void told.push('close'),
  });
  const after = (given: Given) => {
    told.length = 0;
    hooks.progress(() => accountOf(given));
    return told.includes('progress');
  };
  return { hooks, told, sentences, after };
}

describe('the hooks of the service', () => {
  test('hand on that it is ready, ends and has ended', async () => {
    const { hooks, told } = newRecord();
    hooks.ready();
    hooks.stopping();
    await hooks.close();
    expect(told).toEqual(['ready', 'stopping', 'close']);
  });

  test('say what each meter does, not more often than needed', () => {
    const { hooks, told } = newRecord();
    for (let i = 0; i < 10; i++) hooks.progress(() => accountOf({ telegrams: 8640 }));
    const lines = told.filter((line) => line !== 'progress');
    expect(lines).toEqual(['house: 8640 telegrams, open; heat: 3 readings, waiting']);
  });

  test('are a sign of life while nothing comes', () => {
    const { after, sentences } = newRecord();
    for (let i = 0; i < 10; i++) expect(after({})).toBe(true);
    expect(sentences).toEqual([]);
  });

  test.each([
    ['telegrams', (i: number) => ({ telegrams: i })],
    ['refused frames', (i: number) => ({ tagFaults: i })],
    ['noise', (i: number) => ({ noise: i })],
  ])('are a sign of life while bytes become %s', (_what, outcome) => {
    const { after } = newRecord();
    for (let i = 1; i < 10; i++) expect(after({ bytes: i * 200_000, ...outcome(i) })).toBe(true);
  });

  test('are none when bytes come and nothing becomes of them, which is told once', () => {
    const { after, sentences } = newRecord();
    expect(after({ bytes: 100_000, telegrams: 5 })).toBe(true);
    expect(after({ bytes: 400_000, telegrams: 5 })).toBe(false);
    expect(after({ bytes: 500_000, telegrams: 5 })).toBe(false);
    expect(sentences).toEqual([expect.stringMatching(/^Bytes come and nothing becomes of them/)]);
    expect(after({ bytes: 500_000, telegrams: 6 })).toBe(true);
  });
});
