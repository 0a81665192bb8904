/**
 * Keeps the dongle on the Wi-Fi, and reachable without it.
 * In: the events of the Wi-Fi and the time, through tickLink. Out: calls to the Wi-Fi.
 *
 *   off -> joining -> up          lost or failed: -> waiting -> joining, with a growing pause
 *
 * Where the network stays away, the dongle's own access point comes up beside the station, and goes
 * when the network is back.
 */
import { findText } from '../bytes.ts';
import type { Station, Wifi } from '../ports.ts';

export type LinkFault = 'not-found' | 'password' | 'no-address' | 'failed';

export interface LinkOptions {
  wifi: Wifi;
  /** Left out, the access point is all there is. */
  station?: Station;
  accessPoint: { ssid: string; password: string };
  /** The network may be gone so long before the access point comes up; 0: it is always up. */
  accessPointAfterMs: number;
}

export interface Link {
  options: LinkOptions;
  state: 'off' | 'joining' | 'up' | 'waiting';
  ip: string | undefined;
  /** Why the latest attempt failed. */
  fault: LinkFault | undefined;
  isOpen: boolean;
  joins: number;
  failures: number;
  waitMs: number;
  nowMs: number;
  /** In this state since. */
  sinceMs: number;
  /** Without the network since. */
  downMs: number;
}

const JOIN_MS = 30000;
const FIRST_WAIT_MS = 5000;
const MOST_DOUBLINGS = 4;

/** Reasons of IDF's wifi_err_reason_t, by their names and numbers. */
function faultOf(reason: string): LinkFault {
  if (reason === 'no-address') return 'no-address';
  if (reason === 'NO_AP_FOUND') return 'not-found';
  const isRefused = findText(reason, 'HANDSHAKE', 0) >= 0 || reason.substr(0, 4) === 'AUTH';
  return isRefused || reason === 'MIC_FAILURE' ? 'password' : 'failed';
}

export function newLink(options: LinkOptions, nowMs: number): Link {
  return {
    options: options,
    state: 'off',
    ip: undefined,
    fault: undefined,
    isOpen: false,
    joins: 0,
    failures: 0,
    waitMs: 0,
    nowMs: nowMs,
    sinceMs: nowMs,
    downMs: nowMs,
  };
}

function enter(link: Link, state: Link['state']): void {
  link.state = state;
  link.sinceMs = link.nowMs;
}

export function linkJoined(link: Link, ip: string): void {
  link.ip = ip;
  link.fault = undefined;
  link.failures = 0;
  enter(link, 'up');
}

/** The pause grows: each attempt costs the interpreter variables that it never gets back. */
export function linkLost(link: Link, reason: string): void {
  if (link.state === 'off' || link.state === 'waiting') return;
  // The network that was left for this one.
  if (link.state === 'joining' && reason === 'ASSOC_LEAVE') return;
  if (link.state === 'up') link.downMs = link.nowMs;
  link.ip = undefined;
  link.fault = faultOf(reason);
  link.waitMs = FIRST_WAIT_MS << link.failures;
  link.failures = Math.min(MOST_DOUBLINGS, link.failures + 1);
  enter(link, 'waiting');
}

function join(link: Link, station: Station): void {
  link.joins++;
  enter(link, 'joining');
  link.options.wifi.join(station);
}

/** Brings the access point up or takes it down, as the network is gone or there. */
function tendAccessPoint(link: Link): void {
  const o = link.options;
  const isGone = link.state !== 'up' && link.nowMs - link.downMs >= o.accessPointAfterMs;
  const isWanted = o.accessPointAfterMs === 0 || isGone;
  if (isWanted === link.isOpen) return;
  // Beside a station that is about to join the access point would disturb it.
  if (!isWanted && link.state !== 'up') return;
  link.isOpen = isWanted;
  if (isWanted) o.wifi.startAccessPoint(o.accessPoint.ssid, o.accessPoint.password);
  else o.wifi.stopAccessPoint();
}

export function tickLink(link: Link, nowMs: number): void {
  const station = link.options.station;
  const inStateMs = nowMs - link.sinceMs;
  link.nowMs = nowMs;
  tendAccessPoint(link);
  if (!station || link.state === 'up') return;
  if (link.state === 'joining') {
    if (inStateMs < JOIN_MS) return;
    link.options.wifi.leave();
    linkLost(link, 'no-address');
  } else if (link.state === 'off' || inStateMs >= link.waitMs) join(link, station);
}
