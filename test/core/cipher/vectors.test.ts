import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { beginFrame, decryptText, newGcm, setKeys } from '../../../firmware/core/cipher/gcm.ts';
import { TAG_SIZE } from '../../../firmware/core/cipher/gcm.ts';
import { absorb, buildTable, newGhash, setSubkey } from '../../../firmware/core/cipher/ghash.ts';
import type { BlockCipher, Cipher } from '../../../firmware/core/ports.ts';
import { aesJsBlocks } from '../../../host-sim/node/aes-js.ts';
import { nodeBlocks, nodeCipher } from '../../../host-sim/node/cipher.ts';

const vectors = new URL('../../../../shared/vectors/', import.meta.url);
const wycheproof = new URL('wycheproof-aes_gcm_test.json', vectors);
const BLOCK = 16;

interface Parts {
  key: Uint8Array;
  iv: Uint8Array;
  aad: Uint8Array;
  text: Uint8Array;
  tag: Uint8Array;
}

/** The text, or undefined when the tag is wrong. */
type Open = (parts: Parts) => Uint8Array | undefined;

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex');

/** Each part filled up with zeros to whole blocks. */
function inBlocks(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(
    Buffer.concat(parts.flatMap((part) => [part, Buffer.alloc(-part.length & (BLOCK - 1))])),
  );
}

function lengthsOf(aad: Uint8Array, text: Uint8Array): Uint8Array {
  const block = Buffer.alloc(BLOCK);
  block.writeUInt32BE(aad.length * 8, 4);
  block.writeUInt32BE(text.length * 8, 12);
  return block;
}

/** SP 800-38D §7.2 step 8 from the core's hash and a block cipher, for additional data of any size. */
function tagOf(blocks: BlockCipher, { iv, aad, text }: Parts): Uint8Array {
  const ghash = newGhash();
  setSubkey(ghash, blocks.encrypt(new Uint8Array(BLOCK)).slice());
  while (!buildTable(ghash, 6));
  const data = inBlocks(aad, text, lengthsOf(aad, text));
  absorb(ghash, new Int32Array(data.buffer), data.length / BLOCK);
  const mask = blocks.encrypt(Uint8Array.from([...iv, 0, 0, 0, 1]));
  return ghash.stateBytes.map((byte, i) => byte ^ mask[i]);
}

/** GCM from the parts of the core, on the blocks of `cipher`. */
function openInParts(cipher: Cipher): Open {
  return (parts) => {
    const blocks = cipher.newBlockCipher(parts.key);
    const tag = tagOf(blocks, parts).slice(0, parts.tag.length);
    if (hexOf(tag) !== hexOf(parts.tag)) return undefined;
    const g = newGcm();
    setKeys(g, blocks, new Uint8Array(BLOCK));
    beginFrame(g, parts.iv);
    const sealed = { bytes: parts.text, text: 0, size: parts.text.length };
    const slices: Uint8Array[] = [];
    for (let size = decryptText(g, sealed); size; size = decryptText(g, sealed)) {
      slices.push(g.slice.slice(0, size));
    }
    return Buffer.concat(slices);
  };
}

/** Every way to decrypt, for additional data of any size. */
const WAYS: [name: string, open: Open][] = [
  ['the core on blocks of node:crypto', openInParts(nodeBlocks)],
  ['the core on blocks of aes-js', openInParts(aesJsBlocks)],
  [
    'node:crypto as a whole',
    ({ key, iv, aad, text, tag }) => nodeCipher.open?.(key, { iv, additional: aad, text, tag }),
  ],
];

// Test cases 1 to 4 of McGrew and Viega, "The Galois/Counter Mode of Operation" (2005), appendix B.
const TEXT_3 =
  'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72' +
  '1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255';
const SEALED_3 =
  '42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e' +
  '21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985';
const SPECIFIED = [
  { tcId: 1, key: '00'.repeat(16), iv: '00'.repeat(12), aad: '', msg: '', ct: '' },
  {
    tcId: 2,
    key: '00'.repeat(16),
    iv: '00'.repeat(12),
    aad: '',
    msg: '00'.repeat(16),
    ct: '0388dace60b6a392f328c2b971b2fe78',
  },
  {
    tcId: 3,
    key: 'feffe9928665731c6d6a8f9467308308',
    iv: 'cafebabefacedbaddecaf888',
    aad: '',
    msg: TEXT_3,
    ct: SEALED_3,
  },
  {
    tcId: 4,
    key: 'feffe9928665731c6d6a8f9467308308',
    iv: 'cafebabefacedbaddecaf888',
    aad: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    msg: TEXT_3.slice(0, 120),
    ct: SEALED_3.slice(0, 120),
  },
];
const SPECIFIED_TAGS = [
  '58e2fccefa7e3061367f1d57a4e7455a',
  'ab6e47d42cec13bdf53a67b21257bddf',
  '4d5c2af327cd64a62cf35abd2ba6fab4',
  '5bc94fbc3221a5db94fae95ae7121a47',
];

interface Vector {
  tcId: number;
  key: string;
  iv: string;
  aad: string;
  msg: string;
  ct: string;
  tag: string;
  result: string;
}

function partsOf(vector: Vector, tagSize: number): Parts {
  return {
    key: bytesOf(vector.key),
    iv: bytesOf(vector.iv),
    aad: bytesOf(vector.aad),
    text: bytesOf(vector.ct),
    tag: bytesOf(vector.tag).slice(0, tagSize),
  };
}

/** What each vector says, of the way to decrypt that is handed in. */
function vectorSuite(open: Open, list: Vector[]): void {
  for (const vector of list) {
    const name = `vector ${vector.tcId}`;
    if (vector.result === 'valid') {
      expect(hexOf(open(partsOf(vector, BLOCK))), name).toBe(vector.msg);
      expect(hexOf(open(partsOf(vector, TAG_SIZE))), name).toBe(vector.msg);
    } else expect(open(partsOf(vector, BLOCK)), name).toBeUndefined();
  }
}

describe.each(WAYS)('%s', (_name, open) => {
  test('opens what the GCM specification seals', () => {
    vectorSuite(
      open,
      SPECIFIED.map((vector, i) => ({ ...vector, tag: SPECIFIED_TAGS[i], result: 'valid' })),
    );
  });

  test('refuses each of those with one bit of the tag wrong', () => {
    const spoiled = SPECIFIED_TAGS.flatMap((tag, i) =>
      Array.from({ length: 128 }, (_none, bit) => {
        const bytes = bytesOf(tag);
        bytes[bit >> 3] ^= 1 << (bit & 7);
        return { ...SPECIFIED[i], tag: hexOf(bytes) as string, result: 'invalid' };
      }),
    );
    vectorSuite(open, spoiled);
  });
});

if (!existsSync(wycheproof)) {
  console.warn('SKIPPED: the Wycheproof vectors for AES-GCM are not here, nothing runs on them.');
}

describe.skipIf(!existsSync(wycheproof))('the vectors of Wycheproof', () => {
  const groups = existsSync(wycheproof)
    ? (JSON.parse(readFileSync(wycheproof, 'utf8')).testGroups as { tests: Vector[] }[])
    : [];
  const list = groups.flatMap((group) => group.tests);

  test('are of both kinds', () => {
    expect(new Set(list.map((vector) => vector.result))).toEqual(new Set(['valid', 'invalid']));
  });

  test.each(WAYS)('are opened or refused as they say by %s', (_name, open) => {
    vectorSuite(open, list);
  });
});
