/**
 * KMP codec. The frames below are made for these tests after the protocol's description; their
 * CRCs are those of Python's binascii.crc_hqx(bytes, 0). With the corpus at hand, every exchange
 * captured or derived by others is read as well.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  askRegisters,
  buildRequest,
  endOfWait,
  FAULTS,
  newReader,
  pushBytes,
} from '../../../host-sim/kamstrup/kmp.ts';
import type { Answer, Outcome, Reader } from '../../../host-sim/kamstrup/kmp.ts';

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function readFrame(asked: number[], hex: string): Outcome | undefined {
  const reader = newReader();
  askRegisters(reader, asked);
  return pushBytes(reader, bytesOf(hex));
}

function accepted(outcome: Outcome | undefined): Answer {
  if (typeof outcome !== 'object') throw new Error(`no answer but ${outcome}`);
  return outcome;
}

const firstReading = (asked: number, hex: string) => accepted(readFrame([asked], hex)).readings[0];

/** Register 60 (69.184 MWh) and its request; the mantissa ends in an escaped 40. */
const GOOD = '403f10003c030343010e1bbf2abb0d';
const GOOD_ECHO = hexOf(buildRequest([60]));

function expectGoodAnswer(reader: Reader): void {
  askRegisters(reader, [60]);
  const { readings } = accepted(pushBytes(reader, bytesOf(GOOD)));
  expect(readings).toMatchObject([{ register: 60, value: '69.184', unit: 'MWh' }]);
}

describe('a request', () => {
  test.each([
    ['one register', [97], '803f1001006139070d'],
    ['register 0', [0], '803f10010000451b7f0d'],
    ['register 65535', [65535], '803f1001ffff588f0d'],
    [
      'eight registers',
      [60, 63, 68, 74, 97, 99, 110, 113],
      '803f1008003c003f0044004a00610063006e0071adb40d',
    ],
    ['an escaped count', [60, 63, 68, 74, 97, 99], '803f101bf9003c003f0044004a006100631e7a0d'],
    ['escaped registers', [0x061b, 0x0d40, 0x8000], '803f10031bf91be41bf21bbf1b7f00d3970d'],
    ['an escaped CRC', [1924], '803f100107841bf21be40d'],
  ])('holds %s', (_what, registers, hex) => {
    expect(hexOf(buildRequest(registers))).toBe(hex);
  });

  test.each([
    ['no register', []],
    ['nine registers', [1, 2, 3, 4, 5, 6, 7, 8, 9]],
    ['a negative register', [-1]],
    ['a register over 65535', [65536]],
    ['a register that is no whole number', [60.5]],
    ['a register twice', [60, 80, 60]],
  ])('is refused for %s', (_what, registers) => {
    expect(() => buildRequest(registers)).toThrow('kmp: ask for 1 to 8 different registers');
  });

  test('is what a question sends', () => {
    expect(hexOf(askRegisters(newReader(), [97]))).toBe('803f1001006139070d');
  });
});

describe('a value', () => {
  test.each([
    ['a negative exponent', '123.4', '403f10005016024104d208a70d'],
    ['fewer digits than places', '0.007', '403f100050160143079e210d'],
    ['a minus', '-12.34', '403f1000501602c204d26aad0d'],
    ['a minus on zero', '0', '403f10005016011b7f00adc10d'],
    ['zero with a place', '0.0', '403f1000501602c10000141bf90d'],
    ['a positive exponent', '42000', '403f1000501601032a66220d'],
    ['a negative exponent of zero', '1234', '403f10005016021bbf04d23f970d'],
    ['eight full bytes', '18446744073.709551615', '403f100050160849ffffffffffffffff75cd0d'],
    ['the smallest exponent', `0.${'0'.repeat(62)}1`, '403f10005016017f01be1f0d'],
    ['the largest exponent', `1${'0'.repeat(63)}`, '403f10005016013f01b3d30d'],
    ['all five escapes', '25989693568', '403f1000501605001bf91bf21be41bbf1b7f0c040d'],
  ])('is exact with %s', (_what, value, hex) => {
    expect(firstReading(80, hex)).toMatchObject({ name: 'Power', value, unit: 'kW' });
  });

  test('is absent, not zero, where the mantissa has no bytes', () => {
    const reading = firstReading(80, '403f10005016004115fd0d');
    expect(reading).toMatchObject({ register: 80, unit: 'kW', mantissa: new Uint8Array(0) });
    expect(reading.value).toBeUndefined();
  });

  test('comes with its mantissa, which the next answer leaves alone', () => {
    const reader = newReader();
    askRegisters(reader, [80]);
    const answer = pushBytes(reader, bytesOf('403f1000501602c204d26aad0d'));
    expectGoodAnswer(reader);
    expect(accepted(answer).readings[0].mantissa).toEqual(Uint8Array.of(0x04, 0xd2));
  });

  test('of a register without a name has none', () => {
    const reading = firstReading(65535, '403f10ffff3301010105600d');
    expect(reading).toMatchObject({ register: 65535, value: '10', unit: '' });
    expect(reading.name).toBeUndefined();
  });
});

