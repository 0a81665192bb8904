/**
 * A recording as a source of frames.
 * In: text, one frame a line in hexadecimal; empty lines and lines that begin with "#" are skipped.
 * Out: the frames in their order. A line that is anything else refuses the whole recording.
 */
import type { Supply } from './supply.ts';

/** The number of the first line that is no frame. */
export interface BadLine {
  badLine: number;
}

function isFrame(line: string): boolean {
  return line.length % 2 === 0 && /^[0-9a-f]+$/i.test(line);
}

/** Undefined: there is no frame in it. */
export function newReplaySource(text: string): Supply | BadLine | undefined {
  // Editors on Windows put a byte order mark in front; trim takes it for white space.
  const lines = text.split('\n').map((line) => line.trim());
  const bad = lines.findIndex((line) => line && !line.startsWith('#') && !isFrame(line));
  if (bad >= 0) return { badLine: bad + 1 };
  const frames = lines.filter(isFrame);
  let at = 0;
  if (frames.length === 0) return undefined;
  return {
    isAtEnd: () => at === frames.length,
    next: () => (at < frames.length ? new Uint8Array(Buffer.from(frames[at++], 'hex')) : undefined),
  };
}
