/**
 * One reading of a heat meter over a line that does as the test says. The answers are captures of a
 * Multical 403 (see kmp.test.ts for their oracle) or come from the simulated meter, whose own test
 * compares it with captures.
 */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newHeatMeter, answersOf } from '../../../host-sim/kamstrup/meter.ts';
import { pollMeter, questionsOf } from '../../../host-sim/kamstrup/poll.ts';
import type { Asking } from '../../../host-sim/kamstrup/poll.ts';
import { newSimulatedMeter } from '../../../host-sim/kamstrup/simulated.ts';
import { ALL_REGISTERS, USUAL_REGISTERS } from '../../../host-sim/kamstrup/registers.ts';
import { bytesOf, hexOf, inTime, newLine } from './line.ts';
import type { Script } from './line.ts';

const ASK_60 = '803f1001003cb25f0d';
/** 55.006 MWh, as a Multical 403 sent it. */
const E1 = '403f10003c0304430000d6de03220d';
const waits = { silenceMs: 2000, longestMs: 10_000, restMs: 300 };
const asking60: Asking = { registers: [60], tries: 3, waits };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function poll(script: Script, asking: Asking = asking60) {
  const line = newLine(script);
  const { signal } = new AbortController();
  return inTime(pollMeter(line.dial, asking, signal)).then((result) => ({ line, result }));
}

/** The value of the only reading. */
const valueOf = ({ result }: Awaited<ReturnType<typeof poll>>) => result.readings[0]?.value;

const simulated = newSimulatedMeter(() => Date.UTC(2026, 0, 20, 7));
const bytewise = (hex: string) => hex.match(/../g) ?? [];
const answerHex = (request: string) => answersOf(simulated, bytesOf(request)).map(hexOf).join('');

describe('a reading', () => {
  test('asks, takes the answer, and closes the line', async () => {
    const { line, result } = await poll(() => [E1]);
    expect(line.asked).toEqual([ASK_60]);
    expect(line.isOpen).toBe(false);
    expect(result.readings.map(({ value, unit }) => [value, unit])).toEqual([['55.006', 'MWh']]);
    expect([result.faults, result.repeats, result.unanswered]).toEqual([[], 0, 0]);
  });

  test('drops the echo of the head, whole or byte for byte', async () => {
    for (const script of [() => [ASK_60, E1], () => bytewise(ASK_60 + E1)]) {
      const got = await poll(script);
      expect(valueOf(got)).toBe('55.006');
      expect([got.result.echoes, got.result.noise]).toEqual([1, 0]);
    }
  });

  test('is the same wherever the line cuts echo and answer', async () => {
    const all = ASK_60 + E1;
    for (let cut = 2; cut < all.length; cut += 2) {
      expect(valueOf(await poll(() => [all.slice(0, cut), all.slice(cut)])), `${cut}`).toBe(
        '55.006',
      );
    }
  });

  test('asks again when a byte of the answer is spoiled, whichever it is', async () => {
    for (let at = 0; at < E1.length / 2; at++) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const spoiled = bytesOf(E1);
        spoiled[at] ^= mask;
        const got = await poll((_request, number) => [number === 1 ? hexOf(spoiled) : E1]);
        expect([valueOf(got), got.line.asked.length], `byte ${at} by ${mask}`).toEqual([
          '55.006',
          2,
        ]);
        expect(got.result.faults).toHaveLength(1);
      }
    }
  });

  test('asks again after half an answer, wherever it broke off', async () => {
    for (let part = 2; part < E1.length; part += 2) {
      const got = await poll((_request, number) => [number === 1 ? E1.slice(0, part) : E1]);
      expect([valueOf(got), got.result.faults], `${part}`).toEqual(['55.006', ['timeout']]);
    }
  });

  test('does not take the rest of a damaged answer for the next one', async () => {
    const spoiled = E1.replace('d6de', 'd6df');
    const late = ['403f10003c0304430000', 'd6de'];
    const got = await poll((_request, number) => (number === 1 ? [spoiled, ...late] : [E1]));
    expect(valueOf(got)).toBe('55.006');
    expect(got.result.faults).toEqual(['crc']);
  });

  test('refuses an answer for another register, and gives up after so many tries', async () => {
    const power = '403f100050160241007be0a00d';
    const { line, result } = await poll(() => [power]);
    expect(line.asked).toEqual([ASK_60, ASK_60, ASK_60]);
    expect([result.readings, result.unanswered]).toEqual([[], 1]);
    expect(result.faults).toEqual(['register', 'register', 'register']);
  });

  test('says which registers the meter does not have', async () => {
    const asking = { ...asking60, registers: [60, 0xffff] };
    const meter = newHeatMeter((register) =>
      register === 60 ? { unitCode: 3, mantissa: 55006n, places: 3, size: 4 } : undefined,
    );
    const { result } = await poll(
      (request) => answersOf(meter, bytesOf(request)).map(hexOf),
      asking,
    );
    expect(result.readings.map(({ register }) => register)).toEqual([60]);
    expect(result.unavailable).toEqual([0xffff]);
  });
});

