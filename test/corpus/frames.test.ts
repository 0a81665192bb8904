// Telegrams and frames of real meters and of other programs' tests; the index of the corpus names
// the source of each, and what it says was found without our code.
import { describe, expect, test } from 'vitest';
import type { TagMode } from '../../firmware/core/frame/open.ts';
import type { Cipher } from '../../firmware/core/ports.ts';
import {
  beginTelegram,
  newTelegramReader,
  readSlice,
  telegramFault,
} from '../../firmware/core/telegram/reader.ts';
import { nodeBlocks, nodeCipher } from '../../host-sim/node/cipher.ts';
import { nodeText } from '../../host-sim/node/text.ts';
import { CIPHERS, feed, newBench, wait } from '../fakes/bench-app.ts';
import type { Bench } from '../fakes/bench-app.ts';
import {
  hasCorpus,
  printedOf,
  readBytes,
  readHex,
  readList,
  warnWithoutCorpus,
} from '../fakes/corpus.ts';
import type { Printed } from '../fakes/corpus.ts';

interface Entry {
  name: string;
  kind: string;
  file: string;
  decryptedFile?: string;
  header: string;
  key: string | null;
  aad: string | null;
  systemTitle?: string;
  frameCounter?: number;
  authenticates?: boolean;
  crcGiven: string;
  crcValid: boolean | null;
  expect: Record<string, Printed>;
}

warnWithoutCorpus('real telegrams and frames');

const index = readList<Entry>('index.json');
const telegrams = index.filter((entry) => entry.kind === 'plain' || entry.kind === 'encrypted');
const encrypted = index.filter((entry) => entry.kind === 'encrypted');
const push = index.filter((entry) => entry.kind === 'dlms-push');

function bytesOf(entry: Entry): Uint8Array {
  return entry.kind === 'plain' ? readBytes(entry.file) : readHex(entry.file);
}

function received(
  entry: Entry,
  cipher: Cipher,
  rest: { authKey?: string; tagMode?: TagMode } = {},
) {
  const authKey = entry.aad?.slice(2);
  const bench = newBench({ key: entry.key, authKey, cipher, ...rest });
  feed(bench, bytesOf(entry));
  wait(bench, 2000);
  return bench;
}

/** DSMR 4 and later print their version, and must carry a checksum. */
function saysVersion(entry: Entry): boolean {
  return '1-3:0.2.8' in entry.expect || '0-0:96.1.4' in entry.expect;
}

/** The fault that the telegram must be refused for, if any. */
function faultOf(entry: Entry): string | undefined {
  if (entry.crcValid === false) return 'crc';
  return entry.crcValid === null && saysVersion(entry) ? 'crc-missing' : undefined;
}

/** All the lines between header and "!", whatever the checksum. */
function linesOf(text: Uint8Array): string[] {
  const reader = newTelegramReader();
  const words = new Int32Array((text.length + 3) >> 2);
  new Uint8Array(words.buffer).set(text);
  beginTelegram(reader);
  expect(readSlice(reader, words, nodeText.ofBytes(text))).toBe(true);
  telegramFault(reader);
  return reader.lines;
}

function outcomeOf({ app, snapshots, lines }: Bench) {
  return { snapshots, lines, faults: app.receiver.faults, noise: app.receiver.noise };
}

describe.skipIf(!hasCorpus)('a telegram of the corpus', () => {
  test('is there in every kind', () => {
    const verdicts = telegrams.map((entry) => `${entry.kind} ${faultOf(entry) ?? 'good'}`);
    expect(new Set(verdicts)).toEqual(
      new Set(['plain good', 'plain crc', 'plain crc-missing', 'encrypted good', 'encrypted crc']),
    );
    expect(encrypted.every((entry) => entry.authenticates === true)).toBe(true);
  });

  test.each(telegrams)('is accepted or refused as its checksum demands: $name', (entry) => {
    for (const [, cipher] of CIPHERS) {
      const { app, snapshots } = received(entry, cipher);
      const fault = faultOf(entry);
      expect(app.receiver.faults).toEqual(fault ? { [fault]: 1 } : {});
      expect(snapshots).toHaveLength(fault ? 0 : 1);
      if (fault) continue;
      expect(`/${snapshots[0].header}`).toBe(entry.header);
      expect(snapshots[0]).toMatchObject({
        encrypted: entry.kind === 'encrypted',
        authenticated: entry.kind === 'encrypted',
        counter: entry.frameCounter,
        title: entry.systemTitle,
      });
    }
  });

  test.each(telegrams)('comes out the same with every cipher: $name', (entry) => {
    const outcome = outcomeOf(received(entry, nodeCipher));
    expect(outcomeOf(received(entry, nodeBlocks))).toEqual(outcome);
  });

  test.each(telegrams)('has all its values as printed: $name', (entry) => {
    const lines = linesOf(entry.decryptedFile ? readBytes(entry.decryptedFile) : bytesOf(entry));
    expect(printedOf(lines)).toEqual(entry.expect);
    expect(received(entry, nodeBlocks).lines).toEqual(faultOf(entry) ? [] : [lines]);
  });

  // The authentication key of many real meters is not known.
  test.each(encrypted)('without its authentication key follows the tag mode: $name', (entry) => {
    const authKey = 'ee'.repeat(16);
    const refused = entry.crcValid ? 'auth-key' : 'tag';
    for (const cipher of [nodeCipher, nodeBlocks]) {
      const verified = received(entry, cipher, { authKey });
      expect(verified.app.receiver.faults).toEqual({ [refused]: 1 });
      const { snapshots } = received(entry, cipher, { authKey, tagMode: 'fallback' });
      const accepted = snapshots.map((snapshot) => [snapshot.counter, snapshot.authenticated]);
      expect(accepted).toEqual(entry.crcValid ? [[entry.frameCounter, false]] : []);
    }
  });
});

describe.skipIf(!hasCorpus)('a meter of another interface', () => {
  test.each(push)('is refused by name: $name', (entry) => {
    const { app, snapshots } = received(entry, nodeBlocks);
    expect(snapshots).toEqual([]);
    expect(Object.keys(app.receiver.faults)).toEqual(['mbus']);
  });
});
