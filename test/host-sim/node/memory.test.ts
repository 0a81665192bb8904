/** What a host remembers of the telegram before changes nothing in what it tells: it tells it faster. */
import { describe, expect, test } from 'vitest';
import { advanceHouse, newHouse } from '../../../host-sim/house/load.ts';
import { LUXEMBOURG_AUTH_KEY, sealFrame, TEST_KEY } from '../../../host-sim/house/seal.ts';
import { crcOf, formatTelegram } from '../../../host-sim/house/telegram.ts';
import type { ReadoutList } from '../../../host-sim/house/telegram.ts';
import { hasCorpus, readBytes, readHex, readList, warnWithoutCorpus } from '../../fakes/corpus.ts';
import { bytesOf, frameOf, joined, newNoise, OTHER_TITLE, telegramOf } from '../../fakes/meter.ts';
import { fallSilent, hear, newPair } from './pair.ts';
import type { Pair } from './pair.ts';

const startMs = Date.UTC(2026, 9, 24, 21);

/** What the house says, telegram by telegram, over a change to winter time. */
function houseTelegrams(list: ReadoutList, count: number, seed = 3, periodMs = 10_000): string[] {
  const house = newHouse({ seed, startMs: startMs - 86_400_000 });
  return Array.from({ length: count }, (_, i) => {
    advanceHouse(house, startMs + i * periodMs);
    return formatTelegram(house, house.nowMs, list);
  });
}

/** In how many of them the line of this code is another than before. */
function changesOf(telegrams: string[], codes: string[]): number {
  const linesOf = (text: string) =>
    text.split('\r\n').filter((line) => codes.some((code) => line.startsWith(code)));
  const said = telegrams.map((text) => linesOf(text).join());
  return said.filter((lines, i) => i > 0 && lines !== said[i - 1]).length;
}

/** How often the pair's host has had to read a telegram line by line. */
function countReadings(pair: Pair, telegrams: string[]): number {
  let count = 0;
  telegrams.forEach((telegram, i) => {
    const { known } = pair.host.memory;
    hear(pair, frameOf(i + 1, { telegram }));
    if (pair.host.memory.known !== known) count++;
  });
  return count;
}

describe('a house', () => {
  test.each<ReadoutList>(['full', 'basic', 'austria', 'dsmr5'])(
    'says the same over an hour: %s',
    (list) => {
      const pair = newPair();
      houseTelegrams(list, 360).forEach((telegram, i) => hear(pair, frameOf(i + 1, { telegram })));
      expect(pair.good).toBe(360);
    },
  );

  test('says the same over a night in which the clocks go back', () => {
    const pair = newPair();
    const telegrams = houseTelegrams('full', 600, 8, 60_000);
    telegrams.forEach((telegram, i) => hear(pair, frameOf(i + 1, { telegram })));
    expect(pair.good).toBe(600);
  });

  test('says the same unencrypted', () => {
    const pair = newPair({ key: undefined });
    for (const telegram of houseTelegrams('dsmr5', 120)) hear(pair, bytesOf(telegram));
    expect(pair.good).toBe(120);
  });

  test('is read line by line only when more than digits of numbers change', () => {
    const telegrams = houseTelegrams('full', 720);
    const meters = changesOf(telegrams, ['0-1:24.2.1', '0-4:24.2.1']);
    expect(meters).toBeGreaterThan(0);
    expect(countReadings(newPair(), telegrams)).toBe(1 + meters);
  });

  test('keeps the reading of a line that stayed', () => {
    const pair = newPair();
    const [first, second] = houseTelegrams('full', 2);
    const namesOf = () => new Map(pair.host.memory.known?.said.readings.map((r) => [r.name, r]));
    hear(pair, frameOf(1, { telegram: first }));
    const before = namesOf();
    hear(pair, frameOf(2, { telegram: second }));
    const after = namesOf();
    expect(after.get('voltage_l1')).not.toBe(before.get('voltage_l1'));
    expect(after.get('breaker')).toBe(before.get('breaker'));
  });
});

