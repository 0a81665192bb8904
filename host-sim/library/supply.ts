/**
 * Bytes from a program as a wire. In: pieces, one after the other. Out: a source with an end, which also comes
 * when the program wants no more and gives nothing: who is asked for the next piece may never answer.
 */
import type { Wire } from '../source/source.ts';

type Pieces = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
type Walk = AsyncIterator<Uint8Array> | Iterator<Uint8Array>;

function walkThrough(pieces: Pieces): Walk {
  return Symbol.asyncIterator in pieces
    ? pieces[Symbol.asyncIterator]()
    : pieces[Symbol.iterator]();
}

const ENOUGH = { done: true, value: undefined } as const;

/** As of the walk; or its end, where the signal comes first. */
function nextPiece(walk: Walk, signal: AbortSignal): Promise<IteratorResult<Uint8Array>> {
  return new Promise((resolve, reject) => {
    const end = () => resolve(ENOUGH);
    const free = () => signal.removeEventListener('abort', end);
    // Not Promise.race: each call would leave something behind at a signal that lives on.
    signal.addEventListener('abort', end);
    Promise.resolve(walk.next()).then(resolve, reject).finally(free);
  });
}

/** A stream that is asked for its next piece hears of the end only behind that: it is closed at once. */
async function leave(pieces: Pieces, walk: Walk): Promise<void> {
  if ('destroy' in pieces && typeof pieces.destroy === 'function') pieces.destroy();
  try {
    await walk.return?.();
  } catch {
    // Nobody reads it any more.
  }
}

export function newProgramWire(pieces: Pieces): Wire {
  let bytes = 0;
  let state = 'opening';
  return {
    name: 'the program',
    isPatient: true,
    async run(take, signal) {
      state = 'open';
      const walk = walkThrough(pieces);
      let isOver = false;
      try {
        while (!signal.aborted) {
          const { done, value: piece } = await nextPiece(walk, signal);
          isOver = done === true && !signal.aborted;
          if (done) break;
          if (!(piece instanceof Uint8Array)) {
            throw new TypeError('source must give pieces of bytes (Uint8Array, Buffer)');
          }
          bytes += piece.length;
          await take(piece);
        }
      } finally {
        state = 'ended';
        // Whoever is asked to end may take for ever too: it is not waited for.
        if (!isOver) void leave(pieces, walk);
      }
    },
    facts: () => ({ state, bytes }),
  };
}
