/** What is told on standard error, by hand and under systemd. */
import { closeSync, fstatSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { newLog } from '../../../host-sim/smarty/log.ts';
import { newOutput } from './output.ts';

const folder = mkdtempSync(join(tmpdir(), 'smarty-log-'));
const fd = openSync(join(folder, 'journal'), 'w');
const { dev, ino } = fstatSync(fd, { bigint: true });

afterAll(() => {
  closeSync(fd);
  rmSync(folder, { recursive: true });
});

function told(stream: string | undefined): string {
  const { stream: err, text } = newOutput();
  const { tell } = newLog(Object.assign(err, { fd }), { JOURNAL_STREAM: stream });
  tell('error', 'A cable.');
  tell('info', 'A telegram.');
  return text();
}

test('each sentence has its priority where the journal takes them', () => {
  expect(told(`${dev}:${ino}`)).toBe('<3>A cable.\n<6>A telegram.\n');
});

test.each([undefined, `${dev}:${ino + 1n}`, `${dev + 1n}:${ino}`, ''])(
  'without it (%s) they are for people',
  (stream) => expect(told(stream)).toBe('error: A cable.\nA telegram.\n'),
);
