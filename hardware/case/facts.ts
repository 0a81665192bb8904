/**
 * What the case needs to know of the board. In: the facts of the board file. Out: board.scad.
 * Heights and pins below the board are not in a board file: they are from the data sheets.
 */
import { partOf, type BoardFacts, type BoardPart, type Box, type Point } from '../check/board.ts';

interface Shape {
  /** How the footprint is called, or begins. */
  footprint: string;
  heightMm: number;
  colour: string;
}

/** Largest heights, as in models/; the first that fits counts. The jack's is taken large. */
const SHAPES: Shape[] = [
  { footprint: 'RJ12_', heightMm: 13.4, colour: 'dimgray' },
  { footprint: 'CP_Elec_12.5x13.5', heightMm: 14, colour: 'lightsteelblue' },
  { footprint: 'ESP32-WROOM-32E', heightMm: 3.3, colour: 'silver' },
  { footprint: 'PinHeader', heightMm: 9, colour: 'black' },
  { footprint: 'SW_SPST_B3U', heightMm: 1.7, colour: 'gold' },
  { footprint: 'L_Sunlord', heightMm: 3.2, colour: 'dimgray' },
  { footprint: 'SOT-23', heightMm: 1.3, colour: 'black' },
  { footprint: 'TSOT-23', heightMm: 1.1, colour: 'black' },
  { footprint: 'LED_', heightMm: 0.9, colour: 'white' },
  { footprint: '', heightMm: 1.4, colour: 'tan' },
];

/** Of the pins that go through the board, below it. */
const PIN_LENGTH_MM = 3;
const BUTTON_HEIGHT_MM = 1.6;
const JACK = 'J1';
const LAMPS = ['D4', 'D5'];
const BUTTON = 'SW1';
const RESET = 'SW2';

const nameOf = ({ footprint }: BoardPart) => footprint.split(':').at(-1) ?? '';

function shapeOf(part: BoardPart): Shape {
  return SHAPES.find(({ footprint }) => nameOf(part).startsWith(footprint)) as Shape;
}

/** KiCad's y points down, the case's up. */
const turn = (board: BoardFacts, [x, y]: Point): Point => [x, round(board.sizeMm[1] - y)];
const turnBox = (board: BoardFacts, [left, top, right, bottom]: Box): Box => [
  left,
  round(board.sizeMm[1] - bottom),
  right,
  round(board.sizeMm[1] - top),
];
const round = (mm: number) => Math.round(mm * 1000) / 1000;

function needed(board: BoardFacts, ref: string): BoardPart & { body: Box } {
  const part = partOf(board, ref);
  if (!part?.body) throw new Error(`case: ${ref} is not on the board, or has no body drawn`);
  return { ...part, body: part.body };
}

const isHole = (part: BoardPart) => nameOf(part).startsWith('MountingHole');

function pinsBelow(board: BoardFacts): Point[] {
  return board.parts
    .filter((part) => !isHole(part) && !part.isSmd)
    .flatMap(({ pads }) =>
      pads.filter(({ drillMm }) => drillMm > 0.5).map(({ at }) => turn(board, at)),
    );
}

export function caseFacts(board: BoardFacts): string {
  const solid = board.parts.filter(
    (part) => part.body && !isHole(part) && !/TestPoint/.test(nameOf(part)),
  );
  const holes = board.parts.filter(isHole);
  const jack = needed(board, JACK);
  const bodies = solid.map((part) => {
    const { heightMm, colour } = shapeOf(part);
    const isCan = nameOf(part).startsWith('CP_Elec');
    return [turnBox(board, part.body as Box), heightMm, part.ref, colour, isCan];
  });
  const values: [name: string, value: unknown][] = [
    ['board', [...board.sizeMm, board.thicknessMm]],
    ['outline', board.outlines[0].map((point) => turn(board, point))],
    ['holes', holes.map(({ at }) => turn(board, at))],
    ['hole_diameter', Math.min(...holes.flatMap(({ pads }) => pads.map(({ drillMm }) => drillMm)))],
    ['jack', turnBox(board, jack.body)],
    ['jack_height', shapeOf(jack).heightMm],
    ['lamps', LAMPS.map((ref) => turn(board, needed(board, ref).at))],
    ['button', turn(board, needed(board, BUTTON).at)],
    ['reset', turn(board, needed(board, RESET).at)],
    ['button_height', BUTTON_HEIGHT_MM],
    ['body_right', Math.max(board.sizeMm[0], ...solid.map(({ body }) => (body as Box)[2]))],
    ['tallest', Math.max(...solid.map((part) => shapeOf(part).heightMm))],
    ['pin_length', PIN_LENGTH_MM],
    ['pins', pinsBelow(board)],
    ['parts', bodies],
  ];
  const lines = values.map(([name, value]) => `${name} = ${JSON.stringify(value)};`);
  return ['// Written by `npm run hardware` from the board file: do not edit.', ...lines, ''].join(
    '\n',
  );
}
