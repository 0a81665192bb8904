import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { frameOf, KEY } from '../fakes/meter.ts';
import {
  eventually,
  freePort,
  newBusyPort,
  newWitness,
  payloadsOf,
  runProgram,
  startProgram,
} from './command/program.ts';

const CORPUS = '../shared/corpus';
const folder = mkdtempSync(join(tmpdir(), 'smarty-'));
const FREE = ['--mqtt', 'embedded:0'];

afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function hexOf(frame: Uint8Array): string {
  return Buffer.from(frame).toString('hex');
}

function recordingOf(name: string, frames: Uint8Array[]): string {
  return fileOf(name, `# made\n\n${frames.map(hexOf).join('\n')}\n`);
}

function replayOf(name: string, frames: Uint8Array[]): string[] {
  return ['--key', KEY, '--meter', `replay:${recordingOf(name, frames)}`];
}

const MADE = replayOf('made.hex', [frameOf(1)]);
/** Goes on for a minute. */
const LONG = [
  ...['--period', '0.1'],
  ...replayOf(
    'long.hex',
    Array.from({ length: 600 }, (_none, i) => frameOf(i + 1)),
  ),
];

interface Telegram {
  time?: string;
  authenticated: boolean;
  frame_counter: number;
  readings: Record<string, number | string>;
}

function telegramsIn(out: string): Telegram[] {
  return out
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Telegram);
}

/** What stands on standard error, without the line that tells where to subscribe. */
function complaintsIn(err: string): string[] {
  return err.split('\n').filter((line) => line !== '' && !line.startsWith('Publishing '));
}

