/**
 * The TCP streams of the dongle: telegrams as printed on one port, frames as received on another.
 * Loaded where they are wanted, and then it stays. In: sockets of listeners, and the app, a few times a
 * second. Out: each telegram and each frame, whole, to all who listen (hub.ts).
 */
import type { App } from '../app.ts';
import { TELEGRAMS } from '../counts.ts';
import type { Listener } from '../ports.ts';
import { load as loadAliases } from './aliases.far.ts';
import { joinHub, newHub, tellHub } from './hub.ts';
import type { Hub } from './hub.ts';
import { withLineEnd } from './line-end.ts';

export interface StreamOptions {
  listener: Listener;
  /** 0: none. */
  telegramPort: number;
  framePort: number;
  most: number;
  /** Telegrams carry the registers that readers of Dutch meters want. */
  hasAliases: boolean;
  /** There is memory for one more who listens. */
  hasRoom(): boolean;
}

export interface Streams {
  telegrams: Hub | undefined;
  frames: Hub | undefined;
  hasAliases: boolean;
  /** How many telegrams had come when the latest was told. */
  told: number;
}

function open(o: StreamOptions, port: number): Hub | undefined {
  if (!port) return undefined;
  const hub = newHub({ most: o.most });
  o.listener.listen(port, {
    hasRoom: function () {
      if (hub.listeners.length < hub.most && o.hasRoom()) return true;
      hub.refused++;
      return false;
    },
    busy: 'busy\r\n',
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
    hasAliases: o.hasAliases,
    told: 0,
  };
}

/** Loaded for each telegram: nothing of it stays. */
function aliased(app: App): string {
  const room = loadAliases();
  const aliasing = room.newAliasing(app.printed, app.opening.reader.tables);
  while (!room.aliasStep(aliasing));
  return aliasing.text;
}

/** Tells what has come since the latest call; `frame`: the latest, '' where it was told. */
export function tellStreams(s: Streams, app: App, frame: string): void {
  const count = app.counts.numbers[TELEGRAMS];
  if (s.frames && frame !== '') tellHub(s.frames, frame);
  if (!s.telegrams || count === s.told || app.printed === '') return;
  s.told = count;
  if (!s.telegrams.listeners.length) return;
  tellHub(s.telegrams, withLineEnd(s.hasAliases ? aliased(app) : app.printed));
}