describe('a unit', () => {
  test.each([
    [0, '', '403f100050000100019a460d'],
    [1, 'Wh', '403f10005001010001ecf20d'],
    [8, 'GJ', '403f100050080100011f850d'],
    [21, 'W', '403f100050150100013da40d'],
    [22, 'kW', '403f10005016010001a6780d'],
    [25, 'var', '403f1000501901000172960d'],
    [37, '°C', '403f10005025010001114d0d'],
    [38, 'K', '403f100050260100018a910d'],
    [40, 'm3', '403f1000502801000128cb0d'],
    [41, 'l/h', '403f100050290100015e7f0d'],
    [46, 'h', '403f1000502e0100010f520d'],
    [51, '', '403f100050330100012d730d'],
    [65, undefined, '403f10005041010001826e0d'],
    [255, undefined, '403f100050ff010001d1e50d'],
  ])('with code %i is %j', (unitCode, unit, hex) => {
    const reading = firstReading(80, hex);
    expect([reading.value, reading.unitCode, reading.unit]).toEqual(['1', unitCode, unit]);
  });
});

describe('a date', () => {
  test.each([
    ['six digits', '2026-02-28', '403f10007b30030003f884b4f00d'],
    ['a leap day', '2024-02-29', '403f10007b30030003aa6531220d'],
    ['a leading zero lost', '2009-01-05', '403f10007b300300015ff9f1430d'],
    ['eight digits', '2025-12-31', '403f10007b3104000135025ff4950d'],
    ['a day of every year', '--12-31', '403f10007b32020004cf96be0d'],
    ['29 February of every year', '--02-29', '403f10007b320100e502260d'],
  ])('is ISO text for %s', (_what, date, hex) => {
    expect(firstReading(123, hex).date).toBe(date);
  });

  test.each([
    ['29 February of no leap year', '230229', '403f10007b300300038355bb0f0d'],
    ['zero', '0', '403f10007b3001000042c50d'],
    ['month 0', '220015', '403f10007b300300035b6fb0980d'],
    ['day 0', '220100', '403f10007b300300035bc4b4190d'],
    ['month 13', '221301', '403f10007b300300036075da8c0d'],
    ['seven digits', '1260101', '403f10007b300300133a454ec80d'],
    ['a minus', '-260228', '403f10007b30031b7f03f88469c80d'],
    ['a fraction', '26022.8', '403f10007b30034103f884acd80d'],
    ['too few digits for a full year', '251231', '403f10007b31030003d55ffbfc0d'],
    ['30 February', '230', '403f10007b320100e632450d'],
    ['31 April', '431', '403f10007b32020001af05ed0d'],
    ['a unit that is no date', '260228', '403f10007b02030003f884103c0d'],
  ])('is absent for %s, the number stays', (_what, value, hex) => {
    const reading = firstReading(123, hex);
    expect([reading.value, reading.date]).toEqual([value, undefined]);
  });
});

