/**
 * What has to be joined to what, and what to nothing. In: the netlist. Out: a row per assertion.
 * Clauses: NL = DSMR P1 5.0.2, LU = E-Meter P1 Specification (Luxmetering), ESP = hardware design
 * guidelines and data sheet of the ESP32.
 */
import { areJoined, isBetween, isLoose, neighbours, pinsOn, type Netlist } from './netlist.ts';
import { holds, none, type Row } from './report.ts';

type Rule = readonly [name: string, holds: (n: Netlist) => boolean, source: string];

/** The two sides of one channel of the USBLC6-2SC6 are one wire inside it. */
const DATA_THROUGH = ['D1.1', 'D1.6'];
const REQUEST_THROUGH = ['D1.3', 'D1.4'];

const isGround = (n: Netlist, ...pins: string[]) => pins.every((pin) => n.nets.get(pin) === 'GND');
const isRail = (n: Netlist, pin: string) => n.nets.get(pin) === '+3V3';

/** Each of the capacitors is between the pin and ground. */
const feeds = (n: Netlist, pin: string, ...refs: string[]) =>
  refs.every((ref) => isBetween(n, ref, pin, 'U3.1'));

function passesThrough(n: Netlist, [one, other]: string[], from: string, to: string): boolean {
  return (
    (areJoined(n, from, one) && areJoined(n, to, other)) ||
    (areJoined(n, from, other) && areJoined(n, to, one))
  );
}

const SUPPLY: Rule[] = [
  ['P1 +5 V feeds the limiter', (n) => areJoined(n, 'J1.1', 'U1.1'), 'NL table 5-1, 5.8'],
  ['P1 +5 V feeds nothing else that draws', (n) => onlyOn(n, 'J1.1', FIRST_PARTS), 'NL 5.8'],
  ['grounds of the plug are one net', (n) => isGround(n, 'J1.3', 'J1.6'), 'NL fig. 5-2'],
  ['pin 4 of the plug is open', (n) => isLoose(n, 'J1.4'), 'NL table 5-1'],
  ['clamp across P1 +5 V', (n) => areJoined(n, 'D2.1', 'J1.1') && isGround(n, 'D2.2'), 'NL 5.6'],
  ['ESD array on +5 V', (n) => areJoined(n, 'D1.5', 'J1.1') && isGround(n, 'D1.2'), 'NL 5.5.4'],
  ['limit is set by R1', (n) => isBetween(n, 'R1', 'U1.5', 'U1.2'), 'TPS2553 data sheet'],
  [
    'limiter waits for the supervisor',
    (n) => onlyOn(n, 'U1.3', ['U5']) && areJoined(n, 'U1.3', 'U5.2') && isGround(n, 'U5.1'),
    'NL 5.5.2',
  ],
  [
    'supervisor watches P1 +5 V, through a filter',
    (n) => isBetween(n, 'R17', 'J1.1', 'U5.3') && isBetween(n, 'C13', 'U5.3', 'U5.1'),
    'LM809 data sheet',
  ],
  [
    'bulk and converter behind the limiter',
    (n) => areJoined(n, 'U1.6', 'C3.1', 'C4.1', 'U2.3') && isGround(n, 'C3.2', 'C4.2'),
    'NL 5.5.1',
  ],
  [
    'lockout divides the bulk voltage',
    (n) => isBetween(n, 'R2', 'U1.6', 'U2.2') && isBetween(n, 'R3', 'U2.2', 'U2.4'),
    'NL 5.5.2',
  ],
  [
    'converter: choke, bootstrap, feedback',
    (n) =>
      areJoined(n, 'U2.5', 'L1.1', 'C6.2') &&
      areJoined(n, 'U2.6', 'C6.1') &&
      areJoined(n, 'L1.2', 'U2.1'),
    'AP63203 data sheet',
  ],
  [
    'converter has capacitors in and out',
    (n) => feeds(n, 'U2.3', 'C5') && feeds(n, 'U2.1', 'C7', 'C8'),
    'AP63203 data sheet',
  ],
  ['module has its capacitors', (n) => feeds(n, 'U3.2', 'C9', 'C10'), 'ESP: power supply'],
  ['programming supply has its capacitor', (n) => feeds(n, 'U4.1', 'C14'), 'TPS2553 data sheet'],
  [
    'programming supply has its own limiter',
    (n) =>
      areJoined(n, 'J2.2', 'U4.1', 'U4.3') &&
      areJoined(n, 'U4.6', 'U1.6') &&
      isBetween(n, 'R16', 'U4.5', 'U4.2'),
    'USB 2.0 7.2.1',
  ],
];

const DATA: Rule[] = [
  ['data passes the ESD array', (n) => passesThrough(n, DATA_THROUGH, 'J1.5', 'R8.1'), 'NL 5.5.4'],
  ['data is pulled up to P1 +5 V', (n) => isBetween(n, 'R11', 'R8.1', 'J1.1'), 'LU 3.1.9'],
  [
    'base of Q1 is the middle of R8 and R9',
    (n) => areJoined(n, 'R8.2', 'Q1.1') && isBetween(n, 'R9', 'Q1.1', 'Q1.2'),
    'NL 5.7.2',
  ],
  ['C12 speeds R8 up', (n) => isBetween(n, 'C12', 'R8.1', 'Q1.1'), 'NL 6.1'],
  ['emitter of Q1 to ground', (n) => isGround(n, 'Q1.2'), 'NL 5.7.2'],
  [
    'collector of Q1 is IO16, pulled up to 3.3 V',
    (n) => areJoined(n, 'Q1.3', 'U3.27', 'R10.2') && isRail(n, 'R10.1'),
    'NL 5.8',
  ],
];

