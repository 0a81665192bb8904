/** The modules of the code come from the package qrcode; here they are read back from our drawings. */
import qrcode from 'qrcode';
import { describe, expect, test } from 'vitest';
import { newIdentity } from '../../../host-sim/flash/identity.ts';
import { labelSvg } from '../../../host-sim/flash/label.ts';
import { terminalCode, wifiCode, wifiText } from '../../../host-sim/flash/wifi-code.ts';

const identity = newIdentity('A1B2', { setup: 'wm7kq29xtz' });
const TEXT = 'WIFI:T:WPA;S:Smarty-A1B2;P:wm7kq29xtz;;';

/** Rows of # and . with `quiet` white modules around. */
function drawn(quiet: number): string[] {
  const { modules } = qrcode.create(TEXT, { errorCorrectionLevel: 'M' });
  const size = modules.size + 2 * quiet;
  return Array.from({ length: size }, (_, y) =>
    Array.from({ length: size }, (_, x) => {
      const at = [y - quiet, x - quiet];
      const isInside = at.every((n) => n >= 0 && n < modules.size);
      return isInside && modules.get(at[0], at[1]) ? '#' : '.';
    }).join(''),
  );
}

describe('the text of the code', () => {
  test('is that of a WPA network', () => {
    expect(wifiText('Smarty-A1B2', 'wm7kq29xtz')).toBe(TEXT);
  });

  test('has its special letters escaped', () => {
    expect(wifiText('a;b,c', 'd:e"f\\g')).toBe('WIFI:T:WPA;S:a\\;b\\,c;P:d\\:e\\"f\\\\g;;');
  });
});

describe('the code in a terminal', () => {
  test('is the one that the package makes, two rows in a line, black on white', () => {
    const lines = terminalCode(wifiCode(identity)).split('\n');
    const rows = lines.flatMap((line) => {
      const [, blocks] = /^\x1b\[30;107m([ ▀▄█]+)\x1b\[0m$/.exec(line) ?? [];
      const row = (dark: string) => [...blocks].map((b) => (dark.includes(b) ? '#' : '.')).join('');
      return [row('▀█'), row('▄█')];
    });
    const expected = drawn(2);
    expect(rows.slice(0, expected.length)).toEqual(expected);
  });
});

describe('the label', () => {
  const svg = labelSvg(identity);

  test('is 40 x 20 mm', () => {
    expect(svg).toMatch(/^<svg [^>]*width="40mm" height="20mm"\s+viewBox="0 0 40 20">/);
  });

  test('says network, password and address', () => {
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    expect(texts).toEqual(
      expect.arrayContaining(['Smarty-A1B2', 'wm7kq29xtz', 'http://192.168.4.1']),
    );
  });

  test('shows the code with four modules of white around, as high as the label', () => {
    const squares = new Set(
      [...svg.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => `${x} ${y}`),
    );
    const expected = drawn(4);
    const rows = expected.map((row, y) =>
      [...row].map((_, x) => (squares.has(`${x} ${y}`) ? '#' : '.')).join(''),
    );
    expect(rows).toEqual(expected);
    const [, scale] = /transform="scale\(([\d.]+)\)"/.exec(svg) ?? [];
    expect(Number(scale) * expected.length).toBeCloseTo(20, 6);
  });

  test('tells neither seed nor update secret', () => {
    expect(svg).not.toContain(identity.seed);
    expect(svg).not.toContain(identity.update);
  });
});
