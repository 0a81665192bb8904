/** What a subscriber hears of the simulator with the settings of the dongle. */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { runCommand } from '../../../host-sim/command/command.ts';
import { newHouse } from '../../../host-sim/house/load.ts';
import { formatTelegram } from '../../../host-sim/house/telegram.ts';
import { localAddress } from '../../../host-sim/node/local.ts';
import { frameOf, KEY, TITLE } from '../../fakes/meter.ts';
import { eventually, freePort, newWitness, payloadsOf, startProgram } from './program.ts';
import type { Witness } from './program.ts';

const ends: (() => unknown)[] = [];
const folder = mkdtempSync(join(tmpdir(), 'smarty-'));

afterAll(() => rmSync(folder, { recursive: true }));
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** One telegram a minute from two minutes before the quarter hour. */
function frameAt(minute: number): Uint8Array {
  const startMs = Date.UTC(2025, 0, 1, 9, 13 + minute);
  const house = newHouse({ seed: 1, startMs });
  return frameOf(minute + 1, { telegram: formatTelegram(house, startMs, 'full') });
}

/** A recording of so many minutes; the frames of a replay follow each other at once. */
function recording(minutes: number, first = 0): string[] {
  const file = join(folder, `${first}-${minutes}.hex`);
  const frames = Array.from({ length: minutes }, (_none, i) => frameAt(first + i));
  writeFileSync(file, frames.map((frame) => Buffer.from(frame).toString('hex')).join('\n'));
  return ['--key', KEY, '--meter', `replay:${file}`];
}

const ONE = recording(1);
const sets = (...pairs: string[]) => pairs.flatMap((pair) => ['--set', pair]);

async function witness(): Promise<Witness> {
  const broker = await newWitness();
  ends.push(() => broker.close());
  return broker;
}

/** Runs the command in this process; resolves with its exit code. */
function play(args: string[]) {
  const ending = new AbortController();
  const text = { out: '', err: '' };
  const out = { write: (piece: string | Uint8Array) => (text.out += String(piece)) };
  const err = { write: (piece: string | Uint8Array) => (text.err += String(piece)) };
  const exitCode = runCommand([...args, '--json'], { env: {}, out, err, signal: ending.signal });
  ends.push(() => (ending.abort(), exitCode));
  return { text, ending, exitCode };
}

/** What is heard of a run from its beginning to its end. */
async function heardOf(args: string[]): Promise<Witness> {
  const broker = await witness();
  const { exitCode, text } = play([...args, '--mqtt', `mqtt://127.0.0.1:${broker.port}`]);
  expect([await exitCode, text.err]).toEqual([0, expect.any(String)]);
  // What is said last has to arrive, too.
  await eventually(
    () => broker.heard.some(({ payload }) => payload === 'offline' || payload === 'disconnected'),
    'the farewell',
  );
  return broker;
}

const topicsOf = ({ heard }: Witness) => new Set(heard.map(({ topic }) => topic));
const below = ({ heard }: Witness, root: string) => heard.filter((h) => h.topic.startsWith(root));

