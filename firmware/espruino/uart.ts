/**
 * The UART of the P1 port: 115200 baud, 8N1 (DSMR P1 5.0.2 §5.12).
 * The line is inverted by a transistor on the board, so the UART is not.
 */
import { findText } from '../core/bytes.ts';
import { PINS } from './pins.ts';
import { bytesOfText } from './text.ts';

const BAUD = 115200;

/** `lose` is called whenever the interpreter says that bytes were lost; how many it does not know. */
export function listenUart(take: (bytes: Uint8Array) => void, lose: () => void): void {
  function hear(bytes: string): void {
    take(bytesOfText(bytes));
  }
  Serial3.setup(BAUD, { rx: new Pin(PINS.data), tx: new Pin(PINS.unused) });
  Serial3.on('data', hear);
  E.on('errorFlag', function (flags) {
    const text = flags.join();
    const isDeaf = findText(text, 'CALLBACK', 0) >= 0;
    if (isDeaf || findText(text, 'FIFO', 0) >= 0 || findText(text, 'UART', 0) >= 0) lose();
    // What fails in a listener, for want of memory say, takes the listener with it.
    if (isDeaf) {
      Serial3.removeAllListeners('data');
      Serial3.on('data', hear);
    }
    // Only then a flag is reported again.
    E.getErrorFlags();
  });
}
