/** Flags and variables: the same settings as in the file. */
import { describe, expect, test } from 'vitest';
import { allSettings, flagOf, variableOf } from '../../../host-sim/settings/catalogue.ts';
import { readEnvironment } from '../../../host-sim/settings/environment.ts';
import { readFlags } from '../../../host-sim/settings/flags.ts';

const OWN = [{ name: 'meter', value: 'NAME', help: 'Which.' }];

function flags(...args: string[]) {
  const { layer, own, operands } = readFlags(args, OWN);
  return {
    given: layer.given.map(({ group, name, text }) => [group, name, text]),
    complaints: layer.complaints.map(({ where, sentence }) => `${where}: ${sentence}`),
    own,
    operands,
  };
}

function variables(env: Record<string, string>, ...meters: string[]) {
  const { given, complaints } = readEnvironment(env, meters);
  return {
    given: given.map(({ meter, group, name, text }) => [meter, group, name, text]),
    complaints: complaints.map(({ where, sentence }) => `${where}: ${sentence}`),
  };
}

describe('flags', () => {
  test('each setting has one of its own', () => {
    const names = allSettings().map(flagOf);
    expect(new Set(names).size).toBe(names.length);
    for (const place of allSettings()) {
      const { form } = place.row;
      const args = form.value === undefined ? [flagOf(place)] : [flagOf(place), 'value'];
      expect(flags(...args).given).toEqual([
        [place.group.name, place.name, form.value === undefined ? 'true' : 'value'],
      ]);
    }
  });

  test('are read with values behind a blank or a "=", with operands between them', () => {
    expect(flags('/dev/ttyUSB0', '--mqtt', 'mqtt://a', '--mqtt-user=b', '--meter', 'x')).toEqual({
      given: [
        ['mqtt', 'url', 'mqtt://a'],
        ['mqtt', 'user', 'b'],
      ],
      complaints: [],
      own: new Map([['meter', ['x']]]),
      operands: ['/dev/ttyUSB0'],
    });
    expect(flags('--mqtt-url', 'mqtt://a').given).toEqual([['mqtt', 'url', 'mqtt://a']]);
    expect(flags('-').operands).toEqual(['-']);
  });

  test('a switch is given alone, and taken back with "no-"', () => {
    expect(flags('--tcp-aliases', '--no-mqtt-verify').given).toEqual([
      ['tcp', 'aliases', 'true'],
      ['mqtt', 'verify', 'false'],
    ]);
  });

  test('one that there is not is told with what was probably meant; a key is not repeated', () => {
    expect(flags('--mqtt-pasword', 'x').complaints).toEqual([
      '--mqtt-pasword: There is no such option. Did you mean --mqtt-password? See --help.',
    ]);
    const [complaint] = flags(`--${'A0'.repeat(32)}`).complaints;
    expect(complaint).toMatch(/^of that name: There is no such option\./);
  });

  test('one without its value is told which', () => {
    expect(flags('--mqtt').complaints).toEqual(['--mqtt: It needs a value: --mqtt URL.']);
    expect(flags('--mqtt', '--tcp', '2001').complaints).toEqual([
      '--mqtt: It needs a value: --mqtt URL.',
    ]);
  });
});

describe('variables', () => {
  test('each setting has one for all meters and one for each of them', () => {
    for (const place of allSettings()) {
      const [all, own] = [variableOf(place), variableOf(place, 'my-house.1')];
      expect(variables({ [all]: 'x', [own]: 'y' }, 'my-house.1')).toEqual({
        given: [
          [undefined, place.group.name, place.name, 'x'],
          ['my-house.1', place.group.name, place.name, 'y'],
        ],
        complaints: [],
      });
    }
    expect(variableOf(allSettings()[0], 'my-house.1')).toBe('SMARTY_MY_HOUSE_1__KEY');
  });

  test('of others are left alone, and empty ones too', () => {
    expect(variables({ PATH: '/bin', SMARTY_KEY: '', SMARTY_CONFIG: 'x' })).toEqual({
      given: [],
      complaints: [],
    });
  });

  test('one that there is not is a warning with what was probably meant', () => {
    const { complaints } = variables({ SMARTY_MQTT__PASWORD: 'secret' });
    expect(complaints).toEqual([
      'SMARTY_MQTT__PASWORD: The reader knows no such variable. Did you mean SMARTY_MQTT__PASSWORD?',
    ]);
  });
});
