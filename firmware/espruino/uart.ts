/**
 * The UART of the P1 port: 115200 baud, 8N1 (DSMR P1 5.0.2 §5.12).
 * The line is inverted by a transistor on the board, so the UART is not.
 */
import { bytesOfText } from './text.ts';

const BAUD = 115200;

/** Listens on the P1 data pin; `path` names a device file in its place, on Espruino for Linux. */
export function listenUart(path: string | undefined, take: (bytes: Uint8Array) => void): void {
  const serial = path === undefined ? (Serial3 as EspruinoSerial) : Serial1;
  serial.setup(BAUD, path === undefined ? { rx: D16, tx: D17 } : { path: path });
  serial.on('data', function (bytes) {
    take(bytesOfText(bytes));
  });
}
