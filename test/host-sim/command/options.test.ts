import { describe, expect, test } from 'vitest';
import { parseOptions } from '../../../host-sim/command/options.ts';
import { isProblem } from '../../../host-sim/command/problem.ts';
import type { Options } from '../../../host-sim/command/settings.ts';

const KEY = '00112233445566778899aabbccddeeff';
const KEY_BYTES = Uint8Array.from(Buffer.from(KEY, 'hex'));

function optionsOf(args: string[], env: Record<string, string> = {}): Options {
  const asked = parseOptions(args, env);
  if (asked.kind !== 'run') throw new Error(`asked for ${asked.kind}`);
  return asked.options;
}

/** The sentence and the exit code of a command line that is refused. */
function refusalOf(args: string[], env: Record<string, string> = {}): [string, number] {
  try {
    parseOptions(args, env);
  } catch (thrown) {
    if (isProblem(thrown)) return [thrown.message, thrown.exitCode];
    throw thrown;
  }
  throw new Error('not refused');
}

describe('without options', () => {
  test('a simulated meter publishes to a broker inside on port 1883, without end', () => {
    expect(optionsOf([])).toEqual({
      replay: undefined,
      list: undefined,
      seed: undefined,
      key: undefined,
      keyFile: undefined,
      authKey: KEY_BYTES,
      tag: 'verify',
      broker: { isEmbedded: true, port: 1883 },
      http: undefined,
      device: undefined,
      periodS: undefined,
      count: Infinity,
      telegrams: undefined,
      frames: undefined,
      aliases: false,
      json: false,
      settings: { homeassistant: 'no' },
      state: undefined,
      capacity: 16384,
    });
  });
});

describe('each option', () => {
  test.each<[string[], Partial<Options>]>([
    [['--meter', 'simulated'], { replay: undefined }],
    [['--meter', 'replay:a b.hex'], { replay: 'a b.hex' }],
    [['--meter=replay:C:\\frames.hex'], { replay: 'C:\\frames.hex' }],
    [['--list', 'austria'], { list: 'austria' }],
    [['--list=dsmr5'], { list: 'dsmr5' }],
    [['--seed', '0'], { seed: 0 }],
    [['--seed', '4294967295'], { seed: 4294967295 }],
    [['--key', KEY], { key: KEY_BYTES }],
    [['--key', KEY.toUpperCase()], { key: KEY_BYTES }],
    [['--key-file', 'my.key'], { keyFile: 'my.key' }],
    [['--auth-key', 'ff'.repeat(16)], { authKey: new Uint8Array(16).fill(255) }],
    [['--tag', 'fallback'], { tag: 'fallback' }],
    [['--tag', 'off'], { tag: 'off' }],
    [['--mqtt', 'embedded'], { broker: { isEmbedded: true, port: 1883 } }],
    [['--mqtt', 'embedded:0'], { broker: { isEmbedded: true, port: 0 } }],
    [['--device', 'cellar-1'], { device: 'cellar-1' }],
    [['--period', '10'], { periodS: 10 }],
    [['--period', '0'], { periodS: 0 }],
    [['--period', '0.25'], { periodS: 0.25 }],
    [['--count', '3'], { count: 3 }],
    [['--json'], { json: true }],
    [['--telegrams', '2001'], { telegrams: { host: '127.0.0.1', port: 2001 } }],
    [['--telegrams', '0.0.0.0:0'], { telegrams: { host: '0.0.0.0', port: 0 } }],
    [['--frames', '[::1]:2002'], { frames: { host: '::1', port: 2002 } }],
    [['--frames', 'cellar.lan:65535'], { frames: { host: 'cellar.lan', port: 65535 } }],
    [['--aliases', '--telegrams', '1'], { aliases: true }],
    [['--capacity', '12000'], { capacity: 12000 }],
    [
      ['--set', 'homie=mueli', '--set', 'publish_period_s=60', '--device', 'My_meter'],
      { settings: { homeassistant: 'no', homie: 'mueli', publish_period_s: '60' } },
    ],
    [['--set', 'homeassistant=yes'], { settings: { homeassistant: 'yes' } }],
  ])('%j is taken', (args, expected) => {
    expect(optionsOf(args)).toMatchObject(expected);
  });

  test('the last of two values counts', () => {
    expect(optionsOf(['--count', '3', '--count', '4']).count).toBe(4);
  });

  test.each<[string, object]>([
    ['mqtt://h', { host: 'h', port: 1883 }],
    ['mqtt://192.168.1.2:1884/', { host: '192.168.1.2', port: 1884 }],
    ['mqtt://[::1]:1884', { host: '::1', port: 1884 }],
    ['mqtt://me@h', { host: 'h', port: 1883, user: 'me' }],
    ['mqtt://me:p%40ss%2F%3A@h', { host: 'h', port: 1883, user: 'me', password: 'p@ss/:' }],
  ])('the address %s is understood', (text, address) => {
    expect(optionsOf(['--mqtt', text]).broker).toEqual({ isEmbedded: false, address });
  });

  test('a password beyond ASCII goes to the broker as UTF-8', () => {
    const { broker } = optionsOf(['--mqtt', 'mqtt://me:%C3%A9@h']);
    expect(broker).toMatchObject({ address: { password: '\xc3\xa9' } });
  });
});

