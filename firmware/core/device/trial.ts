/**
 * How far a trial has come, as JSON for the page, piece by piece. Loaded on demand.
 * In: the device. Out: each step with its fault, and the readings of the latest telegram.
 */
import type { Flow } from '../web/exchange.ts';
import type { Device } from './device.ts';
import { load as loadReadings } from './readings.lazy.ts';
import type { Run } from './run.ts';

type Step = [state: 'ok' | 'busy' | 'wait' | 'failed', fault?: string];

function networkStep(d: Device): Step {
  if (d.link.state === 'up') return ['ok'];
  return d.link.fault ? ['failed', d.link.fault] : ['busy'];
}

function brokerStep(d: Device, run: Run): Step {
  if (run.settings.broker === '' || run.session.state === 'up') return ['ok'];
  if (d.link.state !== 'up') return ['wait'];
  if (d.dial.isAsking) return ['busy'];
  if (d.dial.isUnknown) return ['failed', 'unknown-host'];
  return run.session.fault ? ['failed', run.session.fault] : ['busy'];
}

/** A meter sends every ten seconds at the slowest. */
const PATIENCE_MS = 25000;
const MUCH_NOISE = 200;

function telegramStep(d: Device, run: Run): Step {
  const receiver = run.app.receiver;
  const f = receiver.faults;
  if (d.goodTelegrams > 0) return ['ok'];
  if (f.hdlc || f.mbus || f.dlms || f['not-telegram']) return ['failed', 'foreign'];
  if (f.tag || f['auth-key'] || f['no-key'] || f.crc) return ['ok'];
  if (f['too-long']) return ['failed', 'too-long'];
  // Who begins to listen in the middle of a frame hears noise: the next frame decides.
  if (d.nowMs - d.goodMs < PATIENCE_MS) return ['busy'];
  return ['failed', receiver.noise > MUCH_NOISE ? 'noise' : 'no-data'];
}

function decryptionStep(d: Device, run: Run): Step {
  const f = run.app.receiver.faults;
  if (d.goodTelegrams > 0) return ['ok'];
  if (f['no-key']) return ['failed', 'no-key'];
  if (f.tag || f['auth-key']) return ['failed', 'tag'];
  return f.crc ? ['failed', 'crc'] : ['wait'];
}

function stepJson(name: string, step: Step): string {
  return '["' + name + '","' + step.join('","') + '"]';
}

function stepsOf(d: Device): string {
  const run = d.run;
  if (!run) return '"steps":[]';
  const steps = [
    stepJson('network', networkStep(d)),
    stepJson('broker', brokerStep(d, run)),
    stepJson('telegram', telegramStep(d, run)),
    stepJson('decryption', decryptionStep(d, run)),
  ].join(',');
  const ip = d.link.ip === undefined ? '' : '"ip":"' + d.link.ip + '",';
  return ip + '"steps":[' + steps + ']';
}

/** Of GET /api/try. */
export function nextOfTrial(d: Device, flow: Flow): string {
  if (flow.at >= 0) return loadReadings().nextReadings(flow);
  flow.at = 0;
  return '{' + stepsOf(d) + ',"readings":[';
}
