/** The unit, as systemd itself judges it. SKIPPED, and said so, where systemd-analyze is not at hand. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textOf } from './files.ts';

const UNIT = textOf('smarty@.service');
const canAnalyze = spawnSync('systemd-analyze', ['--version']).status === 0;
if (!canAnalyze) console.warn('SKIPPED: what systemd says of the unit (apt install systemd)');

/** "1.5 OK": less is better; what a reader with serial ports and a network can have. */
const MOST_EXPOSED = 20;

describe.skipIf(!canAnalyze)('the unit', () => {
  const folder = mkdtempSync(join(tmpdir(), 'unit-'));
  const file = join(folder, 'smarty@house.service');
  beforeAll(() => writeFileSync(file, UNIT.replace('/usr/bin/node', process.execPath)));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is understood to its last line', () => {
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', file]);
    expect([status, String(stdout), String(stderr)]).toEqual([0, '', '']);
  });

  test('lets the reader do little beside its work', () => {
    const args = ['security', '--offline=true', `--threshold=${MOST_EXPOSED}`, file];
    const { status, stdout } = spawnSync('systemd-analyze', args);
    expect([status, String(stdout).split('\n').slice(-3)]).toEqual([0, expect.anything()]);
    expect(String(stdout)).toMatch(/Overall exposure level .*: 1\.\d OK/);
  });
});

describe('the unit', () => {
  test.each([
    ['Type=notify', 'NotifyAccess=main', 'WatchdogSec=60'],
    ['Restart=always', 'RestartPreventExitStatus=2'],
    ['DynamicUser=yes', 'SupplementaryGroups=dialout'],
    ['LoadCredential=secrets.toml:/etc/smarty/.secrets.toml'],
  ])('has %s', (...lines) => {
    for (const line of lines) expect(UNIT.split('\n')).toContain(line);
  });

  test('has no secret on its command line or in its environment', () => {
    const told = UNIT.split('\n').filter((line) => /^(Exec|Environment)/.test(line));
    expect(told.length).toBeGreaterThan(1);
    for (const line of told) expect(line).not.toMatch(/key|password/i);
  });
});
