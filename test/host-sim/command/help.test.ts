import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { helpText } from '../../../host-sim/command/help.ts';
import { versionText } from '../../../host-sim/node/version.ts';
import { SETTINGS } from '../../../host-sim/command/settings.ts';

test('the help explains each option once, and no line is longer than 79 characters', () => {
  const lines = helpText().split('\n');
  for (const { name } of SETTINGS) {
    expect(lines.filter((line) => line.match(/^ {2}--([a-z-]+)/)?.[1] === name)).toHaveLength(1);
  }
  expect(lines.filter((line) => line.length > 79)).toEqual([]);
  expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
});

test('the help has usage, examples and exit codes', () => {
  for (const part of ['Usage: npm start --', 'Examples:', 'Exit codes:', 'SMARTY_KEY']) {
    expect(helpText()).toContain(part);
  }
});

test('the version is the one of the package', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(versionText()).toBe(version);
});