describe('an answer', () => {
  test('may leave out registers, which are named', () => {
    const hex = '403f10003c03034300bc6103ec2e02001bbf1bf964b80d';
    const { readings, unavailable } = accepted(readFrame([60, 68, 1004], hex));
    expect(readings.map((reading) => [reading.register, reading.value, reading.unit])).toEqual([
      [60, '48.225', 'MWh'],
      [1004, '16390', 'h'],
    ]);
    expect(unavailable).toEqual([68]);
  });

  test('may be empty', () => {
    expect(readFrame([61, 62], '403f10079a0d')).toEqual({ readings: [], unavailable: [61, 62] });
  });

  test('may hold eight registers of eight bytes', () => {
    const asked = [60, 63, 68, 74, 97, 99, 110, 113];
    const block = (register: number) =>
      `00${hexOf(Uint8Array.of(register))}030800${'11'.repeat(8)}`;
    const { readings } = accepted(readFrame(asked, `403f10${asked.map(block).join('')}b7690d`));
    expect(readings.map((reading) => reading.register)).toEqual(asked);
  });

  test.each([
    ['register', 'another register than asked', '403f10003f03034300bc6189250d'],
    ['register', 'a register twice', '403f10003c03010001003c0301000233890d'],
    ['length', 'nothing at all', '400d'],
    ['length', 'a block without its sign', '403f10003c03000b420d'],
    ['length', 'a second block of one byte', '403f10003c0301000100deda0d'],
    ['length', 'a size past the end', '403f10003c03054301020304deb30d'],
    ['length', 'a mantissa of nine bytes', '403f10003c03090001010101010101010181090d'],
    ['length', 'more bytes than eight registers have', `40${'3f'.repeat(109)}`],
    ['command', 'another command', '403f010000001fa30d'],
    ['command', 'another address', '407f10003c0301000165bd0d'],
    ['escape', 'an escape before its end', '403f10003c1b0d'],
    ['crc', 'a bare 0D in its mantissa', '403f10003c0301000d12340d'],
    ['crc', 'an escape that was not needed, and a wrong CRC', '403f101b550d'],
  ])('is refused (%s) for %s, and the next one is read', (fault, _what, hex) => {
    const reader = newReader();
    askRegisters(reader, [60]);
    expect(pushBytes(reader, bytesOf(hex))).toBe(fault);
    expectGoodAnswer(reader);
  });

  test('may escape more bytes than it must', () => {
    expect(firstReading(60, GOOD.replace('3c', '1bc3')).value).toBe('69.184');
    expect(firstReading(60, '403f10003c030100e43ee60d'.replace('e4', '1b1b')).value).toBe('228');
  });

  test('with any one bit changed gives no reading', () => {
    const good = bytesOf(GOOD);
    for (let bit = 0; bit < good.length * 8; bit++) {
      const reader = newReader();
      askRegisters(reader, [60]);
      const spoiled = good.slice();
      spoiled[bit >> 3] ^= 1 << (bit & 7);
      expect(pushBytes(reader, spoiled) ?? endOfWait(reader), `bit ${bit}`).toBeTypeOf('string');
      expectGoodAnswer(reader);
    }
  });

  test('is the same wherever noise, echo and answer are cut in two', () => {
    const all = bytesOf(`00ff0d${GOOD_ECHO}${GOOD}`);
    for (let cut = 0; cut <= all.length; cut++) {
      const reader = newReader();
      askRegisters(reader, [60]);
      const early = pushBytes(reader, all.subarray(0, cut));
      const outcome = early ?? pushBytes(reader, all.subarray(cut));
      expect(accepted(outcome).readings[0].value, `cut ${cut}`).toBe('69.184');
      expect([reader.noise, reader.echoes]).toEqual([3, 1]);
    }
  });
});