describe('many registers', () => {
  test('are asked for eight at a time, each once', () => {
    const questions = questionsOf(ALL_REGISTERS);
    expect(questions.flat()).toEqual([...ALL_REGISTERS]);
    expect(questions.slice(0, -1).every((question) => question.length === 8)).toBe(true);
    expect(questionsOf(USUAL_REGISTERS).map((question) => question.length)).toEqual([8, 7]);
  });

  test('come byte for byte from all questions', async () => {
    const asking = { ...asking60, registers: USUAL_REGISTERS };
    const script: Script = (request) => bytewise(request + answerHex(request));
    const { line, result } = await poll(script, asking);
    expect(line.asked).toHaveLength(2);
    const found = result.readings.map(({ register }) => register);
    expect([...found, ...result.unavailable].toSorted()).toEqual([...USUAL_REGISTERS].toSorted());
    expect(result.echoes).toBe(2);
  });

  test('are told in part when a later question stays without an answer', async () => {
    const asking = { ...asking60, registers: USUAL_REGISTERS };
    const script: Script = (request, number) => (number === 1 ? [answerHex(request)] : []);
    const { line, result } = await poll(script, asking);
    expect(line.asked).toHaveLength(4);
    expect(result.readings).toHaveLength(8);
    expect([result.unanswered, result.faults]).toEqual([1, ['timeout', 'timeout', 'timeout']]);
  });

  test('are not asked of a meter that sleeps', async () => {
    const asking = { ...asking60, registers: USUAL_REGISTERS };
    const { line, result } = await poll(() => [], asking);
    expect(line.asked).toHaveLength(3);
    expect(new Set(line.asked).size).toBe(1);
    expect([result.readings, result.unanswered]).toEqual([[], 1]);
  });
});

describe('answers that come late', () => {
  test('after their question was given up do no harm to the next one', async () => {
    const asking = { ...asking60, registers: USUAL_REGISTERS };
    const due: string[] = [];
    // Of each question the line hands out the answer only with the next one.
    const script: Script = (request) => {
      due.push(answerHex(request));
      return due.length > 1 ? [due.shift()!] : [];
    };
    const { result } = await poll(script, asking);
    const found = result.readings.map(({ register }) => register);
    expect([...found, ...result.unavailable].toSorted()).toEqual([...USUAL_REGISTERS].toSorted());
    expect(result.faults).toEqual(['timeout', 'register']);
  });
});

describe('a line', () => {
  test('that babbles is left after the longest wait', async () => {
    const line = newLine(() => []);
    const babble = setInterval(() => line.isOpen && line.say('00ff'), 100);
    const asking = { ...asking60, tries: 1 };
    const got = pollMeter(line.dial, asking, new AbortController().signal);
    const result = await inTime(got);
    clearInterval(babble);
    expect(result.faults).toEqual(['timeout']);
    expect(result.noise).toBeGreaterThan(100);
  });

  test('that does not open says why', async () => {
    const line = newLine(() => [E1], ['It is not there.']);
    const result = await inTime(pollMeter(line.dial, asking60, new AbortController().signal));
    expect([result.broken, line.asked]).toEqual(['It is not there.', []]);
  });

  test('that breaks in a question ends the reading, with what was answered before', async () => {
    const asking = { ...asking60, registers: USUAL_REGISTERS };
    const script: Script = (request, number) =>
      number === 1 ? [answerHex(request)] : ['403f10', 'close The adapter was pulled out.'];
    const { result } = await poll(script, asking);
    expect(result.readings).toHaveLength(8);
    expect(result.broken).toBe('The adapter was pulled out.');
  });

  test('is closed when the reader is asked to end', async () => {
    const line = newLine(() => []);
    const ending = new AbortController();
    const got = pollMeter(line.dial, asking60, ending.signal);
    await vi.advanceTimersByTimeAsync(500);
    expect(line.isOpen).toBe(true);
    ending.abort();
    expect((await inTime(got)).broken).toBe('');
    expect(line.isOpen).toBe(false);
  });
});