describe('the key', () => {
  test('comes from the environment, so that it need not be on the command line', () => {
    expect(optionsOf([], { SMARTY_KEY: `${KEY}\n` }).key).toEqual(KEY_BYTES);
  });

  test('on the command line goes before the one in the environment', () => {
    const env = { SMARTY_KEY: 'ff'.repeat(16) };
    expect(optionsOf(['--key', KEY], env).key).toEqual(KEY_BYTES);
    expect(optionsOf(['--key-file', 'f'], env)).toMatchObject({ key: undefined, keyFile: 'f' });
  });

  test('is absent when the variable is empty', () => {
    expect(optionsOf([], { SMARTY_KEY: '' }).key).toBeUndefined();
  });
});

describe('a wrong command line is refused with exit code 2 and one sentence that', () => {
  test.each<[string[], string]>([
    [['--colour'], 'There is no option --colour: see --help.'],
    [['-x'], 'There is no option -x: see --help.'],
    [['--no-json'], 'There is no option --no-json: see --help.'],
    [['replay:f'], 'Every value needs an option before it: see --help.'],
    [['--', 'x'], 'Every value needs an option before it: see --help.'],
    [['--key'], '--key needs a value: --key HEX.'],
    [['--key', '--json'], '--key needs a value: --key HEX.'],
    [['--json=yes'], '--json takes no value: leave out what follows the "=".'],
    [['--meter', 'real'], '--meter must be "simulated" or "replay:" and the name of a file.'],
    [['--meter', 'replay:'], '--meter must be "simulated" or "replay:" and the name of a file.'],
    [['--list', 'long'], '--list must be one of full, basic, austria, dsmr5.'],
    [['--seed', '-1'], '--seed must be a whole number from 0 to 4294967295.'],
    [['--seed', '1.5'], '--seed must be a whole number from 0 to 4294967295.'],
    [['--tag', 'none'], '--tag must be one of verify, fallback, off.'],
    [['--device', 'a/b'], '--device must be 1 to 64 letters, digits, ".", "_" or "-".'],
    [['--device', '#'], '--device must be 1 to 64 letters, digits, ".", "_" or "-".'],
    [['--device='], '--device must be 1 to 64 letters, digits, ".", "_" or "-".'],
    [['--period', '-1'], '--period must be a number of seconds from 0 to 86400.'],
    [['--period', 'x'], '--period must be a number of seconds from 0 to 86400.'],
    [['--period', '86401'], '--period must be a number of seconds from 0 to 86400.'],
    [['--count', '0'], '--count must be a whole number from 1.'],
    [['--count', '1e3'], '--count must be a whole number from 1.'],
    [['--capacity', '255'], '--capacity must be a whole number from 256 to 1048576.'],
    [['--aliases'], '--aliases is for the stream of --telegrams: give both.'],
    [
      ['--telegrams', '65536'],
      '--telegrams must be PORT or HOST:PORT, such as 2001 or 0.0.0.0:2001.',
    ],
    [['--frames', ':2002'], '--frames must be PORT or HOST:PORT, such as 2001 or 0.0.0.0:2001.'],
    [['--set', 'homie'], '--set must be NAME=VALUE, such as homie=homie5.'],
    [['--set', 'x=1'], '--set knows no setting of that name: docs/settings.md has them all.'],
    [['--set', 'homie=homie6'], '--set homie must be one of no, homie4, homie5, mueli.'],
    [['--set', 'homie='], '--set homie must be one of no, homie4, homie5, mueli.'],
    [
      ['--set', 'publish_period_s=3601'],
      '--set publish_period_s must be a whole number from 0 to 3600.',
    ],
    [
      ['--set', 'homie_root=a/#'],
      '--set homie_root must be an MQTT topic without + and #, of 1 to 64 bytes.',
    ],
    [
      ['--set', 'telegram_port=2001'],
      '--set telegram_port is set with --telegrams here: use that.',
    ],
    [['--set', 'frame_port=2001'], '--set frame_port is set with --frames here: use that.'],
    [['--set', 'tariff_aliases=yes'], '--set tariff_aliases is set with --aliases here: use that.'],
    [['--set', 'syslog=10.0.0.1'], '--set syslog is for the dongle alone: leave it out.'],
    [['--set', 'api=yes'], '--set api is set with --http here: use that.'],
    [['--set', 'broker=h'], '--set broker is set with --mqtt here: use that.'],
    [['--set', 'log_level=info'], '--set log_level is for the dongle alone: leave it out.'],
    [['--set', 'ssid=Home'], '--set ssid is for the dongle alone: leave it out.'],
    [['--state', 'f'], '--state keeps quarter hours: add --set quarters=yes.'],
    [
      ['--device', 'My_meter', '--set', 'homie=homie4'],
      '--device must be a-z, 0-9 and "-" for Homie, no "-" at its ends.',
    ],
    [['--frames', '::1:2002'], '--frames must be PORT or HOST:PORT, such as 2001 or 0.0.0.0:2001.'],
    [['--key', KEY, '--key-file', 'f'], 'Give --key or --key-file, not both.'],
    [
      ['--meter', 'replay:f', '--seed', '2'],
      '--seed is for the simulated meter: leave it out of a replay.',
    ],
    [
      ['--list', 'full', '--meter', 'replay:f'],
      '--list is for the simulated meter: leave it out of a replay.',
    ],
  ])('for %j names option and remedy', (args, sentence) => {
    expect(refusalOf(args)).toEqual([sentence, 2]);
  });

  test.each(['embedded:', 'embedded:x', 'embedded:70000', 'embedded:1:2', 'h:1883', 'mqtt://'])(
    'explains the broker, for %s',
    (text) => {
      expect(refusalOf(['--mqtt', text])).toEqual([expect.stringMatching(/^--mqtt must be/), 2]);
    },
  );

  test.each([
    ['--key', `${KEY}0`],
    ['--key', KEY.slice(1)],
    ['--key', `${KEY.slice(2)}zz`],
    ['--auth-key', KEY.slice(2)],
    [`--${KEY}`],
    [`-${KEY}`],
    [KEY],
    ['--key', KEY, KEY],
    ['--key-file', 'f', KEY],
    ['--meter', KEY],
    ['--tag', KEY],
    ['--count', KEY],
    ['--device', `${KEY}/`],
    [`--json=${KEY}`],
    ['--set', KEY],
    ['--set', `${KEY}=1`],
    ['--set', `homie=${KEY}`],
    ['--set', `key=${KEY}`],
    ['--mqtt', KEY],
    ['--mqtt', `mqtt://me:${KEY}@h:0`],
    ['--mqtt', `mqtt://:${KEY}@h`],
    ['--mqtt', `mqtt://me:${KEY}@h/topic`],
    ['--mqtt', `mqtt://me:${KEY}@h?x`],
    ['--mqtt', `mqtt://me:${KEY}@h#x`],
    ['--mqtt', `mqtt://me:${KEY}%ff@h`],
    ['--mqtt', `mqtt://me:${'x'.repeat(65536)}${KEY}@h`],
    ['--mqtt', `mqtts://me:${KEY}@h`],
  ])('never repeats what may be a secret: %s', (...args) => {
    const [sentence, exitCode] = refusalOf(args);
    expect(sentence).not.toContain(KEY.slice(2, -2));
    expect(sentence.split('\n')).toHaveLength(1);
    expect(exitCode).toBe(2);
  });

  test('names the variable, not its value, when the key in the environment is none', () => {
    const [sentence] = refusalOf([], { SMARTY_KEY: `${KEY}0` });
    expect(sentence).toMatch(/^The variable SMARTY_KEY must be 32 hexadecimal digits/);
    expect(sentence).not.toContain(KEY);
  });
});

test('help and version are asked for beside whatever else is there', () => {
  expect(parseOptions(['--help'], {})).toEqual({ kind: 'help' });
  expect(parseOptions(['-h'], {})).toEqual({ kind: 'help' });
  expect(parseOptions(['--colour', '--help', '--version'], {})).toEqual({ kind: 'help' });
  expect(parseOptions(['--count', 'x', '--version'], {})).toEqual({ kind: 'version' });
});