describe('a reader', () => {
  test('starts anew at a 40 inside an answer, even after an escape', () => {
    for (const part of ['40', '403f10003c03', '403f10003c031b']) {
      expect(accepted(readFrame([60], part + GOOD)).readings[0].value).toBe('69.184');
    }
  });

  test('takes a 40 before the echo for noise', () => {
    const reader = newReader();
    askRegisters(reader, [60]);
    const outcome = pushBytes(reader, bytesOf(`4012${GOOD_ECHO}${GOOD}`));
    expect(accepted(outcome).readings[0].value).toBe('69.184');
    expect(reader.echoes).toBe(1);
  });

  test.each([
    ['with a byte changed', GOOD_ECHO.replace('3c', '3d')],
    ['with a byte too many', GOOD_ECHO.replace('3c', '3cff')],
    ['cut short', GOOD_ECHO.slice(0, 8)],
  ])('counts an echo %s as noise', (_what, echo) => {
    const reader = newReader();
    askRegisters(reader, [60]);
    pushBytes(reader, bytesOf(echo + GOOD));
    expect([reader.noise, reader.echoes]).toEqual([echo.length / 2, 0]);
  });

  test('does not piece an echo together around an answer or a new question', () => {
    const reader = newReader();
    askRegisters(reader, [60]);
    pushBytes(reader, bytesOf(GOOD_ECHO.slice(0, 8) + GOOD + GOOD_ECHO.slice(8)));
    pushBytes(reader, bytesOf(GOOD_ECHO.slice(0, 8)));
    askRegisters(reader, [60]);
    pushBytes(reader, bytesOf(GOOD_ECHO.slice(8)));
    expect([reader.noise, reader.echoes]).toEqual([GOOD_ECHO.length, 0]);
  });

  test('keeps its question whatever the caller does with the list and the bytes', () => {
    const reader = newReader();
    const registers = [60];
    askRegisters(reader, registers).fill(0);
    registers[0] = 80;
    const outcome = pushBytes(reader, bytesOf(GOOD_ECHO + GOOD));
    expect(accepted(outcome).readings[0].register).toBe(60);
    expect(reader.echoes).toBe(1);
  });

  test('reads nothing that was not asked for', () => {
    const reader = newReader();
    expect(pushBytes(reader, bytesOf(GOOD))).toBeUndefined();
    expect(reader.noise).toBe(GOOD.length / 2);
    expectGoodAnswer(reader);
    expect(pushBytes(reader, bytesOf(GOOD))).toBeUndefined();
  });

  test('ignores what follows an outcome, in the same piece or later', () => {
    const reader = newReader();
    askRegisters(reader, [60]);
    expect(pushBytes(reader, bytesOf(`403f10079b0d${GOOD}`))).toBe('crc');
    expect(pushBytes(reader, bytesOf(GOOD))).toBeUndefined();
    expectGoodAnswer(reader);
  });

  test('ends a wait in a timeout after any part of an answer, and reads the next', () => {
    const reader = newReader();
    for (let part = 0; part < GOOD.length / 2; part++) {
      askRegisters(reader, [60]);
      expect(pushBytes(reader, bytesOf(GOOD).subarray(0, part))).toBeUndefined();
      expect(endOfWait(reader)).toBe('timeout');
      expectGoodAnswer(reader);
    }
  });

  test('has no wait to end without a question or after its outcome', () => {
    const reader = newReader();
    expect(endOfWait(reader)).toBeUndefined();
    expectGoodAnswer(reader);
    expect(endOfWait(reader)).toBeUndefined();
  });

  test('has one sentence for each fault', () => {
    const names = ['command', 'crc', 'escape', 'length', 'register', 'timeout'];
    expect(Object.keys(FAULTS).sort()).toEqual(names);
    for (const meaning of Object.values(FAULTS)) expect(meaning).toMatch(/^[A-Z][^.]*: [^.]*\.$/);
  });
});

const corpus = new URL('../../../../shared/corpus/', import.meta.url);
const hasCorpus = existsSync(corpus);
if (!hasCorpus) {
  console.warn('SKIPPED: the captured and malformed KMP exchanges, for want of ../shared/corpus');
}

interface Exchange {
  name: string;
  request: string | null;
  requestPayload?: string;
  response: string | null;
  decoded?: {
    register: number;
    unit: string;
    unitCode: number;
    lengthByte: number;
    value: string;
  }[];
}