describe.concurrent('the program', () => {
  test('prints --count telegrams as JSON and nothing else, and ends', async () => {
    const { code, out, err } = await runProgram([
      '--json',
      '--count',
      '2',
      '--period',
      '0.1',
      ...FREE,
    ]);
    const telegrams = telegramsIn(out);
    expect(code).toBe(0);
    expect(telegrams).toHaveLength(2);
    expect(telegrams[1].frame_counter).toBe(telegrams[0].frame_counter + 1);
    expect(telegrams[0].readings.energy_imported).toBeGreaterThan(0);
    expect(complaintsIn(err)).toEqual([]);
  });

  test('replays a recording with the key of the environment, and accounts for it', async () => {
    const frames = [1, 2, 2, 3].map((counter) => frameOf(counter));
    const file = recordingOf('good.hex', [...frames, frameOf(4).subarray(0, 60)]);
    const args = ['--json', '--meter', `replay:${file}`, ...FREE];
    const { code, out, err } = await runProgram(args, { SMARTY_KEY: KEY });
    expect(code).toBe(0);
    expect(telegramsIn(out).map((t) => [t.frame_counter, t.readings.power_imported])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
    expect(complaintsIn(err)).toEqual([
      'Frames accepted: 3, refused: 2.',
      expect.stringMatching(/^1 x replay: .*\.$/),
      expect.stringMatching(/^1 x cut: .*\.$/),
    ]);
  });

  test('says that the key is wrong when every frame is refused, without telling the key', async () => {
    const file = recordingOf(
      'wrong.hex',
      [1, 2, 3].map((counter) => frameOf(counter)),
    );
    const key = '0f'.repeat(16);
    const { code, out, err } = await runProgram([
      '--meter',
      `replay:${file}`,
      '--key',
      key,
      ...FREE,
    ]);
    expect([code, out]).toEqual([1, '']);
    expect(complaintsIn(err)).toEqual([
      'Frames accepted: 0, refused: 3.',
      expect.stringMatching(/^3 x tag: .*key is wrong: compare the key/),
    ]);
    expect(err).not.toContain(key);
  });

  test('refuses a recording that is not hexadecimal and tells the line', async () => {
    const file = fileOf('bad.hex', '# x\ndb08\ndb0x\n');
    const { code, out, err } = await runProgram(['--meter', `replay:${file}`, ...FREE]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe(
      `${file}, line 3: the whole line must be pairs of hexadecimal digits, or begin with #.\n`,
    );
  });

  test('refuses a busy port in one sentence', async () => {
    const busy = await newBusyPort();
    const { code, out, err } = await runProgram([...MADE, '--mqtt', `embedded:${busy.port}`]);
    busy.close();
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/^Port \d+ is in use: choose another with --mqtt embedded:PORT.*\.\n$/);
  });

  test('refuses a broker that is not there in one sentence', async () => {
    const port = await freePort();
    const { code, out, err } = await runProgram([
      ...MADE,
      '--mqtt',
      `mqtt://me:geheim@127.0.0.1:${port}`,
    ]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toBe(
      `mqtt://127.0.0.1:${port}: No connection: check the address and port of the broker, and the network.\n`,
    );
  });

  test('refuses a login that the broker refuses, without telling the password', async () => {
    const broker = await newWitness(0, {
      authenticate: (_client, user, password, done) => {
        done(null, user === 'me' && password?.toString() === 'right');
      },
    });
    const wrong = await runProgram([
      ...MADE,
      '--mqtt',
      `mqtt://me:geheim@127.0.0.1:${broker.port}`,
    ]);
    await broker.close();
    expect([wrong.code, wrong.out]).toEqual([1, '']);
    expect(wrong.err).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+: The broker does not .*\.\n$/);
    expect(wrong.err).not.toContain('geheim');
  });

  test('loses no telegram while the broker is restarted', async () => {
    const first = await newWitness();
    const { port } = first;
    const topic = 'smarty/simulated/telegram';
    const program = startProgram([
      ...['--json', '--period', '0.05', '--count', '120'],
      ...['--mqtt', `mqtt://127.0.0.1:${port}`],
    ]);
    await eventually(() => payloadsOf(first, topic).length >= 10, 'ten telegrams');
    await first.close();
    await eventually(
      () => program.text.err.includes('is lost and tried again.'),
      'the loss is told',
    );
    const second = await newWitness(port);
    const { code, out, err } = await program.ended;
    const statuses = () => payloadsOf(second, 'smarty/simulated/status');
    await eventually(() => statuses().length > 1, 'the farewell');
    await second.close();
    const printed = telegramsIn(out).map((telegram) => telegram.frame_counter);
    const heard = [first, second].flatMap((witness) => {
      return payloadsOf(witness, topic).map((json) => (JSON.parse(json) as Telegram).frame_counter);
    });
    expect(code).toBe(0);
    expect(printed).toEqual(Array.from({ length: 120 }, (_none, i) => printed[0] + i));
    expect([...new Set(heard)]).toEqual(printed);
    expect(statuses()).toEqual(['online', 'offline']);
    expect(err).toContain(`mqtt://127.0.0.1:${port} is back.`);
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it cleanly', async (signal) => {
    const broker = await newWitness();
    const program = startProgram([...LONG, '--mqtt', `mqtt://127.0.0.1:${broker.port}`]);
    await eventually(() => program.text.out.includes('\n'), 'a telegram');
    program.child.kill(signal);
    const { code } = await program.ended;
    expect(code).toBe(0);
    const statuses = () => payloadsOf(broker, 'smarty/meter/status');
    await eventually(() => statuses().length > 1, 'the farewell');
    expect(statuses()).toEqual(['online', 'offline']);
    await broker.close();
  });

  test('ends quietly when nobody reads on', async () => {
    const program = startProgram([...LONG, ...FREE, '--json']);
    await eventually(() => program.text.out.includes('\n'), 'a telegram');
    program.child.stdout?.destroy();
    const { code, err } = await program.ended;
    expect(code).toBe(0);
    expect(complaintsIn(err)).toEqual([]);
  });
});

const hasCorpus = existsSync(CORPUS);
if (!hasCorpus) console.warn(`SKIPPED, there is no ${CORPUS}: the replay of a real meter's frame`);

describe.skipIf(!hasCorpus)('a frame of a real meter', () => {
  interface Entry {
    name: string;
    key: string;
    aad: string;
    file: string;
    frameCounter: number;
    expect: Record<string, string>;
  }

  test('is replayed into its 28 readings', async () => {
    const entries = JSON.parse(readFileSync(join(CORPUS, 'index.json'), 'utf8')) as Entry[];
    const entry = entries.find(({ name }) => name === 'lu-nexxtlab-t210d') as Entry;
    const { code, out } = await runProgram([
      ...['--json', '--meter', `replay:${join(CORPUS, entry.file)}`, ...FREE],
      ...['--key', entry.key, '--auth-key', entry.aad.slice(2)],
    ]);
    const [telegram] = telegramsIn(out);
    const { power_net, ...printed } = telegram.readings;
    expect(code).toBe(0);
    expect(telegram).toMatchObject({
      time: '2018-01-30T10:21:22+01:00',
      authenticated: true,
      frame_counter: entry.frameCounter,
    });
    // The clock is the time of the telegram, and the net power follows from two others.
    expect(Object.keys(printed)).toHaveLength(Object.keys(entry.expect).length - 1);
    expect(power_net).toBe(0);
    expect(printed).toMatchObject({
      version: entry.expect['1-3:0.2.8'],
      device_name: Buffer.from(entry.expect['0-0:42.0.0'], 'hex').toString(),
      energy_imported: parseFloat(entry.expect['1-0:1.8.0']),
      energy_exported: parseFloat(entry.expect['1-0:2.8.0']),
      reactive_energy_imported: parseFloat(entry.expect['1-0:3.8.0']),
      reactive_energy_exported: parseFloat(entry.expect['1-0:4.8.0']),
      reactive_power_exported: parseFloat(entry.expect['1-0:4.7.0']) * 1000,
      threshold: parseFloat(entry.expect['0-0:17.0.0']) * 1000,
      power_failures: parseInt(entry.expect['0-0:96.7.21'], 10),
      voltage_sags_l1: parseInt(entry.expect['1-0:32.32.0'], 10),
    });
  });
});
