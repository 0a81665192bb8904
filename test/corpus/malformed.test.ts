// Hostile and odd inputs with the outcome that the corpus demands: what is accepted, and why the
// rest is not. After each of them a good frame must be accepted.
import { describe, expect, test } from 'vitest';
import type { Fault } from '../../firmware/core/fault.ts';
import type { Cipher } from '../../firmware/core/ports.ts';
import { nodeBlocks, nodeCipher } from '../../host-sim/node/cipher.ts';
import { feed, feedPieces, LUXEMBOURG_AUTH_KEY, newBench, wait } from '../fakes/bench-app.ts';
import type { Bench } from '../fakes/bench-app.ts';
import { hasCorpus, printedOf, readList, warnWithoutCorpus } from '../fakes/corpus.ts';
import type { Printed } from '../fakes/corpus.ts';
import { bytesOf, bytesOfDigits, frameOf, OTHER_TITLE, powerTelegram } from '../fakes/meter.ts';

interface Accepted {
  /** Null: a plain telegram. */
  frameCounter: number | null;
  values: Record<string, Printed>;
  /** Null: the clock is invalid. */
  timestampUtc?: string | null;
}

interface Case {
  id: string;
  family: string;
  title: string;
  config: { key: string | null; aad: string | null };
  hex: string;
  chunks: { bytes: number; silenceAfterMs: number }[];
  delivery: string;
  accepted: Accepted[];
  reason: string | null;
}

/** What the core calls each reason of the corpus. */
const REASONS: Record<string, Fault[]> = {
  'truncated/timeout': ['cut'],
  incomplete: ['cut'],
  'incomplete telegram': ['cut'],
  'cut off by a new start': ['cut'],
  // The core also tells when key and text are right and the tag alone is not.
  'authentication failed': ['tag', 'auth-key'],
  'authentication key wrong': ['auth-key'],
  'replayed frame counter': ['replay'],
  'system title length': ['title-length'],
  'length form': ['length-form'],
  'length too small': ['length'],
  'length too large': ['too-long'],
  'telegram too long': ['too-long'],
  // M-Bus is recognised before what is inside it.
  'security byte': ['security', 'mbus'],
  'not a telegram header': ['header'],
  'no /': ['not-telegram', 'dlms'],
  'no !': ['no-end'],
  'CRC mismatch': ['crc'],
  'CRC field': ['crc-field'],
  'CRC missing': ['crc-missing'],
};
/** A start that was cut or lost, with a good frame behind it: which check finds that depends on where. */
const BEFORE_GOOD: Fault[] = [
  'tag',
  'auth-key',
  'title-length',
  'length-form',
  'security',
  'too-long',
];
/** No frame begins there: noise. */
const NO_START = ['no start', 'no start byte'];

/** Cases in which the core takes the other outcome that the corpus calls acceptable. */
const ALTERNATIVES: Record<string, Pick<Case, 'accepted' | 'reason'>> = {
  // Plain telegrams are allowed, and the one inside has a right checksum.
  'enc-sec-10-consistent': {
    accepted: [{ frameCounter: null, values: { '1-0:1.8.0': '006545766*Wh' } }],
    reason: 'security byte',
  },
  // What follows the first checksum is ignored: the tag vouches for it, and meters pad.
  'enc-inner-two': {
    accepted: [{ frameCounter: 35, values: { '1-0:1.8.0': '006545766*Wh' } }],
    reason: null,
  },
  // The user gives 16 bytes and the core puts 30 in front, so the mistake cannot be made.
  'enc-aad-no-30': {
    accepted: [{ frameCounter: 372, values: { '1-0:1.8.0': '009053098*Wh' } }],
    reason: null,
  },
};

const PIECES: Record<string, number> = {
  'as-chunks': 100000,
  'one-byte-chunks': 1,
  '64-byte-chunks': 64,
  '120-byte-chunks': 120,
};

warnWithoutCorpus('hostile and odd inputs');

// Those of the heat meter are read by another program.
const cases = readList<Case>('malformed.json')
  .filter((one) => one.family !== 'kmp')
  .map((one) => ({ ...one, ...ALTERNATIVES[one.id] }));

/** The last 16 bytes: the case without 30 in front has no more. */
const authKeyOf = (one: Case) => one.config.aad?.slice(-32);

function newCaseBench(one: Case, cipher: Cipher): Bench {
  return newBench({ key: one.config.key, authKey: authKeyOf(one), cipher, capacity: 16384 });
}

