import { expect, test } from 'vitest';
import { newLog, note } from '../../../firmware/core/log/log.ts';
import type { Entry } from '../../../firmware/core/log/log.ts';
import {
  closeSyslog,
  newSyslog,
  syslogText,
  tellSyslog,
  tickSyslog,
} from '../../../firmware/core/log/syslog.ts';
import type { Syslog } from '../../../firmware/core/log/syslog.ts';
import type { Datagrams } from '../../../firmware/core/ports.ts';

/** RFC 5424 §6, its ABNF for what we may send. */
const FORM =
  /^<(\d{1,3})>1 (-|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z) ([!-~]{1,255}) ([!-~]{1,48}) - - - ([ -~]+)$/;

function entryOf(text: string, rest: Partial<Entry> = {}): Entry {
  return { level: 'info', text, firstS: 0, lastS: 0, count: 1, ...rest };
}

function newBench(): { syslog: Syslog; sent: string[]; ports: number[] } {
  const sent: string[] = [];
  const ports: number[] = [];
  const datagrams: Datagrams = {
    bind: (local, take) => {
      ports.push(local);
      take('nobody listens', 1, '192.0.2.1');
      return {
        send: (message, port, address) => sent.push(`${address}:${port} ${message}`),
        close: () => ports.push(-1),
      };
    },
  };
  const syslog = newSyslog({ datagrams, host: '192.0.2.9', port: 514, name: 'smarty-a1b2' });
  // The first tick opens the socket.
  tickSyslog(syslog, { nowS: 0, utcS: undefined });
  return { syslog, sent, ports };
}

test('a datagram has the form of RFC 5424: facility local0, severity, host and application', () => {
  const levels = ['error', 'warning', 'info', 'debug'] as const;
  const parts = levels.map((level) =>
    FORM.exec(syslogText('d1', entryOf('a b', { level }), undefined)),
  );
  expect(parts.map((part) => part?.slice(1))).toEqual(
    [3, 4, 6, 7].map((severity) => [String(16 * 8 + severity), '-', 'd1', 'smarty', 'a b']),
  );
  expect(syslogText('', entryOf('x'), undefined)).toBe('<134>1 - - smarty - - - x');
});

test('the time is that of the entry, once it is known', () => {
  const utcS = Date.UTC(2025, 5, 10, 10, 20, 5) / 1000;
  const [, , time] = FORM.exec(syslogText('d', entryOf('x'), utcS)) as RegExpExecArray;
  expect(Date.parse(time)).toBe(utcS * 1000);
  const { syslog, sent } = newBench();
  tellSyslog(syslog, entryOf('x', { lastS: 70 }));
  tickSyslog(syslog, { nowS: 100, utcS });
  expect(sent[0]).toContain('2025-06-10T10:19:35');
});

test('it goes to host and port, from any port', () => {
  const { syslog, sent, ports } = newBench();
  tellSyslog(syslog, entryOf('state running'));
  expect(sent).toEqual([]);
  tickSyslog(syslog, { nowS: 0, utcS: undefined });
  tickSyslog(syslog, { nowS: 9, utcS: undefined });
  expect(sent).toEqual(['192.0.2.9:514 <134>1 - smarty-a1b2 smarty - - - state running']);
  closeSyslog(syslog);
  expect(ports).toEqual([0, -1]);
});

test('what happens before the network is there goes later, at most eight entries of it', () => {
  const { syslog, sent } = newBench();
  for (let i = 1; i <= 20; i++) tellSyslog(syslog, entryOf(`thing ${i}`));
  tickSyslog(syslog, { nowS: 1000, utcS: undefined });
  expect(sent.map((text) => text.split(' - - - ')[1])).toEqual([
    'thing 13 (12 before it not sent)',
    ...Array.from({ length: 7 }, (_none, i) => `thing ${14 + i}`),
  ]);
});

test('a flood of entries becomes ten datagrams and then one every three seconds', () => {
  const { syslog, sent } = newBench();
  for (let nowS = 0; nowS < 300; nowS++) {
    for (let i = 0; i < 50; i++) {
      tellSyslog(syslog, entryOf(`${nowS} ${i}`));
      tickSyslog(syslog, { nowS, utcS: undefined });
    }
  }
  expect(sent).toHaveLength(10 + 99);
  const unsent = sent.map((text) => parseInt(/\((\d+) before it/.exec(text)?.[1] ?? '0', 10));
  // All but those that still wait are accounted for.
  expect(unsent.reduce((sum, n) => sum + n, 0) + sent.length).toBeGreaterThan(300 * 50 - 8 - 150);
});

test('after a quiet time a few may go at once again', () => {
  const { syslog, sent } = newBench();
  const flood = (nowS: number) => {
    for (let i = 0; i < 20; i++) {
      tellSyslog(syslog, entryOf(`${nowS} ${i}`));
      tickSyslog(syslog, { nowS, utcS: undefined });
    }
    return sent.splice(0).length;
  };
  expect([flood(0), flood(3), flood(4), flood(6), flood(1000)]).toEqual([10, 1, 0, 1, 10]);
});

test('a repeated entry is told at its beginning and with its count at its end', () => {
  const { syslog, sent } = newBench();
  const log = newLog({ bytes: 640, level: 'info' });
  log.onEntry = (entry) => tellSyslog(syslog, entry);
  const say = (text: string) => {
    note(log, 'warning', text);
    tickSyslog(syslog, { nowS: log.nowS, utcS: undefined });
  };
  for (const text of ['a', 'a', 'a', 'b', 'c', 'd', 'e']) say(text);
  const texts = sent.map((text) => text.split(' - - - ')[1]);
  expect(texts).toEqual(['a', 'b', 'c', 'd', 'a x3', 'e']);
});

test('an entry that is repeated while it waits goes once, with its count', () => {
  const { syslog, sent } = newBench();
  const log = newLog({ bytes: 640, level: 'info' });
  log.onEntry = (entry) => tellSyslog(syslog, entry);
  for (const text of ['a', 'a', 'a', 'b', 'c']) note(log, 'info', text);
  tickSyslog(syslog, { nowS: 0, utcS: undefined });
  expect(sent.map((text) => text.split(' - - - ')[1])).toEqual(['a x3', 'b', 'c']);
});
