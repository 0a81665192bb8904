/**
 * Where things lie on the board. In: the facts that board.py reads from the board file. Out: rows.
 * Clauses: hardware design guidelines of the ESP32 (antenna), AP63203 data sheet (layout).
 */
import { none, told, within, type Row } from './report.ts';

export type Point = readonly [x: number, y: number];
/** Left, top, right, bottom; in mm from the top left corner of the board, y downwards. */
export type Box = readonly [left: number, top: number, right: number, bottom: number];

export interface Pad {
  number: string;
  net: string;
  at: Point;
  box: Box;
  drillMm: number;
  widestMm: number;
  isPoured: boolean;
}

export interface BoardPart {
  ref: string;
  footprint: string;
  at: Point;
  turnedDeg: number;
  isBelow: boolean;
  isSmd: boolean;
  inPositions: boolean;
  courtyard: Box | null;
  body: Box | null;
  isNamed: boolean;
  pads: Pad[];
  texts: string[];
}

export interface BoardFacts {
  /** Of the top left corner, in the coordinates of the file. */
  originMm: Point;
  copperLayers: number;
  thicknessMm: number;
  sizeMm: Point;
  outlines: Point[][];
  parts: BoardPart[];
  tracks: { net: string; isVia: boolean; layer: string; widthMm: number; from: Point; to: Point }[];
  keepOuts: { ref: string; box: Box; intruders: string[] }[];
  texts: { text: string; side: string }[];
}

const POWER_WIDTH_MM = 0.6;
/** From the plug to the choke: every pad that carries what the radio draws. */
const POWER_PADS = ['J1.1', 'U1.1', 'U1.6', 'C3.1', 'C4.1', 'U2.3', 'U2.5', 'L1.1', 'L1.2'];
/** What a person has to find on the board without a book. */
const SILK_WORDS = ['1:1', 'BOOT', 'RESET', 'CERN-OHL-P-2.0', 'REV', 'P1'];
const TEST_WORDS = ['P1_5V', 'VSYS', '3V3', 'GND', 'DATA', 'RX', 'DREQ'];

export const partOf = (board: BoardFacts, ref: string) =>
  board.parts.find((part) => part.ref === ref);

function padOf(board: BoardFacts, name: string): Pad | undefined {
  const [ref, number] = name.split('.');
  return partOf(board, ref)?.pads.find((pad) => pad.number === number);
}

function distanceMm(board: BoardFacts, one: string, other: string): number | undefined {
  const [a, b] = [padOf(board, one), padOf(board, other)];
  if (!a || !b) return undefined;
  const gap = (low: number, high: number) =>
    Math.max(a.box[low] - b.box[high], b.box[low] - a.box[high], 0);
  return Math.hypot(gap(0, 2), gap(1, 3));
}

function thinPads(board: BoardFacts): string[] {
  return POWER_PADS.filter((name) => {
    const pad = padOf(board, name);
    return !pad || (!pad.isPoured && pad.widestMm < POWER_WIDTH_MM);
  });
}

function missingWords(board: BoardFacts): string[] {
  const printed = [
    ...board.texts.map(({ text }) => text),
    ...board.parts.flatMap(({ texts }) => texts),
  ];
  const all = printed.join('\n').toUpperCase();
  return [...SILK_WORDS, ...TEST_WORDS].filter((word) => !all.includes(word));
}

function outlineRows({ sizeMm, outlines, copperLayers }: BoardFacts): Row[] {
  return [
    within('copper layers', copperLayers, '2 layers'),
    within('closed outlines', outlines.length, '1 outline'),
    within('length', sizeMm[0], '<= 70.00 mm'),
    within('width', sizeMm[1], '<= 35.00 mm'),
  ];
}

function antennaRows(board: BoardFacts): Row[] {
  const antenna = board.keepOuts.find(({ ref }) => ref === 'U3');
  const overhang = antenna && antenna.box[0] - board.sizeMm[0];
  return [
    within('antenna begins behind the edge', overhang, '-0.20 to 1.00 mm'),
    none(
      'nothing lies in a keep-out',
      board.keepOuts.flatMap(({ intruders }) => intruders),
      'intruder',
    ),
  ];
}

/** The opening of the jack faces left; the plug's latch needs it at or over the edge. */
function mouthMm(board: BoardFacts): number | undefined {
  return partOf(board, 'J1')?.body?.[0];
}

function layoutRows(board: BoardFacts): Row[] {
  const tracks = board.tracks.filter(({ isVia }) => !isVia);
  return [
    none('power pads joined by copper >= 0.6 mm', thinPads(board), 'thin pad'),
    within('C5 to the input of U2', distanceMm(board, 'C5.1', 'U2.3'), '<= 2.00 mm'),
    within('C5 to the ground of U2', distanceMm(board, 'C5.2', 'U2.4'), '<= 2.00 mm'),
    within('bulk to the converter', distanceMm(board, 'C4.1', 'U2.3'), '<= 10.00 mm'),
    within('C9 to the supply of U3', distanceMm(board, 'C9.1', 'U3.2'), '<= 5.00 mm'),
    within('thinnest track', Math.min(...tracks.map(({ widthMm }) => widthMm)), '>= 0.15 mm'),
    told('vias', String(board.tracks.length - tracks.length), ''),
  ];
}

export function boardRows(board: BoardFacts): Row[] {
  const { parts } = board;
  const nameless = parts.filter(({ isNamed }) => !isNamed).map(({ ref }) => ref);
  const below = parts.filter(({ isBelow }) => isBelow).map(({ ref }) => ref);
  const holes = parts.filter(({ footprint }) => footprint.includes('MountingHole'));
  return [
    ...outlineRows(board),
    within('mouth of the RJ12 against the edge', mouthMm(board), '-3.00 to 0.00 mm'),
    ...antennaRows(board),
    ...layoutRows(board),
    none('every part has its name on the silkscreen', nameless, 'part without'),
    none('all parts are on top', below, 'part below'),
    none('words on the silkscreen', missingWords(board), 'word missing'),
    within('mounting holes', holes.length, '>= 2 holes'),
  ];
}
