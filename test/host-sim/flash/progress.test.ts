import { expect, test } from 'vitest';
import { barText, newProgress } from '../../../host-sim/flash/progress.ts';

function newScreen(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

test('the bar grows from nothing to all', () => {
  expect(barText(0, 300)).toBe(`[${'.'.repeat(30)}]   0 %`);
  expect(barText(150, 300)).toBe(`[${'#'.repeat(15)}${'.'.repeat(15)}]  50 %`);
  expect(barText(300, 300)).toBe(`[${'#'.repeat(30)}] 100 %`);
});

test('on a terminal it stays in its line until it is done', () => {
  const screen = newScreen(true);
  const progress = newProgress(screen, 300);
  progress.advance(100);
  progress.advance(200);
  progress.done();
  expect(screen.written).toEqual([`\r${barText(100, 300)}`, `\r${barText(300, 300)}`, '\n']);
});

test('elsewhere nothing is drawn', () => {
  const screen = newScreen(false);
  const progress = newProgress(screen, 300);
  progress.advance(300);
  progress.done();
  expect(screen.written).toEqual([]);
});
