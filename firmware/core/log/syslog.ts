/**
 * Log entries -> a syslog server: RFC 5424 over UDP (RFC 5426), one entry a datagram.
 *
 *   <priority>1 TIME HOST smarty - - - TEXT
 *
 * In: entries as they are noted, and turns to send while the network is there. Facility local0. The time
 * is "-" until the meter has told it. A flood of entries does not become one in the network: a few may go
 * at once, then one every three seconds; where too many wait the oldest gives way, and the next that goes
 * says how many did.
 */
import type { Datagrams, DatagramSocket } from '../ports.ts';
import { NO_SOCKET } from '../ports.ts';
import type { Entry, Level } from './log.ts';

export interface SyslogOptions {
  datagrams: Datagrams;
  /** An IPv4 address: a name would have to be looked up for each datagram. */
  host: string;
  port: number;
  /** Of the dongle. */
  name: string;
}

export interface Syslog {
  options: SyslogOptions;
  /** Opened when the network is there. */
  socket: DatagramSocket | undefined;
  /** Entries that wait: noted deep inside of other work, they go from a tick. */
  waiting: Entry[];
  /** How many may go at once. */
  credit: number;
  /** Credit is counted from here. */
  sinceS: number;
  unsent: number;
}

export interface SyslogTime {
  /** Seconds since boot. */
  nowS: number;
  /** Seconds since 1970; undefined: not known. */
  utcS: number | undefined;
}

/** RFC 5424 §6.2.1: facility 16 times 8, and the severity. */
const PRIORITIES: { [level in Level]: number } = {
  error: 131,
  warning: 132,
  info: 134,
  debug: 135,
};
const BURST = 10;
const PAUSE_S = 3;
const MOST_WAITING = 8;

/** Any free port: RFC 5426 §3.3. */
const ANY_PORT = 0;

export function newSyslog(options: SyslogOptions): Syslog {
  return {
    options: options,
    socket: undefined,
    waiting: [],
    credit: BURST,
    sinceS: 0,
    unsent: 0,
  };
}

/** One datagram (RFC 5424 §6). */
export function syslogText(name: string, entry: Entry, utcS: number | undefined): string {
  const time = utcS === undefined ? '-' : new Date(utcS * 1000).toISOString();
  const head = '<' + PRIORITIES[entry.level] + '>1 ' + time + ' ' + (name || '-');
  return head + ' smarty - - - ' + entry.text + (entry.count > 1 ? ' x' + entry.count : '');
}

/** True when one more may go; it is then counted. */
function takeCredit(s: Syslog, nowS: number): boolean {
  const earned = Math.floor((nowS - s.sinceS) / PAUSE_S);
  if (earned > 0) {
    s.credit = Math.min(BURST, s.credit + earned);
    s.sinceS += earned * PAUSE_S;
  }
  if (!s.credit) return false;
  s.credit--;
  return true;
}

/** Takes an entry, also one that is over and has been repeated. */
export function tellSyslog(s: Syslog, entry: Entry): void {
  // It goes as it is by then.
  if (s.waiting.indexOf(entry) >= 0) return;
  if (s.waiting.length === MOST_WAITING) {
    s.waiting.shift();
    s.unsent++;
  }
  s.waiting.push(entry);
}

/** Sends what may go. Not in the turn in which the socket was made: Espruino opens it after that. */
export function tickSyslog(s: Syslog, time: SyslogTime): void {
  const o = s.options;
  const socket = s.socket;
  if (!socket) s.socket = o.datagrams.bind(ANY_PORT, NO_SOCKET.close);
  while (socket && s.waiting.length && takeCredit(s, time.nowS)) {
    const entry = s.waiting.shift() as Entry;
    const ageS = time.nowS - entry.lastS;
    const text = syslogText(o.name, entry, time.utcS === undefined ? undefined : time.utcS - ageS);
    const unsent = s.unsent ? ' (' + s.unsent + ' before it not sent)' : '';
    s.unsent = 0;
    socket.send(text + unsent, o.port, o.host);
  }
}

export function closeSyslog(s: Syslog): void {
  if (s.socket) s.socket.close();
}
