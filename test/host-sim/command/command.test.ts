import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runCommand } from '../../../host-sim/command/command.ts';
import { newHouse } from '../../../host-sim/house/load.ts';
import { formatTelegram } from '../../../host-sim/house/telegram.ts';
import { frameOf, KEY, powerTelegram } from '../../fakes/meter.ts';
import { eventually, freePort, newWitness, payloadsOf } from './program.ts';
import type { Witness } from './program.ts';

const ends: (() => unknown)[] = [];
const folder = mkdtempSync(join(tmpdir(), 'smarty-'));

afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

beforeEach(() => {
  vi.stubEnv('TERM', 'xterm');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const end of ends.splice(0)) await end();
});

/** Two frames of a meter with all registers, without the past of a house. */
const RECORDING = [
  ...['--key', KEY, '--meter'],
  `replay:${fileOf('full.hex', [1, 2].map((counter) => hexOf(fullFrame(counter))).join('\n'))}`,
];

function hexOf(frame: Uint8Array): string {
  return Buffer.from(frame).toString('hex');
}

function fullFrame(counter: number): Uint8Array {
  const startMs = Date.UTC(2025, 0, 1) + 10_000 * counter;
  const telegram = formatTelegram(newHouse({ seed: 1, startMs }), startMs, 'full');
  return frameOf(counter, { telegram });
}

interface Stage {
  out: string;
  err: string;
  ending: AbortController;
  exitCode: Promise<number>;
}

/** Runs the command in this process, on a terminal of a given size or on none. */
function play(args: string[], size?: { columns: number; rows: number }): Stage {
  const ending = new AbortController();
  const stage = { out: '', err: '', ending } as Stage;
  const out = {
    ...size,
    isTTY: size !== undefined,
    write: (text: string | Uint8Array) => (stage.out += Buffer.from(text as string).toString()),
  };
  const err = { write: (text: string | Uint8Array) => (stage.err += String(text)) };
  stage.exitCode = runCommand(args, { env: {}, out, err, signal: ending.signal });
  return stage;
}

async function witness(port = 0): Promise<Witness> {
  const broker = await newWitness(port);
  ends.push(() => broker.close());
  return broker;
}

const ROOM = { columns: 100, rows: 50 };
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';

test('on a terminal a table shows what came back from the broker, and stays at the end', async () => {
  const stage = play(['--mqtt', 'embedded:0', '--period', '0.1', '--count', '3'], ROOM);
  expect(await stage.exitCode).toBe(0);
  const [live, last, ...more] = stage.out.split(LEAVE);
  expect(more).toEqual([]);
  expect(live).toContain('status online');
  expect(last).toContain('status offline');
  expect(last).toContain('telegrams 3');
  for (const name of ['power_net ', 'energy_imported ', 'voltage_l1 ', 'gas_1_volume ']) {
    expect(last).toContain(name);
  }
  expect(stage.err).toBe('');
});

test('a dumb terminal gets lines', async () => {
  vi.stubEnv('TERM', 'dumb');
  const stage = play([...RECORDING, '--mqtt', 'embedded:0'], ROOM);
  expect(await stage.exitCode).toBe(0);
  expect(stage.out.trim().split('\n')).toHaveLength(2);
  expect(stage.out).not.toContain('\x1b');
});

test('without a terminal each telegram is a line, and standard error tells where to subscribe', async () => {
  const stage = play(['--mqtt', 'embedded:0', '--period', '0', '--count', '5']);
  expect(await stage.exitCode).toBe(0);
  const lines = stage.out.trim().split('\n');
  expect(lines).toHaveLength(5);
  for (const line of lines)
    expect(line).toMatch(/^\d{4}-.* frame \d+ {2}authenticated {2}power_net /);
  expect(stage.err).toMatch(
    /^Publishing smarty\/simulated\/\.\.\. on mqtt:\/\/127\.0\.0\.1:\d+; to subscribe: mosquitto_sub -p \d+ .*\n$/,
  );
});

test('every reading is published under its own topic, retained', async () => {
  const broker = await witness();
  const args = [
    '--mqtt',
    `mqtt://127.0.0.1:${broker.port}`,
    '--count',
    '1',
    ...RECORDING,
    '--device',
    'x',
    '--json',
  ];
  const stage = play(args);
  expect(await stage.exitCode).toBe(0);
  const { readings } = JSON.parse(stage.out) as { readings: Record<string, unknown> };
  await eventually(() => payloadsOf(broker, 'smarty/x/status').length === 2, 'offline');
  for (const [name, value] of Object.entries(readings)) {
    const heard = broker.heard.filter(({ topic }) => topic === `smarty/x/reading/${name}`);
    const expected = value === '' ? [] : [{ payload: String(value), retain: true }];
    expect(heard, name).toMatchObject(expected);
  }
  expect(payloadsOf(broker, 'smarty/x/status')).toEqual(['online', 'offline']);
  expect(payloadsOf(broker, 'smarty/x/telegram')).toEqual([stage.out.trimEnd()]);
});