const REQUEST: Rule[] = [
  [
    'IO4 switches Q3, off at reset',
    (n) => isBetween(n, 'R13', 'U3.26', 'Q3.1') && isBetween(n, 'R14', 'U3.26', 'Q3.2'),
    'NL 5.7.1',
  ],
  ['emitter of Q3 to ground', (n) => isGround(n, 'Q3.2'), 'NL 5.7.1'],
  [
    'Q3 switches Q2, off by R12',
    (n) => areJoined(n, 'Q3.3', 'Q2.1') && isBetween(n, 'R12', 'Q2.1', 'Q2.2'),
    'NL 5.7.1',
  ],
  ['request comes from P1 +5 V', (n) => areJoined(n, 'Q2.2', 'J1.1'), 'NL 5.7.1'],
  [
    'request passes R15 and the ESD array',
    (n) => areJoined(n, 'R15.1', 'Q2.3') && passesThrough(n, REQUEST_THROUGH, 'R15.2', 'J1.2'),
    'NL 5.7.1, 5.5.4',
  ],
  ['nothing else drives the request', (n) => isRequestAlone(n), 'NL 5.7.1: never to ground'],
];

const CHIP: Rule[] = [
  ['IO17 is open', (n) => isLoose(n, 'U3.28'), 'UART output of the firmware'],
  ['IO12 is open', (n) => isLoose(n, 'U3.14'), 'ESP: strap of the flash voltage'],
  ['IO5 and IO15 are open', (n) => isLoose(n, 'U3.29') && isLoose(n, 'U3.23'), 'ESP: straps'],
  ['EN has 10k up and 1u down', (n) => hasReset(n), 'ESP: power-on reset'],
  ['IO0 has its pull-up and the button', (n) => hasButton(n), 'ESP: boot strap'],
  ['reset button on EN', (n) => buttonPulls(n, 'SW2', 'U3.3'), 'ESP: reset'],
  [
    'green lamp on IO2 to ground',
    (n) => lampOn(n, 'R6', 'D4', 'U3.24'),
    'ESP: IO2 low at download',
  ],
  ['red lamp on IO18 to ground', (n) => lampOn(n, 'R7', 'D5', 'U3.30'), 'pins.ts'],
  ['grounds of the module', (n) => isGround(n, 'U3.1', 'U3.15', 'U3.38', 'U3.39'), 'ESP: pins'],
  ['programming header in ESP-PROG order', (n) => hasHeader(n), 'ESP-PROG, program interface'],
];

/** On raw P1 +5 V: the plug, protection, one capacitor, limiter, pull-up, request, test pad. */
const FIRST_PARTS = ['J1', 'C1', 'D1', 'D2', 'U1', 'R11', 'Q2', 'R12', 'R17', 'TP1'];

const refOf = (pin: string) => pin.split('.')[0];

function onlyOn(n: Netlist, pin: string, refs: string[]): boolean {
  const others = neighbours(n, pin).map(refOf);
  return others.length > 0 && others.every((ref) => refs.includes(ref));
}

/** The way from Q2 to the plug, on either side of the ESD array. */
const REQUEST_PARTS = ['J1', 'D1', 'R15', 'TP7'];

function isRequestAlone(n: Netlist): boolean {
  return (
    onlyOn(n, 'J1.2', REQUEST_PARTS) &&
    onlyOn(n, 'R15.2', REQUEST_PARTS) &&
    onlyOn(n, 'Q2.3', ['R15'])
  );
}

function hasReset(n: Netlist): boolean {
  const up = isBetween(n, 'R4', 'U3.3', 'U3.2');
  const down = isBetween(n, 'C11', 'U3.3', 'U3.1');
  return (
    up &&
    down &&
    n.parts.get('R4')?.value === '10k' &&
    n.parts.get('C11')?.value.startsWith('1u') === true
  );
}

function buttonPulls(n: Netlist, ref: string, pin: string): boolean {
  return isBetween(n, ref, pin, 'U3.1');
}

function hasButton(n: Netlist): boolean {
  return buttonPulls(n, 'SW1', 'U3.25') && isBetween(n, 'R5', 'U3.25', 'U3.2');
}

function lampOn(n: Netlist, resistor: string, lamp: string, pin: string): boolean {
  return (
    areJoined(n, `${resistor}.1`, pin) &&
    areJoined(n, `${resistor}.2`, `${lamp}.2`) &&
    isGround(n, `${lamp}.1`)
  );
}

function hasHeader(n: Netlist): boolean {
  return (
    areJoined(n, 'J2.1', 'U3.3') &&
    areJoined(n, 'J2.3', 'U3.35') &&
    areJoined(n, 'J2.5', 'U3.34') &&
    areJoined(n, 'J2.6', 'U3.25') &&
    isGround(n, 'J2.4')
  );
}

/** Pins that are alone although nothing says they may be: a wire that was forgotten. */
function forgotten(n: Netlist): string[] {
  return [...n.nets]
    .filter(([, net]) => !net.startsWith('unconnected-') && pinsOn(n, net).length < 2)
    .map(([pin]) => pin);
}

export function wiringRows(netlist: Netlist): Row[] {
  const rules = [...SUPPLY, ...DATA, ...REQUEST, ...CHIP];
  return [
    ...rules.map(([name, test, source]) => holds(name, test(netlist), source)),
    none('every net has two ends', forgotten(netlist), 'net with one pin'),
  ];
}
