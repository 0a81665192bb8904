/**
 * The dongle in memory as its web server sees it: each question is a request of its own, with a portal
 * made for it as in main.ts, and its answer read to the end.
 */
import { nextOfDeviceApi } from '../../firmware/core/device/api.ts';
import { nextOfLive } from '../../firmware/core/device/live.ts';
import { newPortal } from '../../firmware/core/device/portal.ts';
import { nextOfTrial } from '../../firmware/core/device/trial.ts';
import type { Content, Flow } from '../../firmware/core/web/exchange.ts';
import { newFlashed, portsOf } from '../core/update/flashed.ts';
import type { Bench } from './device.ts';
import { hear, newBench, wait } from './device.ts';
import { bytesOfDigits } from './meter.ts';

/** What the application in a slot has under a path. */
export function openDocument(slot: string, path: string): Content {
  const text = `${slot} ${path}`;
  return { size: text.length, read: () => text };
}

function textOf(bench: Bench, body: string | Flow | undefined): string | undefined {
  if (typeof body !== 'object') return body;
  const nexts = { live: nextOfLive, trial: nextOfTrial } as Record<string, typeof nextOfLive>;
  const next = nexts[body.kind] ?? nextOfDeviceApi;
  let text = '';
  for (let piece = ' '; piece !== ''; text += piece) piece = next(bench.device, body);
  return text;
}

/** `flash`: where the slots of an update are. */
export function portalOf(bench: Bench, flash = newFlashed('old')) {
  const now = () => newPortal(bench.device, { ...portsOf(flash), openDocument });
  const get = (path: string) => textOf(bench, now().get(path));
  const json = (path: string) => JSON.parse(get(path) as string);
  return {
    now,
    get,
    post: (path: string, body = '{}') => now().post(path, body),
    openUpdate: (size: number) => now().openUpdate(size),
    live: () => json('/api/live'),
    trial: () => json('/api/try'),
    scan: () => json('/api/scan'),
    settings: () => json('/api/settings'),
    save: (body: string) => now().post('/api/settings', body),
    startTry: (body: string) => now().post('/api/try', body),
    fetchUpdate: (url: string) => now().post('/api/update', url),
  };
}

export type Steps = Record<string, string[]>;

/** The steps of a trial by their names. */
export function stepsOf(bench: Bench): Steps {
  const { steps } = portalOf(bench).trial() as { steps: string[][] };
  return Object.fromEntries(steps.map(([name, ...rest]) => [name, rest]));
}

export function liveOf(bench: Bench): Record<string, unknown> {
  return portalOf(bench).live();
}

/** Joined and connected, with the page open. */
export function newWatched(...o: Parameters<typeof newBench>): Bench {
  const bench = newBench(...o);
  wait(bench, 750);
  bench.device.visitedMs = bench.nowMs;
  wait(bench, 250);
  return bench;
}

/** Something comes from the meter, and a moment passes. */
export function hearOut(bench: Bench, bytes: Uint8Array | string): void {
  hear(bench, typeof bytes === 'string' ? bytesOfDigits(bytes) : bytes);
  wait(bench, 2000);
}
