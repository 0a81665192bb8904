/** The firmware's pins against the committed netlist: no KiCad is needed to read that. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PINS } from '../../firmware/espruino/pins.ts';
import { parseNetlist } from '../../hardware/check/netlist.ts';
import { pinRows, type PinTable } from '../../hardware/check/pins.ts';

const FILE = join(import.meta.dirname, '../../hardware/fabrication/dongle-netlist.xml');
const netlist = parseNetlist(readFileSync(FILE, 'utf8'));

const failed = (pins: PinTable) =>
  pinRows(netlist, pins)
    .filter(({ isMet }) => !isMet)
    .map(({ name }) => name);

test('every pin that the firmware drives is joined to what it is for', () => {
  expect(failed(PINS)).toEqual([]);
});

test('a pin of the firmware that is moved is noticed, whichever it is', () => {
  for (const signal of Object.keys(PINS) as (keyof PinTable)[]) {
    expect(failed({ ...PINS, [signal]: 'D23' }), signal).toEqual(
      signal === 'unused' ? [] : [`firmware: ${signal} is D23`],
    );
  }
});

test('two pins that trade places are noticed both', () => {
  const { data, unused } = PINS;
  expect(failed({ ...PINS, data: unused, unused: data })).toEqual([
    'firmware: data is D17',
    'firmware: unused is D16',
  ]);
});

test('a pin that the module does not have is noticed', () => {
  expect(failed({ ...PINS, green: 'D20' })).toEqual(['firmware: green is D20']);
});

test('a schematic that joins the data line to another pad is noticed', () => {
  const nets = new Map(netlist.nets);
  nets.set('U3.27', netlist.nets.get('U3.28') ?? '').set('U3.28', netlist.nets.get('U3.27') ?? '');
  const rows = pinRows({ ...netlist, nets }, PINS).filter(({ isMet }) => !isMet);
  expect(rows.map(({ name }) => name)).toEqual([
    'firmware: data is D16',
    'firmware: unused is D17',
  ]);
});