test('a table tells when the broker is lost and when it is back', async () => {
  const port = await freePort();
  const first = await newWitness(port);
  const stage = play(['--mqtt', `mqtt://127.0.0.1:${port}`, '--period', '0.2'], ROOM);
  await eventually(() => stage.out.includes('telegrams 2'), 'two telegrams');
  await first.close();
  await eventually(() => stage.out.includes('is lost and tried again.'), 'lost');
  await witness(port);
  await eventually(() => stage.out.includes('is back.'), 'back');
  stage.ending.abort();
  expect(await stage.exitCode).toBe(0);
});

test('the key comes from a file; plain telegrams are read without any', async () => {
  const frames = [Buffer.from(frameOf(9)), Buffer.from(powerTelegram(77), 'latin1')];
  const file = fileOf('mixed.hex', frames.map((frame) => frame.toString('hex')).join('\n'));
  const args = ['--json', '--meter', `replay:${file}`, '--mqtt', 'embedded:0'];
  const both = play([...args, '--key-file', fileOf('a.key', `${KEY}\r\n`)]);
  const plain = play(args);
  expect(await both.exitCode).toBe(0);
  expect(await plain.exitCode).toBe(0);
  expect(both.out.match(/"power_imported":\d+/g)).toEqual([
    '"power_imported":9',
    '"power_imported":77',
  ]);
  expect(plain.out.match(/"power_imported":\d+/g)).toEqual(['"power_imported":77']);
  expect(plain.err).toMatch(/\n1 x no-key: .*key/);
});

test('an authentication key that is wrong is told from a wrong key; --tag decides', async () => {
  const file = fileOf('auth.hex', Buffer.from(frameOf(9)).toString('hex'));
  const args = ['--json', '--meter', `replay:${file}`, '--key', KEY, '--auth-key', '00'.repeat(16)];
  const verify = play([...args, '--mqtt', 'embedded:0']);
  expect(await verify.exitCode).toBe(1);
  expect(verify.err).toMatch(
    /\n1 x auth-key: The key is right and the authentication key is wrong/,
  );
  const fallback = play([...args, '--tag', 'fallback', '--mqtt', 'embedded:0']);
  expect(await fallback.exitCode).toBe(0);
  expect(JSON.parse(fallback.out)).toMatchObject({ authenticated: false, frame_counter: 9 });
});

test.each([
  [
    'no frame',
    ['--meter', `replay:${fileOf('none.hex', '# x\n')}`],
    /none\.hex holds no frame: write/,
  ],
  ['no file', ['--meter', 'replay:missing.hex'], /^missing\.hex cannot be read \(ENOENT\): check/],
  [
    'no key',
    ['--key-file', fileOf('bad.key', `${KEY}00`)],
    /^The content of .*bad\.key must be 32/,
  ],
  ['a wrong option', ['--fast'], /^There is no option --fast: see --help\./],
])('%s is told in one sentence, without a secret', async (_name, args, sentence) => {
  const stage = play([...args, '--mqtt', 'embedded:0']);
  expect(await stage.exitCode).toBeGreaterThan(0);
  expect(stage.out).toBe('');
  expect(stage.err).toMatch(sentence);
  expect(stage.err).not.toContain(KEY);
  expect(stage.err.trimEnd().split('\n')).toHaveLength(1);
});

test('a broker that lets it publish but not read is told from others', async () => {
  const broker = await newWitness(0, {
    authorizeSubscribe: (_client, _subscription, done) => done(null, null),
  });
  ends.push(() => broker.close());
  const stage = play([...RECORDING, '--mqtt', `mqtt://127.0.0.1:${broker.port}`]);
  expect(await stage.exitCode).toBe(1);
  expect(stage.err).toMatch(
    /refuses the subscription: give the user the right to read smarty\/meter\/#/,
  );
});

test('user and password reach the broker, from core and watcher', async () => {
  const logins = new Set<string>();
  const broker = await newWitness(0, {
    authenticate: ({ id }, user, password, done) => {
      logins.add(`${id.slice(0, -8)} ${user} ${password?.toString()}`);
      done(null, true);
    },
  });
  ends.push(() => broker.close());
  const address = `mqtt://m%C3%A9:p%40ss@127.0.0.1:${broker.port}`;
  const stage = play([...RECORDING, '--mqtt', address]);
  expect(await stage.exitCode).toBe(0);
  expect([...logins]).toEqual(['smartysim mé p@ss', 'smartywatch mé p@ss']);
  expect(stage.out + stage.err).not.toMatch(/p@ss|p%40ss/);
});

test('asked to end while the broker does not answer, it ends without complaint', async () => {
  const stage = play([...RECORDING, '--mqtt', 'mqtt://192.0.2.1']);
  stage.ending.abort();
  expect(await stage.exitCode).toBe(0);
  expect([stage.out, stage.err]).toEqual(['', '']);
});

test('after a thousand telegrams nothing has piled up', async () => {
  const stage = play(['--mqtt', 'embedded:0', '--period', '0', '--count', '1000', '--json']);
  expect(await stage.exitCode).toBe(0);
  const counters = stage.out
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { frame_counter: number }).frame_counter);
  expect(counters).toEqual(Array.from({ length: 1000 }, (_none, i) => counters[0] + i));
  expect(process.listenerCount('SIGTSTP') + process.listenerCount('SIGCONT')).toBe(0);
});
