/**
 * What mueli's smart-meter-reader was set up with, and what it told: its settings.toml as it is shipped
 * (@252be7e) with keys made for the test.
 */
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convertDynaconf } from '../../../host-sim/legacy/dynaconf.ts';
import { loadSettings } from '../../../host-sim/settings/load.ts';
import { newLayer } from '../../../host-sim/settings/given.ts';
import { buildRequest } from '../../../host-sim/kamstrup/kmp.ts';
import { HEAT_GROUP } from '../../../host-sim/kamstrup/settings.ts';
import { eventually } from '../command/program.ts';
import { textOf } from '../service/files.ts';
import { newHearer, valuesOf } from '../sink/hearer.ts';
import type { Folder } from './command.ts';
import { newFolder, run, start } from './command.ts';

const UNIT = textOf('smarty@.service');
const GUEK = '000102030405060708090a0b0c0d0e0f';
const GAK = 'a0a1a2a3a4a5a6a7a8a9aaabacadaeaf';

const SETTINGS = `[global]
debug_level = "DEBUG"
mqtt_broker = 'broker.lan'
mqtt_port = 1884

[dummy]
dynaconf_merge = true
[dummy.client]
id = "dummy"
[dummy.sink]
ids = ["homie"]
[dummy.sink.homie]
id = "dummy-smart-meter"
name = "Dummy Device"
device_type = "DummySmartMeter"

[t210]
dynaconf_merge = true
[t210.client]
id = "sagemcom_T210_D_r"
[t210.client.serial]
port = "/dev/ttyS0"
settings = "SERIAL_SETTINGS_V5"
[t210.client.kamstrup_403]
telegram_specification = "V5"
[t210.sink]
ids = ["homie"]
[t210.sink.homie]
id = "electric-smart-meter"
name = "Sagemcom T210-D-r Stromzähler"
device_type = "ElectricSmartMeter"

[kamstrup_403]
dynaconf_merge = true
[kamstrup_403.client]
id = "kamstrup_403"
[kamstrup_403.client.serial]
port = "/dev/ir-head"
[kamstrup_403.sink]
ids = ["homie"]
[kamstrup_403.sink.homie]
id = "heat-smart-meter"
name = "Kamstrup 403 Fernwärmezähler"
device_type = "HeatSmartMeter"
`;
const SECRETS = `[t210]\ndynaconf_merge = true\n[t210.client]\nguek = "${GUEK}"\ngak = "${GAK}"\n`;

let folder: Folder;

beforeAll(() => {
  folder = newFolder();
  folder.file('settings.toml', SETTINGS);
  folder.file('.secrets.toml', SECRETS);
});
afterAll(() => folder.remove());

const planOf = (config: string) => {
  return loadSettings({ config, secrets: undefined, env: {}, flags: newLayer(), meters: [] });
};