/** One run: the pieces of the case, each with the silence behind it. */
function deliver(bench: Bench, one: Case): void {
  const bytes = bytesOfDigits(one.hex);
  let at = 0;
  for (const chunk of one.chunks) {
    feedPieces(bench, bytes.subarray(at, at + chunk.bytes), PIECES[one.delivery]);
    wait(bench, chunk.silenceAfterMs);
    at += chunk.bytes;
  }
}

/** One bench for each run of the case. */
function runsOf(one: Case, cipher: Cipher): Bench[] {
  if (one.delivery !== 'split-at-every-boundary') {
    const bench = newCaseBench(one, cipher);
    deliver(bench, one);
    return [bench];
  }
  const bytes = bytesOfDigits(one.hex);
  return Array.from({ length: bytes.length - 1 }, (_none, i) => {
    const bench = newCaseBench(one, cipher);
    feed(bench, bytes.subarray(0, i + 1));
    feed(bench, bytes.subarray(i + 1));
    wait(bench, 2000);
    return bench;
  });
}

/** What came out, as far as the case says anything about it. */
function acceptedBy(bench: Bench, demanded: Accepted[]): Accepted[] {
  return bench.snapshots.map((snapshot, i) => {
    const printed = printedOf(bench.lines[i]);
    const codes = Object.keys(demanded[i]?.values ?? {});
    const seconds = snapshot.stamp?.utcS;
    const time = seconds === undefined ? null : new Date(seconds * 1000).toISOString();
    const accepted: Accepted = {
      frameCounter: snapshot.counter ?? null,
      values: Object.fromEntries(codes.map((code) => [code, firstOf(printed[code])])),
    };
    if (demanded[i] && 'timestampUtc' in demanded[i]) {
      accepted.timestampUtc = time?.replace('.000', '') ?? null;
    }
    return accepted;
  });
}

/** The first of several lines with the same code counts. */
function firstOf(printed: Printed): Printed {
  return typeof printed === 'object' && 'repeated' in printed ? printed.repeated[0] : printed;
}

/** The first fault that was counted must be the reason. */
function checkReason(bench: Bench, reason: string | null): void {
  const faults = Object.keys(bench.app.receiver.faults);
  if (reason === null) return;
  if (NO_START.includes(reason)) expect(bench.app.receiver.noise).toBeGreaterThan(100);
  else if (reason.endsWith(', then good')) expect(BEFORE_GOOD).toContain(faults[0]);
  else expect(REASONS[reason]).toContain(faults[0]);
}

/** A good frame for this bench, with a counter above the last one of its title where there is one. */
function goodFrame(bench: Bench, one: Case): Uint8Array {
  const latest = bench.snapshots.filter((snapshot) => snapshot.title).pop();
  if (one.config.key === null) return bytesOf(powerTelegram(1));
  const counter = (latest?.counter ?? 1_000_000) + 1;
  const isLast = counter > 0xffffffff;
  return frameOf(isLast ? 1 : counter, {
    key: bytesOfDigits(one.config.key),
    authKey: bytesOfDigits(authKeyOf(one) ?? LUXEMBOURG_AUTH_KEY),
    systemTitle: latest?.title && !isLast ? bytesOfDigits(latest.title) : OTHER_TITLE,
  });
}

function checkCase(one: Case, cipher: Cipher): void {
  for (const bench of runsOf(one, cipher)) {
    expect(acceptedBy(bench, one.accepted)).toEqual(one.accepted);
    checkReason(bench, one.reason);
    feed(bench, goodFrame(bench, one));
    expect(bench.snapshots).toHaveLength(one.accepted.length + 1);
  }
}

describe.skipIf(!hasCorpus)('an input that is hostile or odd', () => {
  test('has a reason that the core knows', () => {
    const known = [...Object.keys(REASONS), ...NO_START, null];
    const reasons = cases.map((one) => one.reason?.replace(', then good', '') ?? null);
    expect(reasons.filter((reason) => !known.includes(reason))).toEqual([]);
    expect(Object.keys(ALTERNATIVES).filter((id) => !cases.some((one) => one.id === id))).toEqual(
      [],
    );
  });

  test.each(cases)('has its stated outcome: $id, $title', (one) => {
    checkCase(one, nodeBlocks);
  });

  test.each(cases.filter((one) => one.family === 'encrypted'))(
    'has the same outcome where frames are opened as a whole: $id',
    (one) => {
      checkCase(one, nodeCipher);
    },
  );
});
