/**
 * What the broker tells the dongle. Loaded on demand.
 *
 *   smarty/<device>/command    "restart"
 *   smarty/<device>/discovery  what an earlier run has made known to Home Assistant (discovery.ts)
 *   <prefix>/status            "online": Home Assistant has started, and wants to know all again
 *
 * In: messages. Out: changes to the device.
 */
import type { App } from '../app.ts';
import { load as loadSchema } from '../config/schema.lazy.ts';
import { noteTopic } from '../message/discovery.ts';
import type { DiscoveryOptions } from '../message/discovery.ts';
import { BIRTH_PAYLOAD } from '../message/homeassistant.ts';
import { topicOf } from '../message/topics.ts';
import type { Device } from './device.ts';
import { restartSoon } from './restart.ts';
import type { Run } from './run.ts';

type Forgetful = Pick<Run, 'settings' | 'forget' | 'note'> & { app: Pick<App, 'publication'> };

/** Home Assistant asks all at once: not all of them answer at once. */
const SPREAD_MS = 10000;

/** Takes back what an earlier run has made known, with the next telegram. */
export function forget(run: Forgetful, note: string): void {
  const blank = note.indexOf(' ');
  // The broker tells it after each connection: once taken up, it stays among the shapes.
  if (blank < 1 || run.note === note) return;
  run.note = note;
  const s = run.settings;
  const isOn = loadSchema().extraOf(s, 'homeassistant') === 'yes';
  const options: DiscoveryOptions = {
    device: s.name,
    prefix: note.substr(0, blank),
    id: note.substr(blank + 1),
    version: '',
    periodS: 0,
    availability: { topic: '', online: '', offline: '' },
    isJson: false,
    isDongle: true,
    keptPrefix: isOn ? loadSchema().extraOf(s, 'homeassistant_prefix') : '',
  };
  run.app.publication.shapes.push({ announce: run.forget.bind(undefined, options) });
  run.app.publication.isDue = true;
}

export function hearBroker(d: Device, topic: string, payload: string, retain: boolean): void {
  const run = d.run;
  if (!run) return;
  const name = run.settings.name;
  if (topic === topicOf(name, 'command')) {
    // What the broker has kept was meant for another time.
    if (payload === 'restart' && !retain) restartSoon(d, 'user');
  } else if (topic === noteTopic(name)) {
    if (retain) forget(run, payload);
  } else if (payload === BIRTH_PAYLOAD) {
    run.announceMs = d.nowMs + d.options.ports.random() * SPREAD_MS;
  }
}
