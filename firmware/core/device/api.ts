/**
 * What programs are told of a dongle at work. Loaded on demand.
 * In: the device, a path or how far an answer is. Out: bodies that are made as they go out.
 */
import { TELEGRAMS } from '../counts.ts';
import { load as loadDiagnosis } from '../diagnose.lazy.ts';
import { openApi } from '../web/api/content.ts';
import { load as loadNext } from '../web/api/next.far.ts';
import type { ApiNews, ApiSource } from '../web/api/source.ts';
import type { Flow } from '../web/exchange.ts';
import type { Device } from './device.ts';
import { nameOf } from './name.ts';
import type { Run } from './run.ts';

function newsOf(d: Device, run: Run): ApiNews {
  const app = run.app;
  const counts = app.counts;
  return {
    lines: app.latest,
    printed: app.printed,
    header: app.opening.reader.header,
    time: counts.latestTime,
    utcS: counts.latestUtcS,
    ageS: d.goodTelegrams > 0 ? Math.floor((d.nowMs - d.goodMs) / 1000) : undefined,
    tag: d.options.boot.number + '-' + counts.numbers[TELEGRAMS],
  };
}

/** Of a path that is for programs; undefined: nothing to tell, or not switched on. */
export function openDeviceApi(d: Device, path: string): Flow | undefined {
  // Before anything else: who asks here is not looking at the page.
  d.polledMs = d.nowMs;
  const run = d.run;
  if (!run || run.settings.api === 'no') return undefined;
  // Not at the next tick: the telegram may be out by then.
  run.app.isKept = true;
  if (path === '/api/v1/telegram') {
    d.printedMs = d.nowMs;
    run.app.opening.keepsText = true;
  }
  return openApi(newsOf(d, run), path);
}

export function nextOfDeviceApi(d: Device, flow: Flow): string {
  const run = d.run;
  // The work has ended since the answer began: it breaks off.
  if (!run) return '';
  const source = newsOf(d, run) as ApiSource;
  source.name = nameOf(d);
  source.version = d.options.version;
  // Here and not where it is wanted, since calls must not nest deep.
  source.facts = loadDiagnosis().diagnose(run.app, d.nowMs);
  return loadNext().nextOfApi(source, flow);
}
