/** Settings from everywhere: which goes before which, and what does not go together. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readFlags } from '../../../host-sim/settings/flags.ts';
import { loadSettings } from '../../../host-sim/settings/load.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'smarty-settings-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

interface Asked {
  config?: string;
  secrets?: string;
  env?: Record<string, string>;
  flags?: string[];
  meters?: string[];
}

function write(name: string, text: string, mode = 0o600): string {
  const file = join(directory, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

function load({ config, secrets, env = {}, flags = [], meters = [] }: Asked) {
  const file = config === undefined ? undefined : write('smarty.toml', config);
  if (secrets !== undefined) write('.secrets.toml', secrets);
  const { layer } = readFlags(flags, []);
  const { plan, complaints } = loadSettings({
    config: file,
    secrets: undefined,
    env,
    flags: layer,
    meters,
  });
  const texts = complaints.map(({ where, sentence }) => {
    return `${where.replace(`${directory}/`, '')}: ${sentence.replaceAll(`${directory}/`, '')}`;
  });
  return { plan, complaints: texts };
}

const A = 'aa'.repeat(16);
const B = 'bb'.repeat(16);
const HOUSE = '[house]\nsource = "/dev/ttyUSB0"\nstdout = "lines"\n';

function keyOf({ plan }: ReturnType<typeof load>, index = 0): string | undefined {
  const { key } = plan.meters[index].settings[''];
  return key && Buffer.from(key).toString('hex');
}

describe('settings', () => {
  test('mueli: keys stand in a second file, in tables of the same names', () => {
    const loaded = load({
      config: `${HOUSE}[flat]\nsource = "simulated"\nstdout = "lines"\n`,
      secrets: `[house]\nkey = "${A}"\n[flat]\nkey = "${B}"\n`,
    });
    expect(loaded.complaints).toEqual([]);
    expect([keyOf(loaded), keyOf(loaded, 1)]).toEqual([A, B]);
  });

  test('a flag goes before a variable, that before the secrets, and those before the file', () => {
    const config = `${HOUSE}key = "${A}"\n`;
    const secrets = `[house]\nkey = "${B}"\n`;
    const env = { SMARTY_KEY: 'cc'.repeat(16) };
    const own = { ...env, SMARTY_HOUSE__KEY: 'dd'.repeat(16) };
    const flags = ['--key', 'ee'.repeat(16)];
    const keys = [{ config }, { config, secrets }, { config, secrets, env }]
      .concat([{ config, secrets, env: own } as never, { config, secrets, env, flags } as never])
      .map((asked) => keyOf(load(asked)));
    expect(keys.map((key) => key?.slice(0, 2))).toEqual(['aa', 'bb', 'cc', 'dd', 'ee']);
  });

  test('what is given for one meter goes before what is given for all, in the same place', () => {
    const config = `[global]\ntag = "off"\n${HOUSE}tag = "fallback"\n[flat]\nsource = "simulated"\n`;
    const { plan } = load({ config });
    expect(plan.meters.map(({ settings }) => settings[''].tag)).toEqual(['fallback', 'off']);
  });

  test('a sink is on for all, and off for one', () => {
    const { plan, complaints } = load({
      config: `[global]\nmqtt = "mqtt://127.0.0.1"\n${HOUSE}[flat]\nsource = "simulated"\nstdout = "lines"\n[flat.mqtt]\nenabled = false\n`,
    });
    expect(complaints).toEqual([]);
    expect(plan.sinks.map(({ kind, meters }) => [kind.group.name, meters])).toEqual([
      ['stdout', ['house', 'flat']],
      ['mqtt', ['house']],
    ]);
  });

  test('meters share what can be shared, and have an own one of the rest', () => {
    const { plan } = load({
      config: `[global]\nmqtt = "mqtt://127.0.0.1"\nprometheus = 9464\n[a]\nsource = "simulated"\n[b]\nsource = "simulated"\n`,
    });
    expect(plan.sinks.map(({ kind, meters }) => [kind.group.name, meters])).toEqual([
      ['mqtt', ['a']],
      ['prometheus', ['a', 'b']],
      ['mqtt', ['b']],
    ]);
  });

  test('a secret in the environment alone switches no sink on', () => {
    const { plan, complaints } = load({ config: HOUSE, env: { SMARTY_MQTT__PASSWORD: 'x' } });
    expect(complaints).toEqual([]);
    expect(plan.sinks.map(({ kind }) => kind.group.name)).toEqual(['stdout']);
  });

  test('names of files are relative to the file that names them', () => {
    const { plan } = load({
      config: `[house]\nsource = "file:frames.hex"\nkey_file = "my.key"\nstdout = "lines"\n`,
    });
    const { '': meter, source } = plan.meters[0].settings;
    expect(meter.key_file).toBe(join(directory, 'my.key'));
    expect(source.url).toEqual({ kind: 'file', file: join(directory, 'frames.hex') });
  });

  test('only the meters that are named are read', () => {
    const config = `${HOUSE}[flat]\nsource = "simulated"\nstdout = "lines"\n`;
    const { plan } = load({ config, meters: ['flat'] });
    expect(plan.meters.map(({ name }) => name)).toEqual(['flat']);
    expect(() => load({ config, meters: ['attic'] })).toThrow(
      /smarty\.toml has no meter of that name; it has house, flat\.$/,
    );
  });

  test('a value that is none is told once, where it was given, and never repeated', () => {
    const config = `[global]\nkey = "00112233"\n${HOUSE}[flat]\nsource = "simulated"\nstdout = "lines"\n`;
    expect(load({ config }).complaints).toEqual([
      'smarty.toml:2: key must be 32 hexadecimal digits, as in the letter of your grid operator.',
    ]);
    const { complaints } = load({ config: HOUSE, env: { SMARTY_HOUSE__KEY: 'secret' } });
    expect(complaints).toEqual([
      'SMARTY_HOUSE__KEY: key must be 32 hexadecimal digits, as in the letter of your grid operator.',
    ]);
  });

  test('secrets that others can read are warned of', () => {
    if (process.platform === 'win32') return;
    const config = write('smarty.toml', `${HOUSE}key = "${A}"\n`, 0o644);
    const sources = { config, secrets: undefined, env: {}, meters: [] };
    const { complaints } = loadSettings({ ...sources, flags: readFlags([], []).layer });
    expect(complaints).toEqual([
      {
        where: config,
        sentence: `Everybody on this computer can read the secrets in it: chmod o-r ${config}`,
        isWarning: true,
      },
    ]);
  });

  test('what is missing is told with an example', () => {
    expect(load({ config: '' }).complaints).toEqual([
      'smarty.toml: There is no meter in it: write [house], or another name, and its settings below.',
    ]);
    expect(load({ config: '[house]\nstdout = "lines"\n' }).complaints).toEqual([
      'house: Meter house has no source: give it source = "/dev/ttyUSB0", or another of those in docs/reader.md.',
    ]);
    const { complaints } = load({ config: `${HOUSE}[house.mqtt]\nuser = "x"\n` });
    expect(complaints).toEqual([
      expect.stringMatching(/^smarty\.toml:5: mqtt of house needs url: mqtt:\/\/HOST:PORT/),
    ]);
  });

  test('secrets of a meter that there is not are told with what was probably meant', () => {
    const { complaints } = load({ config: HOUSE, secrets: `[hause]\nkey = "${A}"\n` });
    expect(complaints).toEqual([
      '.secrets.toml:2: The configuration has no meter "hause": did you mean "house"?',
    ]);
  });

  test('what does not go together is told', () => {
    const two = (house: string, flat: string) =>
      load({ config: `[house]\n${house}\n[flat]\n${flat}\n` }).complaints;
    expect(two('source = "simulated"\ntcp = 2001', 'source = "simulated"\ntcp = 2001')).toEqual([
      'flat: tcp telegrams of house and tcp telegrams of flat both want 127.0.0.1:2001: give each a port of its own.',
    ]);
    expect(
      two('source = "simulated"\nhttp = 8080', 'source = "simulated"\nprometheus = 8080'),
    ).toEqual([
      'flat: http listen of house and prometheus listen of flat both want 127.0.0.1:8080: give each a port of its own.',
    ]);
    const quarter = (seconds: number) =>
      load({ config: `${HOUSE}[house.tariff]\nquarter_s = ${seconds}\n` }).complaints;
    expect(quarter(700)).toEqual([
      'smarty.toml:5: tariff quarter_s must be a whole number from 300 to 3600 that divides an hour, such as 900.',
    ]);
    expect(quarter(1800)).toEqual([]);
    const same = (sink: string) =>
      two(`source = "simulated"\n${sink}`, `source = "simulated"\n${sink}`);
    expect(same('pty = "p1"')).toEqual([
      'flat: pty link of house and pty link of flat both want p1: give each a link of its own.',
    ]);
    expect(same('port = "/dev/ttyUSB1"')).toEqual([
      'flat: port path of house and port path of flat both want /dev/ttyUSB1: give each a port of its own.',
    ]);
    const client = (id: string) => same(`mqtt = { url = "mqtt://a", client_id = "${id}" }`);
    expect(client('reader')).toEqual([
      'flat: mqtt client_id of house and mqtt client_id of flat both want the same client id: put {meter} into it, which stands for the name of the meter.',
    ]);
    expect(client('reader-{meter}')).toEqual([]);
    const line = 'source = "/dev/ttyUSB0"\nstdout = "lines"';
    expect(two(line, line)).toEqual([
      'flat: house and flat both read /dev/ttyUSB0: one serial port is one meter.',
    ]);
    expect(
      two(`${line}\nkey = "${A}"\nkey_file = "x"`, 'source = "simulated"\nstdout = "lines"'),
    ).toEqual(['smarty.toml:5: Meter house has key and key_file: give one of them.']);
    expect(two('source = "mqtt://a/+/frame"\nstdout = "lines"', line)).toEqual([
      'house: source needs the topic of one meter: mqtt://HOST/TOPIC, without + and #, or source topic.',
    ]);
    expect(two('source = "simulated"', 'source = "simulated"\nstdout = "lines"')).toEqual([
      'house: Nothing is told of house: give it a sink, such as mqtt = "mqtt://192.168.1.2".',
    ]);
  });

  test('a file that is not there is a problem with its flag', () => {
    const sources = { secrets: undefined, env: {}, meters: [], flags: readFlags([], []).layer };
    expect(() => loadSettings({ ...sources, config: join(directory, 'no.toml') })).toThrow(
      /no\.toml cannot be read \(ENOENT\): check the name after --config/,
    );
  });
});