describe('mueli: configuration', () => {
  test('mueli: settings.toml and .secrets.toml become ours, with a meter for each environment', async () => {
    const into = newFolder();
    const made = await run([
      'convert-config',
      join(folder.path, 'settings.toml'),
      '--into',
      into.path,
    ]);
    expect([made.code, made.err]).toEqual([
      0,
      'dummy: in place of a sine there is a simulated house, as electric-smart-meter.\n',
    ]);
    const config = join(into.path, 'smarty.toml');
    const { plan, complaints } = planOf(config);
    expect(complaints).toEqual([]);
    expect(plan.global.log_level).toBe('debug');
    const sources = plan.meters.map(({ name, settings }) => [name, settings.source.url]);
    expect(sources).toEqual([
      ['dummy', { kind: 'simulated' }],
      ['t210', { kind: 'serial', path: '/dev/ttyS0' }],
      ['kamstrup_403', { kind: 'kamstrup', line: { kind: 'serial', path: '/dev/ir-head' } }],
    ]);
    const { key, auth_key: authKey } = plan.meters[1].settings[''];
    expect([key, authKey].map((bytes) => Buffer.from(bytes!).toString('hex'))).toEqual([GUEK, GAK]);
    expect(plan.sinks.map(({ kind, meters }) => [kind.group.name, meters])).toEqual([
      ['mqtt', ['dummy']],
      ['mqtt', ['t210']],
      ['mqtt', ['kamstrup_403']],
    ]);
    for (const { options } of plan.sinks) {
      expect((options.url as URL).href).toBe('mqtt://broker.lan:1884');
      expect(options).toMatchObject({ homie: 'mueli', homie_root: 'homie', homeassistant: 'no' });
      expect(options).toMatchObject({ telegram_topic: 'no', reading_topics: 'no' });
    }
    expect((await run(['check-config', config])).code).toBe(0);
    into.remove();
  });

  test('mueli: keys go to a file that only its owner may read, and nowhere else', async () => {
    const file = join(folder.path, 'settings.toml');
    const shown = await run(['convert-config', file]);
    const into = newFolder();
    const written = await run(['convert-config', file, '--into', into.path]);
    const secrets = join(into.path, '.secrets.toml');
    expect(readFileSync(secrets, 'utf8')).toContain(
      `[t210]\nkey = "${GUEK}"\nauth_key = "${GAK}"\n`,
    );
    if (process.platform !== 'win32') expect(statSync(secrets).mode & 0o777).toBe(0o600);
    const config = readFileSync(join(into.path, 'smarty.toml'), 'utf8');
    expect(shown.out).toBe(config);
    for (const text of [shown.err, written.out, written.err, config]) {
      expect(text).not.toContain(GUEK);
      expect(text).not.toContain(GAK);
    }
    const again = await run(['convert-config', file, '--into', into.path]);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('it is there already')]);
    into.remove();
  });

  test('mueli: both files are written as the shipped unit reads them, or none', async () => {
    const file = join(folder.path, 'settings.toml');
    const into = newFolder();
    const [config, secrets] = ['smarty.toml', '.secrets.toml'].map((name) => join(into.path, name));
    into.file('.secrets.toml', '');
    const half = await run(['convert-config', file, '--into', into.path]);
    expect([half.code, half.err]).toEqual([1, expect.stringContaining(`${secrets} cannot be`)]);
    expect(existsSync(config)).toBe(false);
    rmSync(secrets);
    const before = process.umask(0o077);
    const { code } = await run(['convert-config', file, '--into', into.path]);
    process.umask(before);
    expect(code).toBe(0);
    // The user of the unit owns no file: only what everybody may read, and what systemd hands over.
    if (process.platform !== 'win32') expect(statSync(config).mode & 0o777).toBe(0o644);
    expect(UNIT).toContain('--config /etc/smarty/smarty.toml');
    expect(UNIT).toContain('LoadCredential=secrets.toml:/etc/smarty/.secrets.toml');
    into.remove();
  });

  test('mueli: defaults for all, capitals and older serial ports are understood; the rest is told', () => {
    const text = `[default]
MQTT_BROKER = "fe80::1"
[Default.Client.Serial]
SETTINGS = "SERIAL_SETTINGS_V2_2"
[cellar.client]
id = "Sagemcom_T210_D_r"
baudrate = 300
[cellar.client.serial]
port = "/dev/ttyUSB1"
[cellar.sink.homie]
id = "my-meter"
`;
    const { config, secrets, notes } = convertDynaconf([{ text, file: 'settings.toml' }]);
    expect(config).toContain('[cellar.source]\nurl = "/dev/ttyUSB1"\nbaud = 9600\nformat = "7E1"');
    expect(config).toContain('url = "mqtt://[fe80::1]:1883"');
    expect(secrets).not.toContain('[');
    expect(notes).toEqual([
      'cellar: client.baudrate is not taken over: nothing here has that meaning.',
      'cellar: the tree is homie/electric-smart-meter and not homie/my-meter: its name is fixed.',
    ]);
  });

  test('mueli: a file that is another one is told', async () => {
    const other = newFolder();
    for (const [text, sentence] of [
      ['[global]\nmqtt_broker = "x"\n', /has no environment such as \[t210\]/],
      ['[t210\n', /other\.toml:\d: This is no TOML\./],
      ['[t210.client]\nid = "landis"\n', /^\[t210\.client\] id must be one of dummy, sagemcom/],
    ] as const) {
      const { code, err } = await run(['convert-config', other.file('other.toml', text)]);
      expect([code, err]).toEqual([2, expect.stringMatching(sentence)]);
    }
    const gone = await run(['convert-config', join(folder.path, 'gone.toml')]);
    expect([gone.code, gone.err]).toEqual([1, expect.stringContaining('cannot be read (ENOENT)')]);
    expect((await run(['convert-config'])).code).toBe(2);
    other.remove();
  });
});

