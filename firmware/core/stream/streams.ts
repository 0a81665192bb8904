/**
 * The TCP streams of the dongle: telegrams as printed on one port, frames as received on another.
 * Loaded where they are wanted, and then it stays. In: sockets of listeners, and the app, a few times a
 * second. Out: each telegram and each frame, whole, to all who listen (hub.ts).
 */
import type { App } from '../app.ts';
import { TELEGRAMS } from '../counts.ts';
import type { Listener } from '../ports.ts';
import { joinHub, newHub, tellHub } from './hub.ts';
import type { Hub } from './hub.ts';
import { withLineEnd } from './line-end.ts';

export interface StreamOptions {
  listener: Listener;
  /** 0: none. */
  telegramPort: number;
  framePort: number;
  most: number;
}

export interface Streams {
  telegrams: Hub | undefined;
  frames: Hub | undefined;
  /** How many telegrams had come when the latest was told. */
  told: number;
}

function open(listener: Listener, port: number, most: number): Hub | undefined {
  if (!port) return undefined;
  const hub = newHub({ most: most });
  listener.listen(port, function (socket) {
    return joinHub(hub, socket);
  });
  return hub;
}

export function openStreams(o: StreamOptions): Streams {
  return {
    telegrams: open(o.listener, o.telegramPort, o.most),
    frames: open(o.listener, o.framePort, o.most),
    told: 0,
  };
}

/** Tells what has come since the latest call; `frame`: the latest, '' where it was told. */
export function tellStreams(s: Streams, app: App, frame: string): void {
  const count = app.counts.numbers[TELEGRAMS];
  if (s.frames && frame !== '') tellHub(s.frames, frame);
  if (!s.telegrams || count === s.told || app.printed === '') return;
  s.told = count;
  tellHub(s.telegrams, withLineEnd(app.printed));
}
