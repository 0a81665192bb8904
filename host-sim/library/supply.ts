/** Bytes from a program as a wire. In: pieces, one after the other. Out: a source with an end. */
import type { Wire } from '../source/source.ts';

export function newProgramWire(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Wire {
  let bytes = 0;
  let state = 'opening';
  return {
    name: 'the program',
    isPatient: true,
    async run(take, signal) {
      state = 'open';
      for await (const piece of pieces) {
        if (signal.aborted) break;
        if (!(piece instanceof Uint8Array)) {
          throw new TypeError('source must give pieces of bytes (Uint8Array, Buffer)');
        }
        bytes += piece.length;
        await take(piece);
      }
      state = 'ended';
    },
    facts: () => ({ state, bytes }),
  };
}
