/** The command line `smarty`: its help, its commands, its exit codes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GROUPS, isBare } from '../../../host-sim/settings/catalogue.ts';
import { COMMANDS } from '../../../host-sim/smarty/commands.ts';
import { commandHelp, groupHelp, overview } from '../../../host-sim/smarty/help.ts';
import { LETTERS, OPERATORS } from '../../../host-sim/smarty/letters.ts';
import { runSmarty } from '../../../host-sim/smarty/smarty.ts';
import { stablePorts } from '../../../host-sim/smarty/ports.ts';
import { newOutput } from './output.ts';
import { smarty } from './program.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'smarty-command-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** In this process: quicker than a new one. */
async function run(...args: string[]) {
  const [out, err] = [newOutput(), newOutput()];
  const code = await runSmarty(args, {
    env: {},
    in: process.stdin,
    out: out.stream,
    err: err.stream,
    signal: new AbortController().signal,
  });
  return { code, out: out.text(), err: err.text() };
}

function widest(text: string): number {
  return Math.max(...text.split('\n').map((line) => [...line].length));
}

describe('help', () => {
  test('lists every command, and each has its own', async () => {
    const { code, out } = await run('--help');
    expect(code).toBe(0);
    for (const command of COMMANDS) {
      expect(out).toContain(command.name);
      const own = await run(command.name, '--help');
      expect(own).toEqual({ code: 0, out: commandHelp(command), err: '' });
      expect(await run('help', command.name)).toEqual(own);
    }
  });

  test('fits a terminal of 80 columns', () => {
    for (const text of [overview(COMMANDS), ...COMMANDS.map(commandHelp)]) {
      expect(widest(text)).toBeLessThan(80);
    }
  });

  test('of a group of settings names flag, key and variable of each', async () => {
    for (const group of GROUPS.filter((one) => !isBare(one))) {
      const { code, out } = await run('help', group.name);
      expect(code).toBe(0);
      expect(out).toBe(groupHelp(group.name));
      for (const name of Object.keys(group.rows)) {
        expect(out).toContain(`[METER.${group.name}] ${name} = `);
        expect(out).toContain(`SMARTY_${group.name.toUpperCase()}__${name.toUpperCase()}`);
      }
    }
  });

  test('without a command it is shown too, and that is no success', async () => {
    expect(await run()).toEqual({ code: 2, out: '', err: overview(COMMANDS) });
  });

  test('examples of its own are right', () => {
    for (const { about, name } of COMMANDS) {
      for (const line of about.split('\n').filter((one) => /^ +smarty /.test(one))) {
        expect(line).toMatch(new RegExp(`smarty (${name}|check-config) ?`));
      }
    }
  });
});

describe('a command line that is wrong', () => {
  test('is one sentence with the remedy, and exit code 2', async () => {
    const cases: [string[], RegExp][] = [
      [
        ['raed'],
        /^There is no such command\. Did you mean "read"\? "smarty --help" lists them\.\n$/,
      ],
      [['read', '--mqt', 'x'], /^--mqt: There is no such option\. Did you mean --mqtt\?/],
      [['read', 'a', 'b'], /^That is more than it takes: smarty read \[SOURCE\]/],
      [['read', 'nonsense'], /^SOURCE: source url must be a serial port/],
      [['read', '--key', 'secret', 'simulated'], /^--key: key must be 32 hexadecimal digits/],
      [['read'], /has no source: give it/],
      [['read', 'simulated', '--name', 'a b'], /^--name must be 1 to 64 letters/],
      [['keys', 'it'], /^There is a letter in en, fr, de: name one of them\.\n$/],
      [['list-ports', '--meter', 'x'], /^--meter: There is no such option\./],
    ];
    for (const [args, sentence] of cases) {
      const { code, out, err } = await run(...args);
      expect([args, code, out]).toEqual([args, 2, '']);
      expect(err).toMatch(sentence);
      expect(err).not.toContain('secret');
    }
  });
});

describe('smarty keys', () => {
  test('names every grid operator, and prints a letter in three languages', async () => {
    const { code, out } = await run('keys');
    expect(code).toBe(0);
    for (const { name, mail } of OPERATORS) {
      expect(out).toContain(name);
      expect(out).toContain(mail);
    }
    expect(out).toContain('GAK');
    expect(widest(out)).toBeLessThan(90);
    for (const [language, { subject, text }] of Object.entries(LETTERS)) {
      const letter = await run('keys', language);
      expect(letter).toEqual({ code: 0, out: `${subject}\n\n${text}\n`, err: '' });
      expect(text).toMatch(/SAG [a-z]+ 13|SAG .* 13/i);
    }
  });
});

describe('smarty list-ports', () => {
  test('shows what hangs where, under the name that stays', async () => {
    const port = { path: '/dev/ttyUSB0', vendorId: '0403', productId: '6001' };
    const other = { path: '/dev/ttyAMA0', manufacturer: 'ARM' };
    const lines = await stablePorts(async () => [port, other], join(directory, 'by-id'));
    expect(lines[0]).toMatch(/^\/dev\/ttyUSB0 {2}FTDI FT232R \(USB 0403:6001\)/);
    expect(lines[1]).toMatch(/^\/dev\/ttyAMA0 {2}ARM/);
  });
});

describe('smarty check-config', () => {
  test('says what a configuration means, without its secrets', async () => {
    const file = join(directory, 'smarty.toml');
    const key = '0123456789abcdef0123456789abcdef';
    const text = [
      '[global]',
      'mqtt = "mqtt://me:hidden@192.168.1.2"',
      '[house]',
      'source = "/dev/ttyUSB0"',
      `key = "${key}"`,
      '[heat]',
      'source = "kamstrup:/dev/ir-head"',
      '[flat]',
      'source = "mqtt://you:hidden@192.168.1.2/smarty/flat/frame"',
    ];
    writeFileSync(file, text.join('\n'), { mode: 0o600 });
    const { code, out, err } = await run('check-config', file);
    expect(err).toBe('');
    expect(code).toBe(0);
    expect(out).toBe(
      [
        `${file} is right.`,
        '  house: /dev/ttyUSB0, with a key -> mqtt',
        '  heat: the heat meter at /dev/ir-head -> mqtt',
        '  flat: mqtt://192.168.1.2, without a key: only what comes decrypted can be read -> mqtt',
        '',
      ].join('\n'),
    );
    expect(out).not.toContain('hidden');
  });

  test('tells faults by line, and fails', async () => {
    const file = join(directory, 'wrong.toml');
    writeFileSync(file, '[house]\nsource = "/dev/ttyUSB0"\nkey = "00"\nmqqt = "x"\n');
    const { code, out, err } = await run('check-config', file);
    expect([code, out]).toEqual([1, '']);
    expect(err.split('\n').slice(0, 2)).toEqual([
      expect.stringMatching(/warning: Everybody on this computer can read the secrets/),
      `${file}:3: key must be 32 hexadecimal digits, as in the letter of your grid operator.`,
    ]);
    expect(err).toContain(`${file}:4: There is no setting "mqqt". Did you mean "mqtt"?`);
  });
});

describe('the program', () => {
  test('starts from a checkout, and says its version', async () => {
    const { code, out } = await smarty(['--version']);
    expect([code, out]).toEqual([0, 'smarty 0.1.0\n']);
  });
});
