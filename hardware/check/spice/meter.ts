/**
 * A meter's +5 V that remembers: one overload and it gives little or nothing until its own rule lets
 * it go on. In: the rule. Out: lines of a deck, from `VMETER` at the node `port`, which they leave to
 * the cable.
 *
 * NL = DSMR P1 5.0.2, LU = E-Meter P1 Specification (Luxmetering).
 */
export interface Meter {
  volt: number;
  tripA: number;
  /** What it goes on giving after an overload (NL 5.5.2: 50 mA at most). */
  foldedA: number;
  /** How long an overload has to last. */
  blindS: number;
  /** Whole again when less is drawn (NL 5.5.2, LU), or after a time (hiccup). */
  release: { belowA: number } | { afterS: number };
}

/** Trips on any pulse, the 10 uF of a plugged-in board among them: stricter than NL 5.5.1 lets it be. */
export const FOLDING: Meter = {
  volt: 5,
  tripA: 0.26,
  foldedA: 0.05,
  blindS: 20e-6,
  release: { belowA: 0.04 },
};

/** Comes back by itself, and would do so for ever if 111 uF (NL 5.5.1) made it trip: 2 ms at 0.3 A. */
export const HICCUP: Meter = {
  volt: 5,
  tripA: 0.26,
  foldedA: 0,
  blindS: 2e-3,
  release: { afterS: 1 },
};

/** Until it trips; also what fills the capacitors of a board in the first moment. */
const PULSE_A = 1;
const SOURCE_OHM = 0.02;

/** The memory is a switch with hysteresis: on at the trip, off where the rule lets go. */
function memoryLines({ tripA, release }: Meter, isTripped: boolean): string[] {
  const state = isTripped ? 'ON' : 'OFF';
  if ('belowA' in release) {
    const middleA = (tripA + release.belowA) / 2;
    return [
      `SFOLD one folded sense 0 FOLD ${state}`,
      `.model FOLD SW(VT=${middleA} VH=${tripA - middleA} RON=1 ROFF=1G)`,
    ];
  }
  // Filled to 1 by an overload, and empty enough after the time: e^-1 of 1.
  return [
    `BCLOCK 0 clock I = min(1,max(0,(V(sense)-${tripA})*1000)) - 10*max(0,V(clock)-1)`,
    'CCLOCK clock 0 1u',
    `RCLOCK clock 0 ${release.afterS * 1e6}`,
    `SFOLD one folded clock 0 FOLD ${state}`,
    '.model FOLD SW(VT=0.634 VH=0.266 RON=1 ROFF=1G)',
  ];
}

export function meterLines(meter: Meter, isTripped: boolean): string[] {
  const { volt, foldedA, blindS } = meter;
  return [
    `VREF ref 0 ${volt}`,
    'VONE one 0 1',
    'VMETER out port 0',
    'CPORT port 0 1u',
    'BSENSE 0 sense I = I(VMETER)',
    'RSENSE sense 0 1',
    `CSENSE sense 0 ${blindS}`,
    ...memoryLines(meter, isTripped),
    'RFOLD folded 0 1k',
    'CFOLD folded 0 10n',
    `BMETER ref out I = max(0,min((V(ref)-V(out))/${SOURCE_OHM}, ${PULSE_A} + V(folded)*${foldedA - PULSE_A}))`,
  ];
}

/** Where its nodes are at the beginning. */
export const meterStart = ({ volt }: Meter, isTripped: boolean): string =>
  `V(port)=${volt} V(folded)=${isTripped ? 1 : 0} V(sense)=${isTripped ? 0.05 : 0} V(clock)=${isTripped ? 1 : 0}`;