describe('mueli: what it did', () => {
  test('mueli: electricity and heat in one process, each in its tree, QoS 1 and retained', async () => {
    const broker = await newHearer();
    const own = newFolder();
    const mqtt = `{ url = "mqtt://127.0.0.1:${broker.port}", homie = "mueli" }`;
    const tables = { t210: 'simulated', kamstrup_403: 'kamstrup:simulated' };
    const lines = Object.entries(tables).map(([name, url]) => {
      return `[${name}]\nsource = "${url}"\nmqtt = ${mqtt}\n`;
    });
    const program = start(['run', '--config', own.file('smarty.toml', lines.join('\n'))]);
    const value = (topic: string) => valuesOf(broker.heard, topic).at(-1);
    const [electric, heat] = ['homie/electric-smart-meter', 'homie/heat-smart-meter'];
    const last = [`${electric}/power/current-delivery`, `${heat}/ops/hour-counter`];
    await eventually(() => last.every((topic) => value(topic) !== undefined), 'both trees');
    await eventually(
      () => [electric, heat].every((one) => value(`${one}/$state`) === 'ready'),
      'ready',
    );
    program.end();
    expect((await program.ended).code).toBe(0);
    await eventually(() => value(`${electric}/$state`) === 'disconnected', 'the farewell');
    const tree = broker.heard.filter(({ topic }) => topic.startsWith('homie/'));
    expect(tree.every(({ qos, retain }) => qos === 1 && retain)).toBe(true);
    for (const device of [electric, heat]) {
      expect([device, value(`${device}/$homie`)]).toEqual([device, expect.stringMatching(/^4\./)]);
      // Without them a device is none (Homie 4.0.0): mueli left them out, or empty.
      expect(value(`${device}/$extensions`)).toBeDefined();
      const nodes = value(`${device}/$nodes`)?.split(',') ?? [];
      for (const node of nodes) {
        for (const name of value(`${device}/${node}/$properties`)?.split(',') ?? []) {
          const property = `${device}/${node}/${name}`;
          expect([property, value(`${property}/$name`)]).toEqual([
            property,
            expect.stringMatching(/./),
          ]);
          const type = value(`${property}/$datatype`);
          expect([property, ['integer', 'float']]).toEqual([
            property,
            expect.arrayContaining([type]),
          ]);
          // What the meter does not send is declared, and not told.
          const told = value(property);
          const isRight =
            told === undefined || (type === 'integer' ? /^-?\d+$/ : /^-?[\d.]+$/).test(told);
          expect([property, told, isRight]).toEqual([property, told, true]);
        }
      }
    }
    for (const [topic, unit] of [
      [`${electric}/energy/imported-total`, 'Wh'],
      [`${electric}/power/current-usage`, 'W'],
      [`${heat}/energy/imported-total`, 'kWh'],
      [`${heat}/power/current-usage`, 'kW'],
      [`${heat}/temperatures/temp-diff`, 'K'],
      [`${heat}/flow/flow`, 'l/h'],
    ]) {
      expect([topic, value(`${topic}/$unit`)]).toEqual([topic, unit]);
    }
    own.remove();
    await broker.close();
  });

  test('mueli: the unit is a template, its instance the meter, and it is started again', () => {
    const unit = readFileSync(
      new URL('../../../host-sim/service/smarty@.service', import.meta.url),
      'utf8',
    );
    expect(unit).toMatch(/^ExecStart=.* run .*--meter %i$/m);
    expect(unit).toMatch(/^Restart=always$/m);
    expect(unit).toMatch(/^WantedBy=multi-user\.target$/m);
    expect(unit).not.toMatch(/PIDFile/);
  });

  test('mueli: Kamstrup: the questions for registers 60 and 80, byte for byte, at 1200 baud', () => {
    // Recomputed from the protocol: CRC-16/XMODEM over 3F 10 01 and the register.
    const hexOf = (register: number) => Buffer.from(buildRequest([register])).toString('hex');
    expect(hexOf(60)).toBe('803f1001003cb25f0d');
    expect(hexOf(80)).toBe('803f100100501f750d');
    const { period_s: period, registers } = HEAT_GROUP.rows;
    expect([period.preset, registers.form.read('60,80')]).toEqual(['3600', [60, 80]]);
  });
});
