/**
 * The pins of the ESP32, the one place that knows them; hardware/ follows it.
 */
export const PINS = {
  /** P1 data, inverted back by a transistor: idle is high. */
  data: 'D16',
  /** Claimed by the UART as its output: nothing is connected to it. */
  unused: 'D17',
  /** High: 5 V on the meter's data request. Low: let go. */
  request: 'D4',
  /** High: lit. */
  green: 'D2',
  red: 'D18',
  /** To ground when pressed. */
  button: 'D0',
};
