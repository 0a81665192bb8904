import { expect, test } from 'vitest';
import { multiplyMilli } from '../../../../firmware/core/web/api/quantity.ts';

/** Thousandths as the core writes them: no zeros at the end. */
function textOf(milli: bigint): string {
  const digits = String(milli).replace('-', '').padStart(4, '0');
  const decimals = digits.slice(-3).replace(/0+$/, '');
  return `${milli < 0n ? '-' : ''}${digits.slice(0, -3)}${decimals && `.${decimals}`}`;
}

test('joules are exact, whatever the meter has counted', () => {
  const sizes = [0n, 1n, 10n, 999n, 1000n, 596523n, 596524n, 2n ** 31n, 2n ** 32n, 2n ** 53n];
  for (const size of [...sizes, 10n ** 15n - 1n, 123456789012345n, 100000n, 999999n, 1000000n]) {
    for (const milli of [size, size + 1n, -size]) {
      const joules = String(milli * 3600n);
      expect(multiplyMilli(textOf(milli), 36, '00'), textOf(milli)).toBe(joules);
    }
  }
});

test('gigajoules become joules', () => {
  expect(multiplyMilli('12.345', 1, '000000')).toBe('12345000000');
  expect(multiplyMilli('0', 1, '000000')).toBe('0');
  expect(multiplyMilli('7', 1, '000000')).toBe('7000000000');
});
