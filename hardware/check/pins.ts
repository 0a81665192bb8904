/**
 * The pins that the firmware drives against what the schematic joins to them. In: the firmware's
 * table and the netlist. Out: a row per pin.
 */
import type { PINS } from '../../firmware/espruino/pins.ts';
import { areJoined, isLoose, type Netlist } from './netlist.ts';
import { none, type Row } from './report.ts';

export type PinTable = Record<keyof typeof PINS, string>;

/** What each pin has to reach; undefined: nothing. */
const WANTED: Record<keyof PinTable, { pin: string; what: string } | undefined> = {
  data: { pin: 'Q1.3', what: 'collector of the inverter' },
  unused: undefined,
  request: { pin: 'R13.1', what: 'base resistor of the data request' },
  green: { pin: 'R6.1', what: 'resistor of the green lamp' },
  red: { pin: 'R7.1', what: 'resistor of the red lamp' },
  button: { pin: 'SW1.1', what: 'button' },
};

/** Pads of the ESP32-WROOM-32E by the number of their GPIO: data sheet, "pin definitions". */
const PADS: Record<number, number> = {
  ...{ 0: 25, 1: 35, 2: 24, 3: 34, 4: 26, 5: 29, 12: 14, 13: 16, 14: 13, 15: 23, 16: 27, 17: 28 },
  ...{ 18: 30, 19: 31, 21: 33, 22: 36, 23: 37, 25: 10, 26: 11, 27: 12, 32: 8, 33: 9, 34: 6, 35: 7 },
};

/** `D16` is Espruino's name for GPIO 16. */
function modulePin(name: string): string | undefined {
  const pad = name.startsWith('D') ? PADS[Number(name.slice(1))] : undefined;
  return pad === undefined ? undefined : `U3.${pad}`;
}

/** Pads whose name in the drawing is not that of the data sheet: `IO16`, or `RXD0/IO3`. */
function misnamed(netlist: Netlist): string[] {
  return Object.entries(PADS)
    .filter(([gpio, pad]) => !netlist.names.get(`U3.${pad}`)?.split('/').includes(`IO${gpio}`))
    .map(([gpio]) => `IO${gpio}`);
}

function pinRow(netlist: Netlist, signal: keyof PinTable, name: string): Row {
  const pin = modulePin(name);
  const wanted = WANTED[signal];
  const isMet =
    pin !== undefined && (wanted ? areJoined(netlist, pin, wanted.pin) : isLoose(netlist, pin));
  const net = pin === undefined ? 'no such pin' : (netlist.nets.get(pin) ?? 'no net');
  return {
    name: `firmware: ${signal} is ${name}`,
    isMet,
    found: `${pin ?? '?'} on ${net}`,
    asked: wanted?.what ?? 'nothing joined to it',
  };
}

export function pinRows(netlist: Netlist, pins: PinTable): Row[] {
  const signals = Object.keys(WANTED) as (keyof PinTable)[];
  return [
    none('names of the module as in its data sheet', misnamed(netlist), 'other name'),
    ...signals.map((signal) => pinRow(netlist, signal, pins[signal])),
  ];
}