describe('a subscriber hears', () => {
  test('status, telegram and readings where nothing is set, and nothing of Home Assistant', async () => {
    const broker = await heardOf(ONE);
    const roots = new Set(
      [...topicsOf(broker)].map((topic) => topic.split('/').slice(0, 3).join('/')),
    );
    expect(roots).toEqual(
      new Set(['smarty/meter/status', 'smarty/meter/telegram', 'smarty/meter/reading']),
    );
    expect(below(broker, 'smarty/meter/reading/').every(({ retain }) => retain)).toBe(true);
    expect(below(broker, 'smarty/meter/telegram').map(({ retain }) => retain)).toEqual([false]);
  });

  test('neither telegram nor readings where they are switched off', async () => {
    const broker = await heardOf([...ONE, ...sets('telegram_topic=no', 'reading_topics=no')]);
    expect(topicsOf(broker)).toEqual(new Set(['smarty/meter/status']));
  });

  test('a retained telegram, and readings that are not, where that is set', async () => {
    const broker = await heardOf([
      ...ONE,
      ...sets('telegram_topic=qos0_retained', 'reading_topics=qos1'),
    ]);
    expect(below(broker, 'smarty/meter/telegram').map(({ retain }) => retain)).toEqual([true]);
    expect(below(broker, 'smarty/meter/reading/').some(({ retain }) => retain)).toBe(false);
  });

  test('OBIS codes with value and unit as printed, below the root that is set', async () => {
    const broker = await heardOf([...ONE, ...sets('obis_topics=qos1', 'obis_root=my/codes')]);
    const printed = formatTelegram(
      newHouse({ seed: 1, startMs: Date.UTC(2025, 0, 1, 9, 13) }),
      Date.UTC(2025, 0, 1, 9, 13),
      'full',
    );
    const [, value] = /1-0:32\.7\.0\((\d+\.\d+)\*V\)/.exec(printed) as RegExpExecArray;
    expect(payloadsOf(broker, 'my/codes/meter/1-0:32.7.0')).toEqual([`${value} V`]);
    expect(below(broker, 'my/codes/').some(({ retain }) => retain)).toBe(false);
  });

  test.each([
    ['printed', 'act_pwr_imported_p_plus_kW', 'power_consumption_calc_W'],
    ['calculated', 'power_consumption_calc_W', 'act_pwr_imported_p_plus_kW'],
  ])('SmartyReader by its %s names', async (names, told, untold) => {
    const broker = await heardOf([
      ...ONE,
      ...sets('smartyreader_topics=qos0', `smartyreader_names=${names}`),
    ]);
    expect(payloadsOf(broker, `lamsmarty/${told}`)).toHaveLength(1);
    expect(topicsOf(broker)).not.toContain(`lamsmarty/${untold}`);
  });

  test.each([
    ['homie4', 'homie/meter/'],
    ['homie5', 'homie/5/meter/'],
    ['mueli', 'homie/electric-smart-meter/'],
  ])('%s: a tree that is init, then ready, and disconnected at the end', async (kind, root) => {
    const broker = await heardOf([...ONE, ...sets(`homie=${kind}`)]);
    const states = payloadsOf(broker, `${root}$state`);
    expect([states[0], ...states.slice(-2)]).toEqual(['init', 'ready', 'disconnected']);
    expect(below(broker, root).every(({ retain }) => retain)).toBe(true);
    const values = below(broker, root).filter(({ topic }) => !topic.includes('$'));
    expect(values.length).toBeGreaterThan(2);
    expect(topicsOf(broker)).not.toContain('smarty/meter/status');
  });

  test.skipIf(!localAddress())('at which address a tree of Homie 4 is', async () => {
    const broker = await heardOf([...ONE, ...sets('homie=homie4')]);
    expect(payloadsOf(broker, 'homie/meter/$localip')).toEqual([localAddress()?.ip]);
    expect(payloadsOf(broker, 'homie/meter/$extensions')[0]).toContain('legacy-firmware');
  });

  test('mean, least and most of the powers between two publications', async () => {
    const broker = await heardOf([
      ...['--period', '0.2', '--count', '12'],
      ...sets('publish_period_s=1'),
    ]);
    const mean = payloadsOf(broker, 'smarty/simulated/reading/power_imported_mean').map(Number);
    const least = payloadsOf(broker, 'smarty/simulated/reading/power_imported_min').map(Number);
    const most = payloadsOf(broker, 'smarty/simulated/reading/power_imported_max').map(Number);
    const telegrams = payloadsOf(broker, 'smarty/simulated/telegram');
    expect(telegrams.length).toBeGreaterThan(1);
    expect(telegrams.length).toBeLessThan(9);
    expect(mean).toHaveLength(telegrams.length);
    for (const [i, value] of mean.entries()) {
      expect(value).toBeGreaterThanOrEqual(least[i]);
      expect(value).toBeLessThanOrEqual(most[i]);
    }
  });

  test('quarter hours, which the next run knows where a file keeps them', async () => {
    const state = ['--state', join(folder, 'state.bin'), ...sets('quarters=yes')];
    const first = await heardOf([...recording(4), ...state]);
    const topic = 'smarty/meter/reading/last_quarter_time';
    const names = [...topicsOf(first)].filter((name) => name.includes('quarter'));
    expect(names).toContain(topic);
    expect(statSync(join(folder, 'state.bin')).size).toBe(65536);
    const later = await heardOf([...recording(1, 4), ...state]);
    const forgetful = await heardOf([...recording(1, 4), ...sets('quarters=yes')]);
    expect(payloadsOf(later, topic)).toEqual(payloadsOf(first, topic).slice(-1));
    expect(payloadsOf(forgetful, topic)).toEqual([]);
  });
});

