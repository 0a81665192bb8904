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
  /** There is memory for one more who listens. */
  hasRoom(): boolean;
}

export interface Streams {
  telegrams: Hub | undefined;
  frames: Hub | undefined;
  /** How many telegrams had come when the latest was told. */
  told: number;
}

function open(o: StreamOptions, port: number): Hub | undefined {
  if (!port) return undefined;
  const hub = newHub({ most: o.most });
  o.listener.listen(port, {
    hasRoom: o.hasRoom,
    busy: '',
    accept: function (socket) {
      return joinHub(hub, socket);
    },
  });
  return hub;
}

export function openStreams(o: StreamOptions): Streams {
  return {
    telegrams: open(o, o.telegramPort),
    frames: open(o, o.framePort),
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
