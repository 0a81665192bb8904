import { expect, test } from 'vitest';
import { HELP, parseFlashOptions } from '../../../host-sim/flash/options.ts';

test('without options everything is as usual', () => {
  expect(parseFlashOptions([])).toEqual({ dist: 'dist', list: false, help: false });
});

test('every option is taken', () => {
  const args =
    '--port P --firmware F --password-file W --folder D --label L --dist X --list --help';
  expect(parseFlashOptions(args.split(' '))).toEqual({
    port: 'P',
    firmware: 'F',
    passwordFile: 'W',
    folder: 'D',
    label: 'L',
    dist: 'X',
    list: true,
    help: true,
  });
});

test.each([
  [['--unknown'], /--unknown/],
  [['--port'], /--port/],
  [['--port='], /--port needs a value/],
  [['--password-file='], /--password-file needs a value/],
  [['/dev/ttyUSB0'], /\/dev\/ttyUSB0/],
  [['--list=yes'], /--list/],
])('%j is refused with the option and where to look', (args, named) => {
  expect(() => parseFlashOptions(args)).toThrow(named);
  expect(() => parseFlashOptions(args)).toThrow(/--help/);
});

test('the help names every option and fits a terminal', () => {
  for (const name of [
    'port',
    'list',
    'firmware',
    'password-file',
    'folder',
    'label',
    'dist',
    'help',
  ]) {
    expect(HELP).toContain(`--${name}`);
  }
  expect(Math.max(...HELP.split('\n').map(({ length }) => length))).toBeLessThan(80);
});
