import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { newScreen } from '../../../host-sim/view/screen.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A terminal that keeps what is written, and tells of a new size. */
function newTerminal(columns: number, rows: number) {
  const writes: string[] = [];
  const listeners = new Set<() => void>();
  return {
    columns,
    rows,
    isTTY: true,
    writes,
    listeners,
    write: (text: string | Uint8Array) => writes.push(String(text)),
    on: (_event: 'resize', listener: () => void) => listeners.add(listener),
    off: (_event: 'resize', listener: () => void) => listeners.delete(listener),
  };
}

/** What a terminal shows: the text without control sequences. */
function shownBy(write: string): string[] {
  return write.replace(/\x1b\[\??[\d;]*[A-Za-z]/g, '').split('\r\n');
}

test('cursor, line wrap and screen are taken at the start and given back at the end', () => {
  const terminal = newTerminal(20, 3);
  const screen = newScreen(terminal, () => ['a']);
  screen.open();
  expect(terminal.writes[0]).toBe('\x1b[?1049h\x1b[?25l\x1b[?7l');
  screen.close();
  expect(terminal.writes.at(-1)).toBe('\x1b[?7h\x1b[?25h\x1b[?1049l');
  expect(terminal.listeners.size).toBe(0);
});

test('every row is written anew, so nothing of an older picture stays', () => {
  const terminal = newTerminal(20, 4);
  const screen = newScreen(terminal, () => ['a', 'b']);
  screen.open();
  expect(shownBy(terminal.writes[1])).toEqual(['a', 'b', '', '']);
  expect(terminal.writes[1].match(/\x1b\[K/g)).toHaveLength(4);
  screen.close();
});

test('a line is cleared before it is written: a full one keeps its last character', () => {
  const terminal = newTerminal(3, 1);
  const screen = newScreen(terminal, () => ['abc']);
  screen.open();
  expect(terminal.writes[1].indexOf('\x1b[K')).toBeLessThan(terminal.writes[1].indexOf('abc'));
  expect(terminal.writes[1]).not.toMatch(/abc.*\x1b\[K/);
  screen.close();
});

test('many changes at once make one picture', () => {
  const terminal = newTerminal(20, 3);
  let text = 'old';
  const screen = newScreen(terminal, () => [text]);
  screen.open();
  const before = terminal.writes.length;
  for (let i = 0; i < 1000; i++) {
    text = `new ${i}`;
    screen.change();
  }
  vi.advanceTimersByTime(1000);
  expect(terminal.writes.length).toBe(before + 1);
  expect(shownBy(terminal.writes[before])[0]).toBe('new 999');
  screen.close();
});

test('a new size is drawn at once', () => {
  const terminal = newTerminal(20, 3);
  const screen = newScreen(terminal, ({ columns, rows }) => [`${columns} x ${rows}`]);
  screen.open();
  terminal.columns = 40;
  for (const listener of terminal.listeners) listener();
  expect(shownBy(terminal.writes.at(-1) ?? '')[0]).toBe('40 x 3');
  screen.close();
});

test('a terminal that does not know its size is taken for one of 80 by 24', () => {
  const terminal = newTerminal(0, 0);
  const screen = newScreen(terminal, ({ columns, rows }) => [`${columns} x ${rows}`]);
  screen.open();
  expect(shownBy(terminal.writes[1])[0]).toBe('80 x 24');
  screen.close();
});

test('before it is opened and after it is closed nothing is drawn', () => {
  const terminal = newTerminal(20, 3);
  const screen = newScreen(terminal, () => ['a']);
  screen.change();
  vi.advanceTimersByTime(1000);
  expect(terminal.writes).toEqual([]);
  screen.open();
  screen.change();
  screen.close();
  const { length } = terminal.writes;
  screen.change();
  vi.advanceTimersByTime(1000);
  expect(terminal.writes.length).toBe(length);
});