describe('numbers of every form', () => {
  const VALUES = [
    '1-0:1.8.0(000001.234*kWh)',
    '1-0:1.8.0(000001.2345*kWh)',
    '1-0:1.8.0(1.2*MWh)',
    '1-0:1.8.0(006545766*Wh)',
    '1-0:1.8.0(6545766123*Wh)',
    '1-0:1.8.0(000000000012345.678*kWh)',
    '1-0:1.8.0(123456789*MWh)',
    '1-0:1.8.0(1234)',
    '1-0:1.8.0(12.34)',
    '1-0:1.7.0(00.286*kW)',
    '1-0:1.7.0(00.2861234*kW)',
    '1-0:1.7.0(-00.286*kW)',
    '1-0:31.7.0(003*A)',
    '1-0:31.7.0(-063*A)',
    '1-0:31.7.0(1-3*A)',
    '1-0:31.7.0(1.2.3*A)',
    '1-0:31.7.0(.5*A)',
    '1-0:31.7.0(5.*A)',
    '1-0:31.7.0(12*A2)',
    '1-0:31.4.0(040*A)',
    '1-1:31.4.0(040*A)(-040*A)',
    '0-0:17.0.0(27.600)',
    '0-0:17.0.0(016*A)',
    '0-0:96.14.0(0002)',
    '1-0:13.7.0(0.98)',
    '1-0:14.7.0(50.01*Hz)',
    '1-0:1.6.0(260103174500W)(00.853*kW)',
    '1-0:99.97.0(2)(0-0:96.7.19)(160402014553S)(0000000265*s)(160402014553S)(0000000265*s)',
    '1-3:0.2.8(50)',
    '0-0:96.1.1(4730303031)',
    '0-0:1.0.0(260115190000W)',
    '0-0:1.0.0(2601151900W)',
    '0-1:24.2.1(260115185500W)(00012.345*m3)',
    '1-0:99.1.2(17)',
    '1-0:1.7.0 (00.286*kW)',
    ' 1-0:1.7.0(00.286*kW) ',
    '1-0:1.7.0*255(00.286*kW)',
    '1-0:1.7.0(00.286*kW',
    '00.286*kW',
  ];

  test.each(VALUES)('%s', (line) => {
    const pair = newPair({ key: undefined });
    const noise = newNoise(line.length);
    const lines = ['1-0:2.7.0(00.001*kW)', line, '1-0:2.8.0(000001.000*kWh)'];
    hear(pair, bytesOf(telegramOf(lines)));
    const open = line.indexOf('(');
    const digits = [() => '0', () => '5', () => '9', () => String(noise() % 10)];
    const values = [/\d/g, /[1-9]/g, /\d(?=\D*$)/g].flatMap((some) =>
      digits.map((digit) => line.slice(open + 1).replace(some, digit)),
    );
    for (const value of values) {
      const changed = line.slice(0, open + 1) + value;
      hear(pair, bytesOf(telegramOf(lines.with(1, changed))));
    }
    expect(pair.good).toBe(values.length + 1);
  });
});

type Spoil = (lines: string[], noise: () => number) => string[];

const pick = (lines: string[], noise: () => number) => noise() % lines.length;

function changeByte(lines: string[], noise: () => number, byte: string): string[] {
  const at = pick(lines, noise);
  const i = noise() % (lines[at].length + 1);
  return lines.with(at, lines[at].slice(0, i) + byte + lines[at].slice(i + 1));
}

/** What may be another in the next telegram. */
const SPOILS: Record<string, Spoil> = {
  digit: (lines, noise) => {
    const at = pick(lines, noise);
    let left = noise() % 8;
    const other = () => (left-- ? undefined : String(noise() % 10));
    return lines.with(
      at,
      lines[at].replace(/\d/g, (digit) => other() ?? digit),
    );
  },
  byte: (lines, noise) => changeByte(lines, noise, String.fromCharCode(noise())),
  bracket: (lines, noise) => changeByte(lines, noise, '()'[noise() % 2]),
  'line end': (lines, noise) => changeByte(lines, noise, ['\r', '\n', '\r\n', '\n!'][noise() % 4]),
  longer: (lines, noise) => {
    const at = pick(lines, noise);
    return lines.with(at, lines[at].replace('(', '(0'));
  },
  shorter: (lines, noise) => {
    const at = pick(lines, noise);
    return lines.with(at, lines[at].replace(/\d/, ''));
  },
  less: (lines, noise) => lines.toSpliced(pick(lines, noise), 1),
  more: (lines, noise) => lines.toSpliced(pick(lines, noise), 0, '1-0:99.1.2(17)'),
  twice: (lines, noise) => lines.toSpliced(pick(lines, noise), 0, lines[pick(lines, noise)]),
  blank: (lines, noise) => lines.toSpliced(pick(lines, noise), 0, ''),
  order: (lines, noise) => {
    const [a, b] = [pick(lines, noise), pick(lines, noise)];
    return lines.with(a, lines[b]).with(b, lines[a]);
  },
};

function spoiled(lines: string[], noise: () => number): string[] {
  const spoils = Object.values(SPOILS);
  // Half of them: some digits, as a meter would.
  const one = noise() & 1 ? SPOILS.digit : spoils[noise() % spoils.length];
  return one(lines, noise);
}

