/**
 * Faults to be put into a copy of the project, and the row of the checks that has to notice each.
 */
import { append, editBlock, rewrite, withoutTracks, type Change } from './edit.ts';
import { BOARD, readBoard, SCHEMATIC, SETTINGS } from './project.ts';

/** Which part of the checks has to notice. */
export type Watcher =
  | 'wiring'
  | 'figures'
  | 'parts'
  | 'pins'
  | 'board'
  | 'erc'
  | 'drc'
  | 'dataLine'
  | 'recovery'
  | 'badLinkAtMost'
  | 'badLinkAtLeast';

/** `row` is the beginning of the row's name. */
export type Fault = readonly [what: string, change: Change, watcher: Watcher, row: string];

const SYMBOL = '\n\t(symbol\n';
const FOOTPRINT = '\n\t(footprint ';

const symbolOf = (ref: string) => `"Reference" "${ref}"`;
const without = (ref: string) => editBlock(SCHEMATIC, SYMBOL, symbolOf(ref));
const offBoard = (ref: string) => editBlock(BOARD, FOOTPRINT, symbolOf(ref));

function withField(ref: string, field: string, text: string): Change {
  const before = new RegExp(`("${field}" )"[^"]*"`);
  return editBlock(SCHEMATIC, SYMBOL, symbolOf(ref), (block) =>
    block.replace(before, (_, name) => `${name}"${text}"`),
  );
}

const withValue = (ref: string, value: string) => withField(ref, 'Value', value);

/** Two pads of the module trade places in its symbol, as a wrong drawing would have it. */
function swappedPads(one: string, other: string): Change {
  const either = new RegExp(`\\(number "(${one}|${other})"`, 'g');
  return rewrite(SCHEMATIC, (text) =>
    text.replace(either, (_, pad) => `(number "${pad === one ? other : one}"`),
  );
}

/** 4 mm of track, beginning 1 mm behind the edge. */
const trackUnderAntenna: Change = (dir) => {
  const { originMm, sizeMm } = readBoard(dir);
  const at = (behindMm: number) =>
    `${originMm[0] + sizeMm[0] + behindMm} ${originMm[1] + sizeMm[1] / 2}`;
  const uuid = '00000000-0000-4000-8000-000000000001';
  const track = `(segment (start ${at(1)}) (end ${at(5)}) (width 0.5) (layer "F.Cu") (net 0)`;
  append(BOARD, `${track} (uuid "${uuid}"))`)(dir);
};

const excludedFinding = rewrite(SETTINGS, (text) => {
  const settings = JSON.parse(text);
  settings.board.design_settings.drc_exclusions = ['clearance|1|2'];
  return JSON.stringify(settings);
});

export const CIRCUIT_FAULTS: readonly Fault[] = [
  ['R9 taken out', without('R9'), 'wiring', 'base of Q1'],
  ['R9 taken out', without('R9'), 'erc', 'ERC'],
  ['R9 taken out', without('R9'), 'drc', 'DRC, parity'],
  ['R9 taken out', without('R9'), 'dataLine', 'data line, LOW'],
  ['pull-up taken out', without('R11'), 'wiring', 'data is pulled up'],
  ['pull-up taken out', without('R11'), 'dataLine', 'data line, LOW'],
  ['limiter taken out', without('U1'), 'wiring', 'P1 +5 V feeds the limiter'],
  ['limit not set', without('R1'), 'wiring', 'limit is set by R1'],
  ['limit not set', without('R1'), 'badLinkAtMost', 'bad, limiter max, typical'],
  ['limit set by 100k', withValue('R1', '100k'), 'figures', 'most the plug can see'],
  ['one bulk capacitor', without('C4'), 'badLinkAtLeast', 'bad, limiter min, worst'],
  ['no waiting time', without('U5'), 'wiring', 'limiter waits'],
  ['no waiting time', without('U5'), 'figures', 'limiter waits, at the least'],
  ['no waiting time', without('U5'), 'recovery', 'plug out for 1 s'],
  ['no waiting time', without('U5'), 'recovery', 'meter has tripped'],
  ['supervisor of 2.93 V', withValue('U5', 'LM809-2.93'), 'figures', 'supervisor above'],
  ['supervisor of 2.93 V', withValue('U5', 'LM809-2.93'), 'recovery', 'meter has tripped'],
  ['supervisor of 4.63 V', withValue('U5', 'LM809-4.63'), 'figures', 'P1 +5 V above'],
  ['lockout set by 5k1', withValue('R3', '5k1'), 'figures', 'lockout on'],
  ['request left on', without('R12'), 'wiring', 'Q3 switches Q2'],
  ['request driven by 220', withValue('R15', '220'), 'figures', 'request at the meter'],
  ['150u on raw +5 V', withValue('C1', '150u'), 'figures', 'capacitance on raw'],
  ['IO16 and IO17 swapped', swappedPads('27', '28'), 'pins', 'firmware: data'],
  ['IO16 and IO17 swapped', swappedPads('27', '28'), 'wiring', 'collector of Q1'],
];

const LIST_FAULTS: Fault[] = [
  ['no part number', withField('R9', 'MPN', ''), 'parts', 'part number of the maker'],
  ['no maker', withField('R9', 'Manufacturer', ''), 'parts', 'maker'],
  ['no distributor', withField('U1', 'LCSC', ''), 'parts', 'number of a distributor'],
  ['number of another house', withField('D2', 'LCSC', ''), 'parts', 'number of the assembly'],
  ['another value', withValue('R9', '12k'), 'drc', 'DRC, parity'],
  ['a finding excluded', excludedFinding, 'erc', 'exclusions'],
];

const LAYOUT_FAULTS: Fault[] = [
  ['track under the antenna', trackUnderAntenna, 'board', 'nothing lies in'],
  ['track under the antenna', trackUnderAntenna, 'drc', 'DRC, every'],
  ['gap in the outline', editBlock(BOARD, '\n\t(gr_line', 'Edge.Cuts'), 'board', 'closed outlines'],
  ['data track taken out', withoutTracks(BOARD, 'P1_RX'), 'drc', 'DRC, unconnected'],
  ['C5 off the board', offBoard('C5'), 'board', 'C5 to the input'],
  ['C5 off the board', offBoard('C5'), 'drc', 'DRC, parity'],
  [
    'no word on the cable',
    rewrite(BOARD, (text) => text.replaceAll('1:1', '')),
    'board',
    'words on',
  ],
];

export const BOARD_FAULTS: readonly Fault[] = [...LIST_FAULTS, ...LAYOUT_FAULTS];
