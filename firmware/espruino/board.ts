/**
 * The board port on Espruino: lamps, button, data request.
 */
import type { Board } from '../core/ports.ts';
import { PINS } from './pins.ts';

export const board: Board = {
  light: function (isGreen, isRed) {
    digitalWrite(new Pin(PINS.green), isGreen);
    digitalWrite(new Pin(PINS.red), isRed);
  },
  isPressed: function () {
    return !digitalRead(new Pin(PINS.button));
  },
  request: function (on) {
    digitalWrite(new Pin(PINS.request), on);
  },
};

export function setUpBoard(): void {
  pinMode(new Pin(PINS.button), 'input_pullup');
}