describe('Home Assistant', () => {
  const YES = sets('homeassistant=yes');
  const CONFIG = `homeassistant/sensor/${TITLE.toUpperCase()}/power_imported/config`;
  const NOTE = 'smarty/meter/discovery';

  test('is told each reading, retained, by a host that takes no commands', async () => {
    const broker = await heardOf([...ONE, ...YES]);
    const configs = below(broker, 'homeassistant/');
    const [config] = payloadsOf(broker, CONFIG).map((json) => JSON.parse(json) as object);
    expect(config).toMatchObject({ stat_t: 'smarty/meter/reading/power_imported' });
    expect(configs.every(({ retain }) => retain)).toBe(true);
    expect(configs.some(({ topic }) => topic.includes('/button/'))).toBe(false);
    expect(payloadsOf(broker, NOTE)).toEqual([`homeassistant ${TITLE.toUpperCase()}`]);
  });

  test('is told all again when it has started', async () => {
    const broker = await witness();
    play([...['--period', '0.05', '--mqtt', `mqtt://127.0.0.1:${broker.port}`], ...YES]);
    await eventually(() => payloadsOf(broker, 'smarty/simulated/discovery').length > 0, 'the note');
    const before = payloadsOf(broker, CONFIG).length;
    const home = await mqtt.connectAsync(`mqtt://127.0.0.1:${broker.port}`);
    ends.push(() => home.endAsync(true));
    await home.publishAsync('homeassistant/status', 'online');
    await eventually(() => payloadsOf(broker, CONFIG).length > before, 'the entity once more');
  });

  test('is made to forget what an earlier run has told, once it is switched off', async () => {
    const broker = await witness();
    const there = ['--mqtt', `mqtt://127.0.0.1:${broker.port}`];
    await play([...ONE, ...YES, ...there]).exitCode;
    const told = [...topicsOf(broker)].filter((topic) => topic.startsWith('homeassistant/'));
    // More than one telegram: the note may come behind the first.
    play([...recording(50, 10), '--period', '0.1', ...there]);
    await eventually(() => payloadsOf(broker, NOTE).at(-1) === '', 'the note is taken back');
    for (const topic of told)
      expect([topic, payloadsOf(broker, topic).at(-1)]).toEqual([topic, '']);
  });
});

test('a Homie tree is lost when the program is killed', async () => {
  const broker = await witness();
  const program = startProgram([
    ...['--mqtt', `mqtt://127.0.0.1:${broker.port}`, '--json', '--period', '0.2'],
    ...sets('homie=homie5'),
  ]);
  const state = 'homie/5/simulated/$state';
  await eventually(() => payloadsOf(broker, state).at(-1) === 'ready', 'the tree is there');
  program.child.kill('SIGKILL');
  await eventually(() => payloadsOf(broker, state).at(-1) === 'lost', 'it is lost');
});

test('who comes later finds in the broker inside what is retained', async () => {
  const port = await freePort();
  const { text } = play([
    ...['--mqtt', `embedded:${port}`, '--period', '0.2'],
    ...sets('homie=homie4', 'telegram_topic=qos1'),
  ]);
  await eventually(() => text.out.split('\n').length > 2, 'two telegrams');
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
  ends.push(() => client.endAsync(true));
  const kept = new Map<string, string>();
  const state = 'homie/simulated/$state';
  client.on('message', (topic, payload, { retain }) => {
    if (retain || topic === state) kept.set(topic, payload.toString());
  });
  const isThere = (topic: string, part: string) =>
    !!kept.get(`homie/simulated/${topic}`)?.includes(part);
  // Later than the tree: what is sent after the subscription does not come as retained.
  await client.subscribeAsync(state);
  await eventually(() => isThere('$state', 'ready'), 'the tree');
  await client.subscribeAsync('#');
  await eventually(() => isThere('$homie', '4.0.0'), 'the tree once more');
  await eventually(() => isThere('electricity/$properties', 'power-imported'), 'its properties');
  expect(kept.has('smarty/simulated/telegram')).toBe(false);
});

test('a file that is no state of the simulator is refused in one sentence', async () => {
  const file = join(folder, 'letter.txt');
  writeFileSync(file, 'Dear Sir');
  const args = [...ONE, '--mqtt', 'embedded:0', ...sets('quarters=yes')];
  const other = play([...args, '--state', file]);
  expect([await other.exitCode, other.text.err]).toEqual([
    1,
    `${file} was not written by --state: move it away, or choose another place with --state.\n`,
  ]);
  const nowhere = play([...args, '--state', join(folder, 'none', 'state.bin')]);
  expect([await nowhere.exitCode, nowhere.text.err]).toEqual([
    1,
    expect.stringMatching(/^.* cannot be used \(ENOENT\): check the name after --state .*\.\n$/),
  ]);
});
