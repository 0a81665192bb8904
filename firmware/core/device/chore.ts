/**
 * What the dongle does from an empty stack, one thing at a time: it reaches so deep that Espruino has
 * no room for it below a tick or a request.
 *
 *   try       works with settings that are not saved
 *   healthy   writes down that this boot has gone well
 *   confirm   writes down that the application on trial stays
 *   restart   writes down why; the restart follows
 *   forget    erases the settings and the quarter hours
 */
import { load as loadMarks } from '../boot/marks.lazy.ts';
import type { RestartCause } from '../boot/record.ts';
import type { Settings } from '../config/settings.ts';
import type { Device } from './device.ts';
import { endRun, noteOn, startRun } from './device.ts';
import { load as loadForget } from './forget.far.ts';

export type Chore = 'try' | 'healthy' | 'confirm' | 'restart' | 'forget';

/** Does the next chore, if there is one. */
export function doChore(d: Device): void {
  const ports = d.options.ports;
  const chore = d.chores.shift();
  if (chore === undefined) return;
  if (chore === 'try') startRun(d, d.wanted as Settings);
  else if (chore === 'forget') {
    // A quarter hour that ends before the restart would be written down again.
    endRun(d);
    loadForget().forgetAll(ports);
  } else if (chore === 'healthy') loadMarks().noteHealthy(ports);
  else if (chore === 'confirm') {
    loadMarks().confirmTrial(ports);
    noteOn(d, 'confirmed');
  } else {
    loadMarks().noteRestart(ports, d.cause as RestartCause);
    noteOn(d, 'restart', d.cause);
  }
}