interface Malformed {
  id: string;
  family: string;
  hex: string;
  chunks: { bytes: number; silenceAfterMs: number }[];
  verdict: string;
  accepted: { register: number; value: string | null; unit?: string | null }[];
  reason: string | null;
}

const WAIT_MS = 2000;

function loadCorpus<T>(path: string): T[] {
  return hasCorpus ? JSON.parse(readFileSync(new URL(path, corpus), 'utf8')) : [];
}

/** A request's payload is 3F 10, the count, the registers, the CRC. */
function registersOf(payload: Uint8Array): number[] {
  return Array.from(
    { length: payload[2] },
    (_, i) => payload[3 + 2 * i] * 256 + payload[4 + 2 * i],
  );
}

function deliver(reader: Reader, { hex, chunks }: Malformed): Outcome | undefined {
  let outcome: Outcome | undefined;
  let at = 0;
  for (const { bytes, silenceAfterMs } of chunks) {
    outcome ??= pushBytes(reader, bytesOf(hex).subarray(at, at + bytes));
    at += bytes;
    if (silenceAfterMs >= WAIT_MS) outcome ??= endOfWait(reader);
  }
  return outcome;
}

describe.skipIf(!hasCorpus)('the corpus', () => {
  const exchanges = loadCorpus<Exchange>('kamstrup/vectors.json');
  const requests = exchanges.filter(({ request }) => request !== null);
  const responses = exchanges.filter(({ response }) => response !== null);
  const malformed = loadCorpus<Malformed>('malformed.json').filter((c) => c.family === 'kmp');

  test('holds the exchanges and the malformed cases', () => {
    expect([requests.length, responses.length, malformed.length]).toEqual([40, 37, 21]);
  });

  test.each(requests)('has the request of $name', ({ request, requestPayload }) => {
    expect(hexOf(buildRequest(registersOf(bytesOf(requestPayload ?? ''))))).toBe(request);
  });

  test.each(responses)('has the answer of $name', ({ response, requestPayload, decoded = [] }) => {
    const asked = requestPayload
      ? registersOf(bytesOf(requestPayload))
      : decoded.map(({ register }) => register);
    const { readings } = accepted(readFrame(asked, response ?? ''));
    expect(readings.map((r) => [r.register, r.value, r.unitCode, r.unit])).toEqual(
      // The corpus leaves open whether no bytes are zero or absent; the house says absent.
      decoded.map(({ register, value, unit, unitCode, lengthByte }) => [
        register,
        lengthByte === 0 ? undefined : value,
        unitCode,
        unit === '?' ? undefined : unit,
      ]),
    );
  });

  test('has a session in which every request comes back as an echo', () => {
    const session = readFileSync(new URL('kamstrup/session-with-echo.hex', corpus), 'utf8').trim();
    // A bare 0D ends a request or an answer and is nothing else.
    const frames = session.match(/(?:(?!0d)..)*0d/g) ?? [];
    const reader = newReader();
    const values = frames.map((frame) => {
      if (frame.startsWith('80')) askRegisters(reader, registersOf(bytesOf(frame.slice(2))));
      const outcome = pushBytes(reader, bytesOf(frame));
      return outcome && accepted(outcome).readings[0].value;
    });
    const none = undefined;
    expect(values).toEqual([none, '55.006', none, '53.65', none, '45.79', none, '1875.56']);
    expect([reader.echoes, reader.noise]).toEqual([4, 0]);
  });

  test.each(malformed)('has the case $id', (given) => {
    const reader = newReader();
    const asked = given.accepted.map(({ register }) => register);
    askRegisters(reader, asked.length > 0 ? asked : [60]);
    const outcome = deliver(reader, given);
    if (given.verdict === 'accept') {
      const { readings, unavailable } = accepted(outcome);
      const told = given.accepted.filter(({ value }) => value !== null);
      expect(
        readings.map(({ register, value, unit }) => ({ register, value, unit: unit ?? null })),
      ).toEqual(told);
      expect(unavailable).toEqual(asked.slice(told.length));
    } else {
      expect(given.reason?.toLowerCase().split(' / ')).toContain(outcome);
    }
    expectGoodAnswer(reader);
  });
});
