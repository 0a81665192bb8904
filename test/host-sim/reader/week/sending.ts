/** What goes over a line for a frame: mostly itself. Out: counts, by what became of it. */
import type { Chance } from './chance.ts';
import type { Line } from './line.ts';

export interface Sent {
  whole: number;
  flipped: number;
  cut: number;
  lost: number;
  /** Of the whole ones, sent twice. */
  repeated: number;
  /** Nobody was there to hear it, or not to its end. */
  unheard: number;
  noiseBytes: number;
}

export function newSent(): Sent {
  const rest = { repeated: 0, unheard: 0, noiseBytes: 0 };
  return { whole: 0, flipped: 0, cut: 0, lost: 0, ...rest };
}

function sendSpoiled(line: Line, frame: Uint8Array, sent: Sent, chance: Chance): void {
  const at = 20 + chance.below(frame.length - 40);
  const kind = chance.below(3);
  if (kind === 0) {
    const copy = frame.slice();
    copy[at] ^= 1 << chance.below(8);
    sent.flipped++;
    line.send(copy);
    return;
  }
  line.send(frame.subarray(0, at));
  if (kind === 1) sent.cut++;
  else {
    sent.lost++;
    line.send(frame.subarray(at + 1));
  }
}

export function sendFrame(line: Line, frame: Uint8Array, sent: Sent, chance: Chance): void {
  if (!line.isHeard()) {
    sent.unheard++;
    return;
  }
  const kind = chance.below(100);
  if (kind < 10) return sendSpoiled(line, frame, sent, chance);
  if (kind < 25) {
    // Nothing that could begin a frame: what that costs is looked at elsewhere.
    const noise = chance.bytes(1 + chance.below(60)).map((byte) => byte & 0x1f);
    sent.noiseBytes += noise.length;
    line.send(noise);
  }
  sent.whole++;
  line.send(frame);
  if (kind < 97) return;
  sent.repeated++;
  line.send(frame);
}
