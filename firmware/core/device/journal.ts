/**
 * The log of the dongle, told as it grows: to a syslog server, and on MQTT. Loaded where one of them is
 * wanted, and then it stays.
 *
 * In: entries as they are noted, deep inside of other work, and the device a few times a second. Out:
 * datagrams, and messages on smarty/<device>/log: "warning broker lost timeout".
 */
import { load as loadSchema } from '../config/schema.lazy.ts';
import type { Settings } from '../config/settings.ts';
import type { Entry, Log } from '../log/log.ts';
import { newSyslog, tellSyslog, tickSyslog } from '../log/syslog.ts';
import { topicOf } from '../message/topics.ts';
import { pushMessage } from '../mqtt/queue.ts';
import type { Datagrams } from '../ports.ts';
import type { Device } from './device.ts';

/** Entries that wait for the broker; the oldest gives way. */
const MOST_WAITING = 8;

/** Entries on MQTT, once they can go. */
function publish(d: Device, waiting: Entry[], qos: 0 | 1): void {
  const run = d.run;
  if (!run || run.session.state !== 'up' || run.app.options.isTrial || !waiting.length) return;
  waiting.splice(0).forEach(function (e) {
    pushMessage(run.session.queue, {
      topic: topicOf(run.settings.name, 'log'),
      payload: e.level + ' ' + e.text + (e.count > 1 ? ' x' + e.count : ''),
      qos: qos,
      retain: false,
    });
  });
  d.options.ports.wake();
}

export function newJournal(s: Settings, log: Log, datagrams: Datagrams): (d: Device) => void {
  // Not held: its room would stay.
  const topic = loadSchema().extraOf(s, 'log_topic');
  const host = loadSchema().extraOf(s, 'syslog');
  const port = loadSchema().extraOf(s, 'syslog_port');
  const waiting: Entry[] = [];
  const syslog = host
    ? newSyslog({ datagrams: datagrams, host: host, port: port, name: s.name })
    : undefined;
  log.onEntry = function (entry) {
    if (syslog) tellSyslog(syslog, entry);
    if (topic === 'no' || waiting.indexOf(entry) >= 0) return;
    if (waiting.length === MOST_WAITING) waiting.shift();
    waiting.push(entry);
  };
  return function (d) {
    publish(d, waiting, topic === 'qos1' ? 1 : 0);
    if (!syslog || d.link.state !== 'up') return;
    const utcS = d.run && d.run.app.counts.latestUtcS;
    tickSyslog(syslog, {
      nowS: Math.floor((d.nowMs - d.startMs) / 1000),
      utcS: utcS === undefined ? undefined : utcS + Math.floor((d.nowMs - d.goodMs) / 1000),
    });
  };
}