/** With its checksum, which is wrong now and then. */
function textOf(lines: string[], noise: () => number): string {
  const body = [...lines, '!'].join(noise() % 16 ? '\r\n' : '\n');
  const crc = noise() % 16 ? crcOf(body) : '0AF0';
  return `${body}${crc}\r\n`;
}

describe('whatever comes next', () => {
  test.each([1, 2, 3, 4])('is read as it stands: series %i', (seed) => {
    const noise = newNoise(seed * 7919);
    const list = (['full', 'austria', 'dsmr5', 'basic'] as const)[seed - 1];
    const base = houseTelegrams(list, 1, seed)[0].split('\r\n').slice(0, -2);
    const pair = newPair();
    let lines = base;
    let counter = 0;
    for (let i = 0; i < 2000; i++) {
      lines = noise() % 12 ? spoiled(lines, noise) : base;
      if (lines.length < 4) lines = base;
      // A repeat now and then, which is refused.
      if (noise() % 10) counter++;
      hear(pair, frameOf(counter, { telegram: textOf(lines, noise) }));
    }
    expect(pair.good).toBeGreaterThan(1000);
  });

  test('unencrypted, and damaged on the line, is read or refused the same', () => {
    const noise = newNoise(41);
    const pair = newPair({ key: undefined });
    for (const telegram of houseTelegrams('full', 600)) {
      const bytes = bytesOf(telegram);
      const damage = noise() % 3;
      const at = (noise() * 256 + noise()) % bytes.length;
      if (damage === 0) bytes[at] ^= 1 << (noise() % 8);
      hear(pair, damage === 1 && noise() % 4 === 0 ? bytes.subarray(0, at) : bytes);
      if (noise() % 4 === 0) fallSilent(pair);
    }
    expect(pair.good).toBeGreaterThan(200);
    expect(Object.keys(pair.host.receiver.faults)).toContain('crc');
  });

  test('encrypted, in pieces, with damage between them', () => {
    const noise = newNoise(43);
    const pair = newPair();
    houseTelegrams('full', 400).forEach((telegram, i) => {
      const frame = frameOf(i + 1, { telegram });
      const at = (noise() * 256 + noise()) % frame.length;
      if (noise() % 4 === 0) frame[at] ^= 1 << (noise() % 8);
      hear(pair, frame.subarray(0, at));
      hear(pair, frame.subarray(at));
      if (noise() % 8 === 0) fallSilent(pair);
    });
    expect(pair.good).toBeGreaterThan(150);
  });

  test('more at once than the buffer holds', () => {
    const pair = newPair();
    const frames = houseTelegrams('full', 90).map((telegram, i) => frameOf(i + 1, { telegram }));
    for (let i = 0; i < 90; i += 30) hear(pair, joined(...frames.slice(i, i + 30)));
    expect(pair.good).toBe(90);
  });

  test('more at once than the buffer holds, behind a repeat', () => {
    const pair = newPair();
    const frames = houseTelegrams('full', 62).map((telegram, i) => frameOf(i + 1, { telegram }));
    for (let i = 0; i < 62; i += 31) {
      hear(pair, frames[i]);
      hear(pair, frames[i]);
      hear(pair, joined(...frames.slice(i + 1, i + 31)));
    }
    expect(pair.good).toBe(62);
    expect(pair.host.receiver.faults).toEqual({ replay: 2 });
  });

  test('a telegram that has another character where it ended', () => {
    const pair = newPair();
    const [telegram] = houseTelegrams('full', 1);
    const body = telegram.slice(0, telegram.indexOf('!'));
    const otherwise = `${body}"${crcOf(`${body}"`)}\r\n`;
    [telegram, otherwise, telegram].forEach((text, i) => {
      hear(pair, frameOf(i + 1, { telegram: text }));
    });
    expect(pair.good).toBe(2);
    expect(pair.host.receiver.faults).toEqual({ 'no-end': 1 });
  });

  test.each(['verify', 'fallback', 'off'] as const)('with tags that are wrong: %s', (tagMode) => {
    const pair = newPair({ tagMode });
    houseTelegrams('full', 60).forEach((telegram, i) => {
      const authKey = i % 3 ? undefined : new Uint8Array(16);
      hear(pair, frameOf(i + 1, { telegram, ...(authKey && { authKey }) }));
    });
    expect(pair.good).toBe(tagMode === 'verify' ? 40 : 60);
  });

  test('a telegram longer than what is read at once', () => {
    const pair = newPair();
    for (let i = 1; i <= 20; i++) {
      const message = `0-0:96.13.0(${'41'.repeat(1 + (i % 3) * 1000)})`;
      const power = `1-0:1.7.0(00.${100 + i}*kW)`;
      hear(pair, frameOf(i, { telegram: telegramOf(['1-3:0.2.8(50)', power, message]) }));
    }
    expect(pair.good).toBe(20);
  });
});

