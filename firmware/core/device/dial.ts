/**
 * A network port that spares the interpreter: on the ESP32 a connect holds up everything for as long as
 * ten seconds, and a name look-up for some time as well.
 *
 * In: connects of the MQTT session. Out: connects by address. A name is looked up once and then
 * remembered, until three attempts in a row have failed; one that is not found is looked up ever more
 * seldom. Whoever connects asks `hasAddress` first.
 */
import { NO_SOCKET } from '../ports.ts';
import type { Net } from '../ports.ts';

export interface DialOptions {
  net: Net;
  /** Calls back with the address, or undefined. */
  lookUp(host: string, done: (address: string | undefined) => void): void;
}

/** What the device says to a connect. */
export interface Road {
  /** Before and after what may hold up everything. */
  hold(isHeld: boolean): void;
}

export interface Dial {
  options: DialOptions;
  host: string;
  address: string | undefined;
  /** Attempts since the latest that came about: the device sets it back. */
  misses: number;
  isAsking: boolean;
  /** So many times it is not asked again, and after the next failure. */
  left: number;
  pause: number;
  /** The name was not found at the latest attempt. */
  isUnknown: boolean;
}

const MOST_MISSES = 3;
/** In attempts, of which there are four a second: 5 s, a minute. */
const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 240;

export function newDial(options: DialOptions): Dial {
  return {
    options: options,
    host: '',
    address: undefined,
    misses: 0,
    isAsking: false,
    left: 0,
    pause: 0,
    isUnknown: false,
  };
}

function isAddress(host: string): boolean {
  for (let i = 0; i < host.length; i++) if ('0123456789.'.indexOf(host.charAt(i)) < 0) return false;
  return true;
}

function ask(dial: Dial): void {
  if (dial.isAsking || dial.left-- > 0) return;
  const host = dial.host;
  dial.isAsking = true;
  dial.options.lookUp(host, function (address) {
    dial.isAsking = false;
    // Another one is wanted by now.
    if (host !== dial.host) return;
    dial.isUnknown = address === undefined;
    dial.address = address;
    dial.pause = address === undefined ? Math.min(2 * dial.pause + FIRST_PAUSE, LONGEST_PAUSE) : 0;
    dial.left = dial.pause;
  });
}

/** The address to connect to; undefined while it is not known. */
function addressOf(dial: Dial, host: string): string | undefined {
  const isStale = host !== dial.host || dial.misses >= MOST_MISSES;
  dial.host = host;
  if (isStale) {
    dial.misses = 0;
    dial.address = undefined;
    dial.isUnknown = false;
    dial.left = 0;
    dial.pause = 0;
  }
  if (isAddress(host)) return host;
  if (dial.address === undefined) ask(dial);
  return dial.address;
}

/** There is an address to connect to; where it is missing it is asked for. */
export function hasAddress(dial: Dial, host: string): boolean {
  return addressOf(dial, host) !== undefined;
}

export function dialNet(dial: Dial, road: Road): Net {
  return {
    connect: function (host, port, on) {
      const address = addressOf(dial, host);
      if (address === undefined) {
        on.closed('offline');
        return NO_SOCKET;
      }
      dial.misses++;
      road.hold(true);
      const socket = dial.options.net.connect(address, port, on);
      road.hold(false);
      return socket;
    },
  };
}
