/** The configuration file: settings with their lines, and complaints that name the line and the remedy. */
import { describe, expect, test } from 'vitest';
import { readToml } from '../../../host-sim/settings/toml.ts';

const FILE = '/etc/smarty/smarty.toml';

function given(text: string) {
  const { given: all, complaints } = readToml(text, FILE);
  expect(complaints).toEqual([]);
  return all
    .filter(({ name }) => name !== 'enabled')
    .map(({ meter, group, name, text: value, where }) => [meter, group, name, value, where]);
}

function complaints(text: string): string[] {
  return readToml(text, FILE).complaints.map(({ where, sentence }) => `${where}: ${sentence}`);
}

describe('a configuration file', () => {
  test('may begin with a byte order mark, as editors on Windows write it', () => {
    expect(given('\ufeff[house]\nsource = "COM3"\n')).toEqual([
      ['house', 'source', 'url', 'COM3', `${FILE}:2`],
    ]);
  });

  test('mueli: an environment for each meter, and what is for all of them', () => {
    const text = [
      '[global]',
      'log_level = "debug"',
      'mqtt = "mqtt://192.168.1.2"',
      '[t210]',
      'key = "00112233445566778899AABBCCDDEEFF"',
      '[t210.source]',
      'url = "/dev/ttyUSB0"',
      'baud = 115200',
      '[kamstrup_403]',
      'source = "kamstrup:/dev/ir-head"',
      '[kamstrup_403.kamstrup]',
      'registers = [60, 68, 80]',
    ].join('\n');
    expect(given(text)).toEqual([
      [undefined, 'global', 'log_level', 'debug', `${FILE}:2`],
      [undefined, 'mqtt', 'url', 'mqtt://192.168.1.2', `${FILE}:3`],
      ['t210', '', 'key', '00112233445566778899AABBCCDDEEFF', `${FILE}:5`],
      ['t210', 'source', 'url', '/dev/ttyUSB0', `${FILE}:7`],
      ['t210', 'source', 'baud', '115200', `${FILE}:8`],
      ['kamstrup_403', 'source', 'url', 'kamstrup:/dev/ir-head', `${FILE}:10`],
      ['kamstrup_403', 'kamstrup', 'registers', '60,68,80', `${FILE}:12`],
    ]);
    expect(readToml(text, FILE).meters).toEqual(['t210', 'kamstrup_403']);
  });

  test('may say the same with dotted keys and tables in one line', () => {
    const text = 'house.mqtt.url = "mqtt://a"\n[flat]\nmqtt = { url = "mqtt://b", user = "x" }\n';
    expect(given(text)).toEqual([
      ['house', 'mqtt', 'url', 'mqtt://a', `${FILE}:1`],
      ['flat', 'mqtt', 'url', 'mqtt://b', `${FILE}:3`],
      ['flat', 'mqtt', 'user', 'x', `${FILE}:3`],
    ]);
    expect(readToml(text, FILE).meters).toEqual(['house', 'flat']);
  });

  test('a key of digits alone is a key without quotes too', () => {
    expect(given('[house]\nkey = 11112222333344445555666677778888')).toEqual([
      ['house', '', 'key', '11112222333344445555666677778888', `${FILE}:2`],
    ]);
  });

  test('a sink whose table is empty is on, but not by a table of secrets', () => {
    const text = '[house.prometheus]\n';
    expect(readToml(text, FILE).given).toMatchObject([{ group: 'prometheus', name: 'enabled' }]);
    expect(readToml(text, FILE, true).given).toEqual([]);
  });

  test('a slip of the pen is told with its line and what was probably meant', () => {
    expect(complaints('[house]\nky = "x"\n[house.mqtt]\npasword = "x"\n[house.mqqt]\n')).toEqual([
      `${FILE}:2: There is no setting "ky". Did you mean "key"?`,
      `${FILE}:4: [house.mqtt] knows no setting "pasword". Did you mean "password"?`,
      `${FILE}:5: [house] knows no table "mqqt". Did you mean "mqtt"?`,
    ]);
  });

  test('what stands in the wrong place is told where it belongs', () => {
    expect(complaints('key = "x"\n[house]\nlog_level = "info"\n[house.source.url]\n')).toEqual([
      `${FILE}:1: "key" stands outside of any table: put it below [global], for all meters, or below the name of one, such as [house].`,
      `${FILE}:3: log_level is the same for all meters: it belongs below [global].`,
      `${FILE}:4: [house] knows no table "source.url".`,
    ]);
    expect(complaints('[[house]]\nkey = "x"')).toEqual([
      `${FILE}:1: There are no lists of tables here: write [house], and another name for another meter.`,
    ]);
    expect(complaints('["my house"]\n')).toEqual([
      `${FILE}:1: "my house" is no name: the name of a meter is 1 to 64 letters, digits, ".", "_" or "-".`,
    ]);
  });

  test('a value of the wrong type is told with what it must be', () => {
    expect(complaints('[house]\nkey = ["a"]\ntag = 2026-01-01\nkamstrup = 1\n')).toEqual([
      `${FILE}:2: key must be 32 hexadecimal digits, as in the letter of your grid operator.`,
      `${FILE}:3: tag must be one of verify, fallback, off.`,
      `${FILE}:4: kamstrup is a table: write [house.kamstrup] and period_s below.`,
    ]);
  });

  test('what stands twice is told so', () => {
    const twice = [
      '[house]\nkey = "secret1"\nkey = "secret2"\n',
      '[house]\nsource = "simulated"\n[house.source]\nseed = 2\n',
      '[house]\n[flat]\n[house]\n',
    ];
    expect(twice.map((text) => complaints(text).map((one) => one.slice(FILE.length)))).toEqual(
      [3, 3, 3].map((line) => [
        `:${line}: This stands twice: each key and each table may stand once, and where there is a table such as [house.source], url belongs into it.`,
      ]),
    );
  });

  test('what is no TOML is told with its line, and nothing of it is repeated', () => {
    const cases: [string, number][] = [
      ['[house]\nkey = 0011AA\n', 2],
      ['[house]\n\nkey = "secret\n', 3],
      ['[house\n', 2],
      ['[house]\npassword = secret\n', 2],
    ];
    for (const [text, line] of cases) {
      const [first, ...more] = complaints(text);
      expect(more).toEqual([]);
      expect(first).toMatch(new RegExp(`^${FILE}:${line}: This is no TOML: `));
      expect(first).not.toContain('secret');
      expect(first).not.toContain('0011AA');
    }
  });
});