describe('several meters', () => {
  test('that take turns on one line are read as alone', () => {
    const pair = newPair();
    const [ones, others] = [1, 2].map((seed) => houseTelegrams('full', 120, seed));
    ones.forEach((telegram, i) => {
      hear(pair, frameOf(i + 1, { telegram }));
      hear(pair, frameOf(i + 9, { telegram: others[i], systemTitle: OTHER_TITLE }));
      if (i % 3 === 0) hear(pair, frameOf(i + 1, { telegram }));
    });
    expect(pair.good).toBe(240);
  });

  test('each with a core of its own know nothing of each other', () => {
    const lists = ['full', 'austria', 'basic'] as const;
    const pairs = lists.map(() => newPair());
    const telegrams = lists.map((list, i) => houseTelegrams(list, 60, i));
    for (let i = 0; i < 60; i++) {
      pairs.forEach((pair, meter) => {
        hear(pair, frameOf(i + 1, { telegram: telegrams[meter][i] }));
      });
    }
    expect(pairs.map(({ good }) => good)).toEqual([60, 60, 60]);
  });
});

interface Entry {
  name: string;
  kind: string;
  file: string;
  decryptedFile?: string;
  key: string | null;
  aad: string | null;
}

interface Case {
  id: string;
  config: { key: string | null; aad: string | null };
  hex: string;
  chunks: { bytes: number; silenceAfterMs: number }[];
}

const bytesOfKey = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const keysOf = ({ key, aad }: { key: string | null; aad: string | null }) => ({
  key: key === null ? undefined : bytesOfKey(key),
  ...(aad !== null && { authKey: bytesOfKey(aad.slice(-32)) }),
});

function sealingOf(of: Pick<Entry, 'key' | 'aad'>, telegram: string, counter: number) {
  const { key = TEST_KEY, authKey = LUXEMBOURG_AUTH_KEY } = keysOf(of);
  return { telegram, key, authKey, systemTitle: OTHER_TITLE, counter };
}

warnWithoutCorpus('what a host remembers of the telegram before');

describe.runIf(hasCorpus)('the corpus', () => {
  const entries = readList<Entry>('index.json').filter(
    ({ kind }) => kind === 'plain' || kind === 'encrypted',
  );

  test.each(entries)('$name, again and again, with other digits', ({ kind, file, ...entry }) => {
    const pair = newPair(keysOf(entry));
    hear(pair, kind === 'plain' ? readBytes(file) : readHex(file));
    fallSilent(pair);
    const text = Buffer.from(readBytes(entry.decryptedFile ?? file)).toString('latin1');
    const bang = /^!/m.exec(text)?.index ?? text.length;
    const noise = newNoise(text.length);
    for (let i = 0; i < 60; i++) {
      const end = text.indexOf('\n') + 1;
      const other = text
        .slice(end, bang)
        .replace(/\d(?=[^\r\n(]*\))/g, (digit) => (noise() % 6 ? digit : String(noise() % 10)));
      const body = `${text.slice(0, end)}${other}!`;
      const telegram = `${body}${noise() % 8 ? crcOf(body) : ''}\r\n`;
      if (entry.key === null) hear(pair, bytesOf(telegram));
      else hear(pair, sealFrame(sealingOf(entry, telegram, i + 1)));
      fallSilent(pair);
    }
  });

  test('all that is hostile or odd, one after the other', () => {
    const good = houseTelegrams('full', 2);
    const cases = readList<Case>('malformed.json');
    expect(cases.length).toBeGreaterThan(0);
    for (const { config, hex, chunks } of cases) {
      const pair = newPair(keysOf(config));
      const bytes = bytesOfKey(hex);
      let at = 0;
      let counter = 0;
      const around = (telegram: string) =>
        config.key === null ? bytesOf(telegram) : sealFrame(sealingOf(config, telegram, ++counter));
      hear(pair, around(good[0]));
      for (const chunk of chunks) {
        hear(pair, bytes.subarray(at, at + chunk.bytes));
        at += chunk.bytes;
        if (chunk.silenceAfterMs) fallSilent(pair, chunk.silenceAfterMs);
      }
      hear(pair, around(good[1]));
      fallSilent(pair);
    }
  });
});
