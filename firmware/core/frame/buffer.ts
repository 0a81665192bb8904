/**
 * The one buffer that received bytes live in, allocated at boot.
 *
 * In: pieces of any size. Out: bytes from `start` to `end`, not yet used up. Nothing here knows
 * what a frame is.
 */
export interface FrameBuffer {
  readonly bytes: Uint8Array;
  start: number;
  end: number;
  /** When the last byte came. */
  lastMs: number;
}

export function newFrameBuffer(capacity: number): FrameBuffer {
  return { bytes: new Uint8Array(capacity), start: 0, end: 0, lastMs: 0 };
}

/** Moves what is left to the front; returns by how much everything moved. */
function compact(b: FrameBuffer): number {
  const moved = b.start;
  if (b.end > moved) b.bytes.set(b.bytes.subarray(moved, b.end), 0);
  b.start = 0;
  b.end -= moved;
  return moved;
}

/** Makes room at the end where that is possible; returns by how much everything moved. */
export function makeRoom(b: FrameBuffer, wanted: number): number {
  if (b.start === 0) return 0;
  if (b.start === b.end || b.bytes.length - b.end < wanted) return compact(b);
  return 0;
}

/** Appends as much of `piece` from `from` on as there is room for; returns how many bytes. */
export function appendBytes(
  b: FrameBuffer,
  piece: Uint8Array,
  from: number,
  nowMs: number,
): number {
  const room = b.bytes.length - b.end;
  const left = piece.length - from;
  const count = left < room ? left : room;
  b.bytes.set(count === piece.length ? piece : piece.subarray(from, from + count), b.end);
  b.end += count;
  b.lastMs = nowMs;
  return count;
}
