/** An output that keeps what is written. */
import { Writable } from 'node:stream';

export function newOutput() {
  let text = '';
  const stream = new Writable({
    write(piece: Buffer, _encoding, done) {
      text += piece.toString('utf8');
      done();
    },
  });
  return { stream, text: () => text };
}
