/**
 * How long the dongle leaves its UART alone, as it is by default: between two looks at it the core does one slice of
 * its work, and meanwhile no more bytes may come than the UART of 2v25 keeps. Counted in instructions (callgrind), for
 * a full list; docs/benchmark.md has all figures.
 */
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { BYTES_A_SECOND, KEYS_TURNS, LIST_TURNS, TURN_S, UART_BYTES } from '../bench/budget.ts';
import { buildBench } from '../bench/bundle.mjs';
import { hasValgrind, measurePieces, sumOf } from '../bench/callgrind.ts';
import { frameOf } from '../bench/frame.ts';
import { esp32Interpreters } from './fit.ts';

const interpreters = esp32Interpreters('slices of the work');
if (!hasValgrind) console.warn('SKIPPED: slices of the work, there is no valgrind here.');

describe.skipIf(!hasValgrind).each(interpreters.map((path) => [basename(path), path]))(
  '%s',
  (name, interpreter) => {
    test('leaves the UART alone no longer than it keeps what comes', async () => {
      const pieces = measurePieces(interpreter, await buildBench('json'), [frameOf(1, 'full')]);
      const sum = (start: string) => sumOf(pieces, start);
      const longest = Math.max(...pieces.map(({ turns }) => turns));
      const bytes = longest * TURN_S.slowest * BYTES_A_SECOND;
      const list = ['open', 'parse', 'publish'].reduce((all, stage) => all + sum(stage), 0);
      console.log(
        `${name}: ${pieces.length} slices, the longest ${Math.round(longest)} loop turns, ` +
          `${Math.round(longest * TURN_S.slowest * 1000)} ms at the slowest: ${Math.round(bytes)} bytes of ${UART_BYTES}; ` +
          `keys ${Math.round(sum('prepare'))}, full list ${Math.round(list)} loop turns`,
      );
      expect(longest).toBeGreaterThan(100);
      expect(bytes).toBeLessThan(UART_BYTES);
      expect(sum('prepare')).toBeGreaterThan(KEYS_TURNS / 2);
      expect(sum('prepare')).toBeLessThan(KEYS_TURNS);
      expect(list).toBeGreaterThan(LIST_TURNS / 2);
      expect(list).toBeLessThan(LIST_TURNS);
    }, 900_000);
  },
);
