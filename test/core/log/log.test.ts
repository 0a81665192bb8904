import { expect, test } from 'vitest';
import { logLines, newLog, note } from '../../../firmware/core/log/log.ts';
import type { Level, Log } from '../../../firmware/core/log/log.ts';

function newBench(bytes = 1024, level: Level = 'debug'): { log: Log; told: string[] } {
  const log = newLog({ bytes, level });
  const told: string[] = [];
  log.onEntry = (entry) => told.push(`${entry.level} ${entry.text} ${entry.count}`);
  return { log, told };
}

function linesOf(log: Log): string[] {
  return logLines(log).split('\n').slice(0, -1);
}

test('a line has time, level and text, oldest first', () => {
  const { log } = newBench();
  const levels: Level[] = ['error', 'warning', 'info', 'debug'];
  levels.forEach((level, i) => {
    log.nowS = 10 * i;
    note(log, level, `thing ${i}`);
  });
  expect(logLines(log)).toBe(
    '0 error thing 0\n10 warning thing 1\n20 info thing 2\n30 debug thing 3\n',
  );
});

test('an empty log has no lines', () => {
  expect(logLines(newBench().log)).toBe('');
});

test('what is less grave than the level is not kept', () => {
  const counts = (['error', 'warning', 'info', 'debug'] as const).map((level) => {
    const { log, told } = newBench(1024, level);
    for (const each of ['debug', 'info', 'warning', 'error'] as const) note(log, each, each);
    expect(told).toHaveLength(linesOf(log).length);
    return linesOf(log);
  });
  expect(counts.map((lines) => lines.length)).toEqual([1, 2, 3, 4]);
  expect(counts[1]).toEqual(['0 warning warning', '0 error error']);
});

test('what comes again is counted in its line', () => {
  const { log, told } = newBench();
  for (let i = 0; i < 5; i++) {
    log.nowS = 30 + i * 100;
    note(log, 'warning', 'broker lost timeout');
  }
  expect(linesOf(log)).toEqual(['30 warning broker lost timeout x5 to 430']);
  expect(told).toEqual(['warning broker lost timeout 1']);
});

test('also where up to four things take turns', () => {
  const things = ['wifi lost', 'state joining', 'wifi joined', 'state running'];
  for (let n = 2; n <= things.length; n++) {
    const { log } = newBench();
    for (let i = 0; i < 600; i++) {
      log.nowS = i;
      note(log, 'info', things[i % n]);
    }
    const count = 600 / n;
    expect(linesOf(log)).toEqual(
      things.slice(0, n).map((text, i) => `${i} info ${text} x${count} to ${600 - n + i}`),
    );
  }
});

test('the same words at another level are another entry', () => {
  const { log } = newBench();
  note(log, 'info', 'same');
  note(log, 'error', 'same');
  expect(linesOf(log)).toEqual(['0 info same', '0 error same']);
});

test('a repeated entry is told once when it begins and once when it is over', () => {
  const { log, told } = newBench();
  for (const text of ['a', 'a', 'a', 'b', 'c', 'd', 'e', 'f']) note(log, 'info', text);
  const told1 = ['b', 'c', 'd'].map((text) => `info ${text} 1`);
  expect(told).toEqual(['info a 1', ...told1, 'info a 3', 'info e 1', 'info f 1']);
});

test('no number of entries takes more than the bytes it is given, and the latest stay', () => {
  for (const bytes of [640, 777, 1500, 4096]) {
    const { log } = newBench(bytes);
    let least = bytes;
    for (let i = 0; i < 1500; i++) {
      log.nowS = 4e9 + i;
      note(log, 'warning', `${i} ${'x'.repeat((i * 7) % 60)}`);
      const size = logLines(log).length;
      expect(size).toBeLessThanOrEqual(bytes);
      if (i > 500) least = Math.min(least, size);
    }
    const lines = linesOf(log);
    expect(lines.at(-1)).toMatch(/^4000001499 warning 1499 x*$/);
    expect(lines.map((line) => parseInt(line, 10))).toEqual(
      lines.map((_line, i) => 4000001500 - lines.length + i),
    );
    // Half is forgotten at a time.
    expect(least).toBeGreaterThan((bytes - 5 * 96) / 2);
  }
});

test('a text is cut where it is too long', () => {
  const { log } = newBench();
  note(log, 'info', 'y'.repeat(500));
  expect(linesOf(log)).toEqual([`0 info ${'y'.repeat(48)}`]);
});

test('a log that nobody listens to keeps entries all the same', () => {
  const log = newLog({ bytes: 640, level: 'info' });
  for (const text of ['a', 'a', 'b', 'c', 'd']) note(log, 'info', text);
  expect(linesOf(log)).toEqual(['0 info a x2 to 0', '0 info b', '0 info c', '0 info d']);
});
