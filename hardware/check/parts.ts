/**
 * What is ordered. In: the netlist, and the lists of the fabrication set. Out: rows: every line can
 * be bought, and the three lists name the same parts.
 */
import { parse } from 'csv-parse/sync';
import type { BoardFacts } from './board.ts';
import type { Netlist, Part } from './netlist.ts';
import { none, told, within, type Row } from './report.ts';

/** A line of a list that is separated by commas; keys are the titles of its columns. */
export type Line = Record<string, string>;

const DISTRIBUTORS = ['LCSC', 'Mouser', 'DigiKey', 'Farnell'];

export const parseList = (text: string): Line[] =>
  parse(text, { columns: true, trim: true, bom: true });

/** Without a number of the house that assembles: hardware/README.md, "Order it", names the same. */
export const FITTED_BY_HAND = ['C3', 'C4', 'J1', 'J2'];
const HOUSE = 'LCSC';

/** `R4,R5` or `R4 R5` or `"R4, R5"`. */
export const refsOf = (field: string) => field.split(/[\s,]+/).filter(Boolean);

const has = (part: Part, field: string) => (part.fields[field] ?? '').trim() !== '';

function without(parts: Part[], isGiven: (part: Part) => boolean): string[] {
  return parts.filter((part) => !isGiven(part)).map(({ ref }) => ref);
}

/** One part number stands for one value and one footprint. */
function conflicts(parts: Part[]): string[] {
  const meanings = new Map<string, Set<string>>();
  for (const { value, footprint, fields } of parts) {
    const known = meanings.get(fields.MPN) ?? new Set();
    meanings.set(fields.MPN, known.add(`${value} in ${footprint}`));
  }
  return [...meanings]
    .filter(([, all]) => all.size > 1)
    .map(([mpn, all]) => `${mpn}: ${[...all].join(' / ')}`);
}

export const boughtParts = (netlist: Netlist) =>
  [...netlist.parts.values()].filter((part) => part.inParts);

export function partRows(netlist: Netlist): Row[] {
  const parts = boughtParts(netlist);
  const unfitted = parts.filter(({ isFitted }) => !isFitted).map(({ ref }) => ref);
  return [
    within('parts to buy', parts.length, '>= 1 parts'),
    none(
      'part number of the maker',
      without(parts, (part) => has(part, 'MPN')),
      'part without',
    ),
    none(
      'maker',
      without(parts, (part) => has(part, 'Manufacturer')),
      'part without',
    ),
    none(
      'number of a distributor',
      without(parts, (part) => DISTRIBUTORS.some((name) => has(part, name))),
      'part without',
    ),
    none(
      'number of the assembly house, or fitted by hand',
      without(parts, (part) => has(part, HOUSE) !== FITTED_BY_HAND.includes(part.ref)),
      'part with neither or both',
    ),
    none('one part number, one value', conflicts(parts), 'conflict'),
    told('not fitted', unfitted.join(', ') || 'none', 'marked in the parts list'),
  ];
}

const difference = (these: string[], those: string[]) => {
  const known = new Set(those);
  return these.filter((ref) => !known.has(ref));
};

function sameRefs(name: string, found: string[], wanted: string[]): Row {
  const missing = difference(wanted, found).map((ref) => `${ref} missing`);
  const extra = difference(found, wanted).map((ref) => `${ref} too many`);
  const twice = found.filter((ref, i) => found.indexOf(ref) !== i).map((ref) => `${ref} twice`);
  return none(name, [...missing, ...extra, ...twice], 'difference');
}

/** Parts list against netlist, positions against board. */
export function listRows(
  netlist: Netlist,
  board: BoardFacts,
  bom: Line[],
  positions: Line[],
): Row[] {
  const bought = boughtParts(netlist).map(({ ref }) => ref);
  const placed = board.parts.filter(({ inPositions }) => inPositions).map(({ ref }) => ref);
  const bomRefs = bom.flatMap((line) => refsOf(line.Designator ?? ''));
  const positionRefs = positions.map((line) => line.Designator ?? '');
  return [
    sameRefs('parts list names the parts of the schematic', bomRefs, bought),
    sameRefs('positions name the parts of the board', positionRefs, placed),
    none('positions of parts that are bought', difference(bought, positionRefs), 'part without'),
  ];
}
