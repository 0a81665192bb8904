// H and GHASH(H, A, C) of McGrew and Viega, "The Galois/Counter Mode of Operation" (2005),
// appendix B, test cases 2 to 4: the intermediate values that are printed there.
import { describe, expect, test } from 'vitest';
import { absorb, buildTable, newGhash, setSubkey } from '../../../firmware/core/cipher/ghash.ts';
import type { Ghash } from '../../../firmware/core/cipher/ghash.ts';

const ROWS = 32;

const CASES = [
  {
    name: 'one block, no additional data (case 2)',
    subkey: '66e94bd4ef8a2c3b884cfa59ca342b2e',
    data: '0388dace60b6a392f328c2b971b2fe78' + '00000000000000000000000000000080',
    hash: 'f38cbb1ad69223dcc3457ae5b6b0f885',
  },
  {
    name: 'four blocks, no additional data (case 3)',
    subkey: 'b83b533708bf535d0aa6e52980d53b78',
    data:
      '42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e' +
      '21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985' +
      '00000000000000000000000000000200',
    hash: '7f1b32b81b820d02614f8895ac1d4eac',
  },
  {
    name: 'additional data and text that fill no block (case 4)',
    subkey: 'b83b533708bf535d0aa6e52980d53b78',
    data:
      'feedfacedeadbeeffeedfacedeadbeefabaddad2000000000000000000000000' +
      '42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e' +
      '21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e09100000000' +
      '00000000000000a000000000000001e0',
    hash: '698e57f70e6ecc7fd9463b7260a9ae5f',
  },
];

function wordsOf(hex: string): Int32Array {
  return new Int32Array(Uint8Array.from(Buffer.from(hex, 'hex')).buffer);
}

function setUp(g: Ghash, subkey: string, rowsAtOnce: number): void {
  setSubkey(g, Uint8Array.from(Buffer.from(subkey, 'hex')));
  while (!buildTable(g, rowsAtOnce));
  g.state.fill(0);
}

function hashOf(g: Ghash): string {
  return Buffer.from(g.stateBytes).toString('hex');
}

describe('the hash', () => {
  test.each(CASES)('is that of the specification: $name', ({ subkey, data, hash }) => {
    const g = newGhash();
    setUp(g, subkey, ROWS);
    absorb(g, wordsOf(data), data.length / 32);
    expect(hashOf(g)).toBe(hash);
  });

  test.each(CASES)('is the same block by block: $name', ({ subkey, data, hash }) => {
    const g = newGhash();
    setUp(g, subkey, 1);
    for (let at = 0; at < data.length; at += 32) absorb(g, wordsOf(data.slice(at, at + 32)), 1);
    expect(hashOf(g)).toBe(hash);
  });

  test('takes no more blocks than it is told', () => {
    const g = newGhash();
    setUp(g, CASES[0].subkey, ROWS);
    absorb(g, wordsOf(CASES[0].data + 'ff'.repeat(16)), 2);
    expect(hashOf(g)).toBe(CASES[0].hash);
    absorb(g, wordsOf(''), 0);
    expect(hashOf(g)).toBe(CASES[0].hash);
  });

  test('of zeros stays zero', () => {
    const g = newGhash();
    setUp(g, CASES[0].subkey, ROWS);
    absorb(g, new Int32Array(8), 2);
    expect(hashOf(g)).toBe('00'.repeat(16));
  });

  test('forgets the subkey before', () => {
    const g = newGhash();
    for (const { subkey, data, hash } of CASES) {
      setUp(g, subkey, 7);
      absorb(g, wordsOf(data), data.length / 32);
      expect(hashOf(g)).toBe(hash);
    }
  });
});

describe('the table', () => {
  test.each([1, 5, 6, 31, 32, 100])('is complete after 32 rows, built %i at a time', (rows) => {
    const g = newGhash();
    setSubkey(g, new Uint8Array(16));
    let steps = 1;
    while (!buildTable(g, rows)) steps++;
    expect(steps).toBe(Math.ceil(ROWS / rows));
    expect(buildTable(g, rows)).toBe(true);
  });
});
