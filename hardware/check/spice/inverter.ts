/**
 * The data line from the meter's open collector to the ESP32's input, at 115200 baud. In: the values
 * of the schematic and a corner. Out: whether every bit is read, and how late the edges come.
 *
 *   meter ─ cable ─┬─ pull-up to P1 5 V
 *                  └─ base divider ─ BC847B ─ collector resistor to 3.3 V ─ RX
 *
 * Levels: DSMR P1 5.0.2 §5.7.2 (LOW up to 1.0 V) and §5.8 (idle is LOW); input of the ESP32:
 * 0.25 and 0.75 of its supply (data sheet, DC characteristics).
 */
import { simulate, type Samples } from './ngspice.ts';

/** Of the schematic; undefined: the part is not there. */
export interface Inverter {
  pullUpOhm: number | undefined;
  baseOhm: number | undefined;
  shuntOhm: number | undefined;
  speedUpF: number | undefined;
  collectorOhm: number | undefined;
}

export interface LineCorner {
  supplyV: number;
  /** What the meter's output leaves on the line when it is on. */
  lowV: number;
  temperatureC: number;
  cableF: number;
  /** A saturated switch with its residual voltage, or a slow phototransistor. */
  output: 'switch' | 'phototransistor';
}

export interface LineOutcome {
  isRead: boolean;
  /** Slowest edge to each level at the input of the ESP32, after the meter's; undefined: never. */
  riseUs: number | undefined;
  fallUs: number | undefined;
}

const BIT_S = 1 / 115200;
const HIGH_V = 0.75 * 3.3;
const LOW_V = 0.25 * 3.3;
/** Where in the bit the level has to be right: a UART samples the middle, the rest is margin. */
const SAMPLED = [0.35, 0.5, 0.65];
const BYTES = [0x55, 0x00, 0xff, 0x2f, 0x81, 0x7e];

const frame = (byte: number) => [0, ...Array.from({ length: 8 }, (_, i) => (byte >> i) & 1), 1];
const BITS = [1, 1, ...BYTES.flatMap(frame), 1, 1];

const MODELS = [
  // Philips/NXP's published parameters of the BC847B.
  '.model BC847B NPN(IS=1.822E-14 NF=0.9932 ISE=2.894E-16 NE=1.4 BF=324.4 IKF=0.109 VAF=82',
  '+ NR=0.9931 ISC=9.982E-12 NC=1.763 BR=8.29 IKR=0.09 VAR=17.9 RB=10 RE=0.649 RC=0.7014 XTB=0',
  '+ EG=1.11 XTI=3 CJE=1.244E-11 VJE=0.7579 MJE=0.3656 TF=4.908E-10 XTF=9.51 VTF=2.927 ITF=0.3131',
  '+ CJC=3.347E-12 VJC=0.5463 MJC=0.391 XCJC=0.6193 TR=9E-08 VJS=0.75 MJS=0.333 FC=0.979)',
  '.model PHOTO NPN(IS=1e-14 BF=150 VAF=100 CJE=15p CJC=8p TF=1n TR=60n RB=50 RC=3)',
  '.model CONTACT SW(VT=0.5 VH=0.05 RON=30 ROFF=50MEG)',
];

/** Marks (1) switch the meter's output on. */
function drive(onLevel: number, edgeS: number): string {
  const points = BITS.flatMap((bit, i) => {
    const before = i === 0 ? bit : BITS[i - 1];
    const startS = i * BIT_S;
    return [`${startS.toExponential(6)} ${before * onLevel}`]
      .slice(i === 0 ? 1 : 0)
      .concat(`${(startS + edgeS).toExponential(6)} ${bit * onLevel}`);
  });
  return ['0', BITS[0] * onLevel, ...points].join(' ');
}

function meterLines({ output, lowV }: LineCorner): string[] {
  if (output === 'switch') {
    return [
      `VDRIVE drive 0 PWL(${drive(1, 50e-9)})`,
      'SOUT collector residue drive 0 CONTACT',
      `VLOW residue 0 ${lowV}`,
    ];
  }
  return [
    `IDRIVE 0 light PWL(${drive(80e-6, 200e-9)})`,
    'QOUT collector light 0 PHOTO',
    'RLEAK light 0 100k',
  ];
}

const part = (line: string, value: number | undefined) =>
  value === undefined ? [] : [`${line} ${value}`];

function deck(inverter: Inverter, corner: LineCorner): string[] {
  return [
    '* P1 data line',
    ...MODELS,
    `VP1 p1 0 ${corner.supplyV}`,
    'VRAIL rail 0 3.3',
    ...meterLines(corner),
    'LCABLE collector wire 1u',
    'RCABLE wire data 0.4',
    `CCABLE data 0 ${corner.cableF}`,
    'CESD data 0 5p',
    'RLEAKS data 0 10meg',
    ...part('RPULLUP p1 data', inverter.pullUpOhm),
    ...part('RBASE data base', inverter.baseOhm),
    ...part('CSPEED data base', inverter.speedUpF),
    ...part('RSHUNT base 0', inverter.shuntOhm),
    'RBASELEAK base 0 100meg',
    'Q1 rx base 0 BC847B',
    ...part('RCOLLECTOR rail rx', inverter.collectorOhm),
    'RRXLEAK rx 0 10meg',
    'CRX rx 0 15p',
    `.temp ${corner.temperatureC}`,
    '.options reltol=1e-4 method=gear',
    `.tran 20n ${BITS.length * BIT_S} 0 20n`,
  ];
}

/** Index of the first sample that is not before the time. */
function indexAt(timeS: readonly number[], wantedS: number): number {
  const found = timeS.findIndex((t) => t >= wantedS);
  return found < 0 ? timeS.length - 1 : found;
}

function isRead(timeS: readonly number[], rx: readonly number[]): boolean {
  return BITS.every((bit, i) =>
    SAMPLED.every((share) => {
      const volts = rx[indexAt(timeS, (i + share) * BIT_S)];
      return bit ? volts >= HIGH_V : volts <= LOW_V;
    }),
  );
}

function slowestEdgeUs({ timeS, of }: Samples, to: 0 | 1): number | undefined {
  const rx = of['v(rx)'];
  const waits = BITS.flatMap((bit, i) => {
    if (i === 0 || bit !== to || BITS[i - 1] === to) return [];
    const from = indexAt(timeS, i * BIT_S);
    const there = rx.findIndex((v, at) => at >= from && (to ? v >= HIGH_V : v <= LOW_V));
    return [there < 0 ? Infinity : (timeS[there] - i * BIT_S) * 1e6];
  });
  const slowest = Math.max(...waits);
  return Number.isFinite(slowest) ? slowest : undefined;
}

export function readLine(inverter: Inverter, corner: LineCorner): LineOutcome {
  const samples = simulate(deck(inverter, corner), ['v(data)', 'v(rx)'], BITS.length * BIT_S);
  return {
    isRead: isRead(samples.timeS, samples.of['v(rx)']),
    riseUs: slowestEdgeUs(samples, 1),
    fallUs: slowestEdgeUs(samples, 0),
  };
}

/** A phototransistor has its own residual voltage: 24 corners, not 32. */
export const LINE_CORNERS: LineCorner[] = [4.5, 5.5].flatMap((supplyV) =>
  [0.2, 1.0].flatMap((lowV) =>
    [-25, 85].flatMap((temperatureC) =>
      [100e-12, 600e-12].flatMap((cableF) =>
        (['switch', 'phototransistor'] as const)
          .filter((output) => output === 'switch' || lowV < 1)
          .map((output) => ({ supplyV, lowV, temperatureC, cableF, output })),
      ),
    ),
  ),
);
