/** The checks that need no program, on the committed netlist and on netlists that are spoiled. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { figureRows, figuresOf, plugMaxA } from '../../hardware/check/figures.ts';
import { parseNetlist, type Netlist } from '../../hardware/check/netlist.ts';
import { parseList, partRows, refsOf } from '../../hardware/check/parts.ts';
import { within, type Row } from '../../hardware/check/report.ts';
import { wiringRows } from '../../hardware/check/wiring.ts';

const FILE = join(import.meta.dirname, '../../hardware/fabrication/dongle-netlist.xml');
const netlist = parseNetlist(readFileSync(FILE, 'utf8'));

const failed = (rows: Row[]) => rows.filter(({ isMet }) => !isMet).map(({ name }) => name);

function without(ref: string): Netlist {
  const keep = ([pin]: [string, string]) => !pin.startsWith(`${ref}.`);
  return {
    parts: new Map([...netlist.parts].filter(([name]) => name !== ref)),
    nets: new Map([...netlist.nets].filter(keep)),
    names: new Map([...netlist.names].filter(keep)),
  };
}

test('the committed netlist is wired as the port and the chip ask for', () => {
  expect(failed(wiringRows(netlist))).toEqual([]);
});

test('its thresholds and currents are within their limits', () => {
  expect(failed(figureRows(netlist))).toEqual([]);
  expect(plugMaxA(figuresOf(netlist))).toBeLessThan(0.25);
});

test('all its parts can be bought', () => {
  expect(failed(partRows(netlist))).toEqual([]);
});

/** Test pads and holes; all others serve a requirement. */
const FREE = /^(TP|H)\d+$/;

test('every part that serves a requirement is missed when it is taken out', () => {
  const serving = [...netlist.parts.keys()].filter((ref) => !FREE.test(ref));
  expect(serving.length).toBeGreaterThan(30);
  for (const ref of serving) {
    const spoiled = without(ref);
    const found = [...failed(wiringRows(spoiled)), ...failed(figureRows(spoiled))];
    expect(found.length, ref).toBeGreaterThan(0);
  }
});

test('limits are read as they are written, and an absent value is outside of them', () => {
  expect(within('a', 4.5, '4.10 to 4.50 V').isMet).toBe(true);
  expect(within('a', 4.51, '4.10 to 4.50 V').isMet).toBe(false);
  expect(within('a', 4, '>= 4.00 V')).toMatchObject({ isMet: true, found: '4.00 V' });
  expect(within('a', 3.999, '>= 4.00 V').isMet).toBe(false);
  expect(within('a', 251, '<= 250 mA').isMet).toBe(false);
  expect(within('a', 3, '2 layers').isMet).toBe(false);
  expect(within('a', undefined, '<= 250 mA')).toMatchObject({ isMet: false, found: 'absent' });
  expect(() => within('a', 1, 'some')).toThrow();
});

test('a list is read with commas and quotes in its fields', () => {
  const [line] = parseList('Designator,Value\n"R4, R5","10k ""1%"""\n');
  expect(refsOf(line.Designator)).toEqual(['R4', 'R5']);
  expect(line.Value).toBe('10k "1%"');
});
