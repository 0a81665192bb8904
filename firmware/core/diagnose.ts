/**
 * All that was counted since boot. Loaded on demand, about once a minute.
 * In: the app, the time. Out: numbers and texts, and the message that tells them.
 */
import { AUTHENTICATED, REPEATED, TELEGRAMS, UNREAD } from './counts.ts';
import type { App } from './app.ts';
import { diagnosticsJson } from './message/diagnostics.ts';
import type { Diagnosis } from './message/diagnostics.ts';
import { diagnosticsMessage } from './message/topics.ts';
import type { Message } from './mqtt/packet.ts';

/** All that was counted since boot. */
export function diagnose(app: App, nowMs: number): Diagnosis {
  const n = app.counts.numbers;
  const s = app.options.session;
  const time = app.counts.latestTime;
  const diagnosis: Diagnosis = {
    numbers: {
      uptime_s: Math.floor((nowMs - (app.startMs as number)) / 1000),
      telegrams: n[TELEGRAMS],
      authenticated: n[AUTHENTICATED],
      lost_frames: app.counters.lost,
      noise_bytes: app.receiver.noise,
      unread_values: n[UNREAD],
      repeated_codes: n[REPEATED],
      mqtt_dropped: s.queue.dropped,
      mqtt_reconnects: s.reconnects,
    },
    faults: app.receiver.faults,
    texts: time === undefined ? {} : { latest_time: time },
  };
  if (app.options.onDiagnosis) app.options.onDiagnosis(diagnosis);
  return diagnosis;
}

export function diagnosisMessage(app: App, nowMs: number): Message {
  return diagnosticsMessage(app.options.device, diagnosticsJson(diagnose(app, nowMs)));
}
