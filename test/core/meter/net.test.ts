/** Net power, from readings handed in one after the other. */
import { describe, expect, test } from 'vitest';
import { netReading } from '../../../firmware/core/meter/net.ts';
import type { Nets } from '../../../firmware/core/meter/net.ts';
import type { Reading } from '../../../firmware/core/telegram/reading.ts';
import { parseLines } from '../../fakes/telegram.ts';

/** What follows from the readings of a telegram. */
function netsOf(lines: string[]): Reading[] {
  const nets: Nets = {};
  const derived = parseLines(lines).readings.map((reading) => netReading(nets, reading));
  return derived.filter((reading) => reading !== undefined);
}

const net = (name: string, milli: number) => ({ code: '', name, unit: 'W', milli });

describe('net power', () => {
  test('is imported less exported power', () => {
    expect(netsOf(['1-0:1.7.0(00.286*kW)', '1-0:2.7.0(00.060*kW)'])).toEqual([
      net('power_net', 226000),
    ]);
  });

  test('is negative when more is exported', () => {
    // Both at once, as a meter in Austria printed them.
    expect(netsOf(['1-0:1.7.0(000000544*W)', '1-0:2.7.0(000001803*W)'])).toEqual([
      net('power_net', -1259000),
    ]);
  });

  test('does not depend on the order of the lines', () => {
    expect(netsOf(['1-0:2.7.0(00.060*kW)', '1-0:1.7.0(00.286*kW)'])).toEqual([
      net('power_net', 226000),
    ]);
  });

  test('of nothing and nothing is 0', () => {
    const lines = ['1-0:1.7.0(00.000*kW)', '1-0:2.7.0(00.000*kW)'];
    expect(netsOf(lines)).toEqual([net('power_net', 0)]);
    expect(netsOf(lines.reverse())).toEqual([net('power_net', 0)]);
  });

  test('is there by phase', () => {
    const lines = [21, 41, 61].flatMap((code, i) => [
      `1-0:${code}.7.0(0${i + 1}.000*kW)`,
      `1-0:${code + 1}.7.0(00.00${i + 1}*kW)`,
    ]);
    expect(netsOf(lines)).toEqual([
      net('power_net_l1', 999000),
      net('power_net_l2', 1998000),
      net('power_net_l3', 2997000),
    ]);
  });

  test.each([
    [['1-0:1.7.0(00.286*kW)']],
    [['1-0:2.7.0(00.286*kW)']],
    [['1-0:1.7.0(00.286*kW)', '1-0:2.7.0()']],
    [['1-0:1.7.0(00.286*kW)', '1-0:22.7.0(00.286*kW)']],
    [['1-0:1.8.0(00.286*kWh)', '1-0:2.8.0(00.286*kWh)']],
    [['1-0:3.7.0(00.286*kvar)', '1-0:4.7.0(00.286*kvar)', '0-0:96.13.0(power_imported)']],
    [[]],
  ])('is absent when one of the two is: %j', (lines) => {
    expect(netsOf(lines)).toEqual([]);
  });

  test('is not made of something that is no number', () => {
    const text = { code: '', name: 'power_imported', unit: 'text', text: '1' };
    expect(netReading({ power_net: 1 }, text)).toBeUndefined();
  });
});
