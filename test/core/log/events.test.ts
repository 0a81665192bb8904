import { expect, test } from 'vitest';
import { readFileSync } from 'node:fs';
import { allEvents, noteEvent } from '../../../firmware/core/log/events.ts';
import type { LogEvent } from '../../../firmware/core/log/events.ts';
import { logLines, newLog } from '../../../firmware/core/log/log.ts';

test('every event is noted at its level, in its words', () => {
  for (const { event, level, text } of allEvents()) {
    const log = newLog({ bytes: 640, level: 'debug' });
    noteEvent(log, event as LogEvent);
    expect(logLines(log)).toBe(`0 ${level} ${text}\n`);
  }
  expect(allEvents().length).toBeGreaterThan(10);
});

test('a detail stands behind the text', () => {
  const log = newLog({ bytes: 640, level: 'info' });
  noteEvent(log, 'down', 'refused-login');
  noteEvent(log, 'refused', 3);
  expect(logLines(log)).toBe('0 warning broker lost refused-login\n0 warning login refused 3\n');
});

test('every text is short, of plain words', () => {
  for (const { level, text } of allEvents()) {
    expect(text).toMatch(/^[a-z]+( [a-z]+)*$/);
    // With the longest detail it is still not cut.
    expect(text.length + ' refused-version'.length).toBeLessThanOrEqual(48);
    expect(['error', 'warning', 'info', 'debug']).toContain(level);
  }
});

test('every event is in the documentation', () => {
  const page = readFileSync('docs/logs.md', 'utf8');
  for (const { text } of allEvents()) expect(page).toContain(`\`${text}`);
});
