/** What is accepted as a setting, in which form it is kept, and what is said of the rest. */
import { describe, expect, test } from 'vitest';
import { checkSettings } from '../../../firmware/core/config/check.ts';
import { BASIC_COUNT, BASICS } from '../../../firmware/core/config/basics.ts';
import { extraOf } from '../../../firmware/core/config/schema.ts';
import { EXTRAS } from '../../../firmware/core/config/extras.ts';
import { rowsOf } from '../../../firmware/core/config/row.ts';
import type { Setting } from '../../../firmware/core/config/row.ts';
import { settingsTable } from '../../../firmware/core/config/table.ts';
import type { Extras, SettingName } from '../../../firmware/core/config/settings.ts';
import { bytesOf, NAME, newRandom, settingsOf } from './given.ts';

const KEY = '00112233445566778899aabbccddeeff';

/** The fault of one setting when all others are right; undefined when it is right too. */
function faultOf(name: SettingName, value: unknown) {
  const { settings, faults } = checkSettings({ ssid: 'Home', [name]: value }, undefined, NAME);
  expect(Boolean(settings)).toBe(!faults);
  if (faults) expect(Object.keys(faults)).toEqual([name]);
  return faults?.[name];
}

const a = (count: number) => 'a'.repeat(count);

describe('limits', () => {
  test('of texts count bytes: the longest and the shortest are accepted, one more or less is not', () => {
    const cases: [SettingName, number, number][] = [
      ['ssid', 1, 32],
      ['wifi_password', 8, 63],
      ['name', 1, 24],
      ['broker', 1, 64],
      ['broker_user', 0, 64],
      ['broker_password', 0, 64],
      ['device_password', 8, 63],
    ];
    for (const [name, least, most] of cases) {
      for (let length = 1; length <= most + 40; length++) {
        const fault = length < least ? 'short' : length > most ? 'long' : undefined;
        expect(faultOf(name, a(length)), `${name} of ${length}`).toBe(fault);
      }
    }
  });

  test('count a letter with an accent as the two bytes it is', () => {
    expect(faultOf('ssid', bytesOf('é'.repeat(16)))).toBe(undefined);
    expect(faultOf('ssid', bytesOf('é'.repeat(17)))).toBe('long');
    expect(faultOf('wifi_password', bytesOf('éèüö'))).toBe(undefined);
    expect(faultOf('wifi_password', bytesOf('éèü1'))).toBe('short');
  });

  test('of numbers include both ends', () => {
    const cases: [SettingName, number, number][] = [
      ['broker_port', 1, 65535],
      ['access_point_after_s', 60, 86400],
      ['capacity', 2048, 12288],
    ];
    for (const [name, least, most] of cases) {
      for (const good of [least, least + 1, most - 1, most]) {
        expect(faultOf(name, good), `${name} ${good}`).toBe(undefined);
        expect(settingsOf({ [name]: String(good) })[name]).toBe(good);
      }
      for (const bad of [
        least - 1,
        most + 1,
        -1,
        1e9,
        2 ** 32 + least,
        1e300,
        Infinity,
        -Infinity,
      ]) {
        expect(faultOf(name, bad), `${name} ${bad}`).toBe('range');
      }
    }
  });
});

describe('numbers', () => {
  test('may be given as text, with blanks around', () => {
    expect(settingsOf({ broker_port: ' 8883 ' }).broker_port).toBe(8883);
  });

  test('with zeros in front are decimal', () => {
    expect(settingsOf({ broker_port: '01000' }).broker_port).toBe(1000);
  });

  test('that are not whole, or no numbers, are refused', () => {
    for (const bad of [
      1.5,
      NaN,
      '1.5',
      '1e3',
      '0x50',
      'abc',
      '12a',
      '--1',
      true,
      {},
      [1],
      () => 1,
    ]) {
      expect(faultOf('broker_port', bad), String(bad)).toBe('type');
    }
    expect(faultOf('broker_port', '')).toBe('missing');
    expect(faultOf('broker_port', '  ')).toBe('missing');
    expect(faultOf('broker_port', '-5')).toBe('range');
    expect(faultOf('broker_port', '99999999999999999999')).toBe('range');
  });
});

describe('a key', () => {
  test('is kept as 32 capital digits, however it is written', () => {
    const kept = KEY.toUpperCase();
    const pairs = KEY.match(/../g)!;
    for (const separator of ['', ' ', '-', ':', '.', '\t', '\r\n', ' : ', bytesOf('\u00a0')]) {
      for (const written of [pairs.join(separator), pairs.join(separator).toUpperCase()]) {
        expect(settingsOf({ key: written }).key).toBe(kept);
        expect(settingsOf({ auth_key: `${separator}${written}${separator}` }).auth_key).toBe(kept);
      }
    }
  });

  test('of any other length is refused', () => {
    for (let length = 1; length <= 80; length++) {
      const fault = length === 32 ? undefined : 'hex-length';
      expect(faultOf('key', a(length)), String(length)).toBe(fault);
      expect(faultOf('auth_key', a(length)), String(length)).toBe(fault);
    }
  });

  test('with any other character at any place is refused', () => {
    for (let i = 0; i < 32; i++) {
      expect(faultOf('key', `${KEY.slice(0, i)}O${KEY.slice(i + 1)}`)).toBe('hex');
    }
    for (let byte = 0; byte < 256; byte++) {
      const char = String.fromCharCode(byte);
      const fault = faultOf('key', KEY.slice(1) + char);
      const isDigit = /[0-9a-f]/i.test(char);
      const isSeparator = ' \t\r\n-:.'.includes(char);
      expect(fault, `byte ${byte}`).toBe(isDigit ? undefined : isSeparator ? 'hex-length' : 'hex');
    }
  });

  test('may be left out: then only plain telegrams are read', () => {
    expect(settingsOf().key).toBe('');
    expect(settingsOf({ key: '' }).key).toBe('');
    expect(settingsOf({ key: ' - ' }).key).toBe('');
  });

  test('for authentication is that of Luxembourg until another is set', () => {
    expect(settingsOf().auth_key).toBe('00112233445566778899AABBCCDDEEFF');
    expect(faultOf('auth_key', ' ')).toBe('missing');
  });
});

describe('texts', () => {
  test('keep their blanks: an SSID and a password may begin and end with one', () => {
    const settings = settingsOf({ ssid: '  my net ', wifi_password: ' pass word ' });
    expect(settings).toMatchObject({ ssid: '  my net ', wifi_password: ' pass word ' });
  });

  test('with a control character are refused, all other characters are accepted', () => {
    for (const name of ['ssid', 'wifi_password', 'broker_user', 'broker_password'] as const) {
      for (let code = 0; code < 128; code++) {
        const text = `abcd${String.fromCharCode(code)}efgh`;
        const fault = code < 32 || code === 127 ? 'characters' : undefined;
        expect(faultOf(name, text), `${name}, ${code}`).toBe(fault);
      }
    }
  });

  test('that are no UTF-8 are refused', () => {
    for (const bad of ['Caf\xe9 net', '\xff\xfeabcdefg', 'abcdefgh\xc3', '\xed\xa0\x80abcdefg']) {
      expect(faultOf('ssid', bad)).toBe('characters');
      expect(faultOf('device_password', bad)).toBe('characters');
    }
    expect(faultOf('ssid', bytesOf('Café 🏠 "\\'))).toBe(undefined);
  });

  test('of another type are refused', () => {
    for (const { name, kind } of settingsTable()) {
      if (kind === 'number') continue;
      for (const bad of [0, 12345678, NaN, true, false, {}, [], ['abc'], () => 'a']) {
        expect(faultOf(name, bad), `${name} ${String(bad)}`).toBe('type');
      }
    }
  });
});

describe('the name', () => {
  test('is that of the dongle until it gets another', () => {
    expect(settingsOf().name).toBe(NAME);
    expect(settingsOf({ name: null }).name).toBe(NAME);
  });

  test('loses blanks around it and its capitals', () => {
    expect(settingsOf({ name: '  Kitchen-1 ' }).name).toBe('kitchen-1');
  });

  test('has letters, digits and hyphens, which keeps it a host name and one level of a topic', () => {
    for (let byte = 0; byte < 256; byte++) {
      const char = String.fromCharCode(byte);
      const fault = /[a-z0-9-]/i.test(char) ? undefined : 'characters';
      expect(faultOf('name', `a${char}b`), `byte ${byte}`).toBe(fault);
    }
    for (const bad of ['-a', 'a-', '-', 'a+', '#', 'a/b', 'a\0b', '$SYS', 'a.local']) {
      expect(faultOf('name', bad), bad).toBe('characters');
    }
    expect(faultOf('name', '')).toBe('missing');
    expect(faultOf('name', '   ')).toBe('missing');
  });
});

describe('the broker', () => {
  test('is a host name or an address, and may be left out', () => {
    for (const good of [
      '192.168.1.2',
      'broker',
      'mqtt.example.org',
      'my_broker-1.lan',
      'a.b',
      '1a',
    ]) {
      expect(settingsOf({ broker: ` ${good} ` }).broker).toBe(good);
    }
    expect(settingsOf({ broker: '' }).broker).toBe('');
    expect(settingsOf({ broker: '  ' }).broker).toBe('');
  });

  test('with protocol, port, user or path is refused', () => {
    for (const bad of [
      'mqtt://192.168.1.2',
      'mqtt://user:pw@host:1883',
      `mqtt://user:pw@${'host'.repeat(20)}:1883`,
      'host:1883',
      'user@host',
      'host/path',
      'fe80::1',
      '[::1]',
      'a b',
      'höst',
      'a..b',
      '.a',
      'a.',
      '-a.b',
      'a.-b',
      'a-.b',
    ]) {
      expect(faultOf('broker', bad), bad).toBe('characters');
    }
  });

  test('of digits and dots alone has to be an address', () => {
    for (const bad of [
      '192.168.1',
      '192.168.1.256',
      '1.2.3.4.5',
      '300.1.1.1',
      '1883',
      '01.2.3.4',
    ]) {
      expect(faultOf('broker', bad), bad).toBe('address');
    }
  });
});

test('the tag mode is one of three', () => {
  for (const mode of ['verify', 'fallback', 'off'])
    expect(settingsOf({ tag: mode }).tag).toBe(mode);
  for (const bad of ['Verify', 'on', 'verifyoff', 'toString', '0']) {
    expect(faultOf('tag', bad), bad).toBe('choice');
  }
  expect(faultOf('tag', '')).toBe('missing');
});

describe('a fixed address', () => {
  const fixed = (address: string, gateway: string, netmask: string) =>
    checkSettings({ ssid: 'Home', address, gateway, netmask }, undefined, NAME);
  const MASK = '255.255.255.0';

  test('stands with gateway and netmask', () => {
    const { settings } = fixed(' 192.168.1.20', '192.168.1.1 ', MASK);
    expect(settings).toMatchObject({
      address: '192.168.1.20',
      gateway: '192.168.1.1',
      netmask: MASK,
    });
    expect(fixed('10.1.2.3', '10.9.9.9', '255.0.0.0').settings).toBeDefined();
    expect(fixed('10.0.0.1', '10.0.0.2', '255.255.255.252').settings).toBeDefined();
    expect(fixed('', '', '').settings).toBeDefined();
  });

  test('without one of the others is refused, and the empty ones are named', () => {
    const values = ['192.168.1.20', '192.168.1.1', MASK] as const;
    const names = ['address', 'gateway', 'netmask'];
    for (let which = 1; which < 7; which++) {
      const given = values.map((value, i) => (which & (1 << i) ? value : ''));
      const missing = names.filter((_, i) => !(which & (1 << i)));
      const expected = Object.fromEntries(missing.map((name) => [name, 'together']));
      expect(fixed(given[0], given[1], given[2]).faults).toEqual(expected);
    }
  });

  test('that is none is refused', () => {
    const bad = ['1.2.3', '1.2.3.4.5', '1.2.3.256', 'a.b.c.d', '1.2.3.', '1.2.3.04', '1.2.3.-4'];
    for (const text of [...bad, '1.2.3.4a', '1..3.4', ' ', '1.2.3.4 5', '0x1.2.3.4', '1,2,3,4']) {
      if (text.trim() === '') continue;
      expect(fixed(text, '192.168.1.1', MASK).faults, text).toEqual({ address: 'address' });
      expect(fixed('192.168.1.20', text, MASK).faults, text).toEqual({ gateway: 'address' });
      expect(fixed('192.168.1.20', '192.168.1.1', text).faults, text).toEqual({
        netmask: 'address',
      });
    }
  });

  test('that no host can have is refused', () => {
    for (const address of ['192.168.1.0', '192.168.1.255', '0.0.0.5', '127.0.0.1', '224.0.0.9']) {
      expect(fixed(address, '192.168.1.1', MASK).faults, address).toEqual({ address: 'address' });
    }
  });

  test('wants a gateway in its own network that is another host', () => {
    for (const gateway of ['192.168.2.1', '192.168.1.20', '192.168.1.0', '10.0.0.1']) {
      expect(fixed('192.168.1.20', gateway, MASK).faults, gateway).toEqual({ gateway: 'address' });
    }
  });

  test('accepts exactly the netmasks that have room for hosts', () => {
    const masks = new Set<string>();
    for (let bits = 8; bits <= 30; bits++) {
      const mask = (-1 << (32 - bits)) >>> 0;
      masks.add([24, 16, 8, 0].map((shift) => (mask >>> shift) & 255).join('.'));
    }
    const octets = [0, 1, 127, 128, 192, 224, 240, 248, 252, 253, 254, 255];
    for (const a1 of octets) {
      for (const b of octets) {
        for (const c of octets) {
          for (const d of octets) {
            const mask = [a1, b, c, d].join('.');
            const { faults } = fixed('10.0.0.1', '10.0.0.2', mask);
            const isRefused = faults?.netmask === 'address';
            if (isRefused === masks.has(mask)) expect(mask).toBe('judged otherwise');
          }
        }
      }
    }
  });
});

describe('a change', () => {
  const base = settingsOf({
    wifi_password: 'wifi-password',
    key: KEY,
    auth_key: 'ff'.repeat(16),
    broker: 'broker',
    broker_port: 8000,
    broker_password: 'broker-password',
    device_password: 'device-password',
    name: 'kitchen',
  });
  const change = (given: Record<string, unknown>) => checkSettings(given, base, NAME);

  test('of nothing leaves all as it is', () => {
    expect(change({})).toEqual({ settings: base });
    expect(change({}).settings).not.toBe(base);
  });

  test('of one setting leaves all others as they are', () => {
    expect(change({ broker: 'other' }).settings).toEqual({ ...base, broker: 'other' });
    expect(change({ broker: '' }).settings).toEqual({ ...base, broker: '' });
  });

  test('keeps a secret that is given empty, and drops one that is given as null', () => {
    const secrets = settingsTable().filter(({ isSecret }) => isSecret);
    expect(secrets).toHaveLength(5);
    for (const { name, preset } of secrets) {
      expect(change({ [name]: '' }).settings).toEqual(base);
      expect(change({ [name]: null }).settings).toEqual({ ...base, [name]: preset });
    }
  });

  test('takes null as "back to the default"', () => {
    expect(change({ broker_port: null, name: null, tag: null }).settings).toEqual({
      ...base,
      broker_port: 1883,
      name: NAME,
    });
    expect(change({ ssid: null }).faults).toEqual({ ssid: 'missing' });
  });

  test('with a fault changes nothing, and names every setting that is wrong', () => {
    const before = { ...base };
    expect(change({ ssid: '', broker_port: 0, key: 'xyz', broker: 'fine' })).toEqual({
      faults: { ssid: 'missing', broker_port: 'range', key: 'hex' },
    });
    expect(base).toEqual(before);
  });

  test('of a setting that does not exist is refused', () => {
    for (const name of ['colour', 'constructor', 'tostring', 'wifi', 'secrets']) {
      expect(change({ [name]: 'x' }).faults).toEqual({ [name]: 'unknown' });
    }
  });

  test('may carry the format of an export', () => {
    expect(change({ format: 1 }).settings).toEqual(base);
  });
});

test('without an SSID nothing is set up', () => {
  expect(checkSettings({}, undefined, NAME)).toEqual({ faults: { ssid: 'missing' } });
});

test('defaults are right for themselves, and are those of the table', () => {
  const settings = settingsOf();
  for (const { name, preset } of rowsOf(BASICS)) {
    if (preset !== undefined) expect(settings[name]).toBe(preset);
  }
  expect(Object.keys(settings)).toEqual(rowsOf(BASICS).map(({ name }) => name));
});

describe('what is told, and to whom', () => {
  const extras = rowsOf(EXTRAS);
  /** Another value than the preset. */
  const other = ({ kind, preset, choices, least, most }: Setting) => {
    if (kind === 'choice') return choices.filter((choice) => choice !== preset)[0];
    if (kind === 'address') return '192.168.1.9';
    return kind === 'number' ? (preset === most ? least : most) : 'another';
  };

  test('has a preset each, which is right and is not kept', () => {
    const presets = Object.fromEntries(extras.map(({ name, preset }) => [name, preset]));
    expect(settingsOf(presets)).toEqual(settingsOf());
    for (const { name, preset, isSecret } of extras) {
      expect(extraOf(settingsOf(), name as keyof Extras)).toBe(preset);
      expect(isSecret).toBe(false);
    }
  });

  test.each(extras.map((setting) => [setting.name, setting] as const))(
    '%s is kept where it differs, stays where it is not given, and goes back to its preset',
    (name, setting) => {
      const value = other(setting);
      const settings = settingsOf({ [name]: value });
      expect(settings).toEqual({ ...settingsOf(), [name]: value });
      expect(extraOf(settings, name as keyof Extras)).toBe(value);
      const changed = checkSettings({ broker: 'other' }, settings, NAME).settings;
      expect(changed?.[name]).toBe(value);
      expect(checkSettings({ [name]: null }, settings, NAME).settings).toEqual(settingsOf());
    },
  );

  test.each(['a+', '#', '$SYS/x', '/a', 'a/', 'a//b', 'a\u0000', '\xff'])(
    'a topic is refused that no client may publish in, or would be read wrongly: %j',
    (topic) => {
      const { faults } = checkSettings({ ssid: 'Home', obis_root: topic }, undefined, NAME);
      expect(faults).toEqual({ obis_root: 'characters' });
    },
  );

  test('a topic may have levels', () => {
    expect(settingsOf({ obis_root: 'nexxtlab/dev/smarty' }).obis_root).toBe('nexxtlab/dev/smarty');
  });
});

test('the first table has as many rows as is said of it', () => {
  expect(rowsOf(BASICS)).toHaveLength(BASIC_COUNT);
});

test('a fault never tells a secret', () => {
  const random = newRandom(1);
  const secrets = settingsTable().filter(({ isSecret }) => isSecret);
  for (let run = 0; run < 2000; run++) {
    const codes = Array.from({ length: 6 + random(90) }, () => 32 + random(224));
    const secret = String.fromCharCode(...codes);
    const given = Object.fromEntries(secrets.map(({ name }) => [name, secret]));
    const { faults } = checkSettings({ ...given, broker: secret, name: secret }, undefined, NAME);
    expect(JSON.stringify(faults)).not.toContain(secret);
    expect(Object.values(faults!).every((fault) => /^[a-z-]{3,12}$/.test(fault))).toBe(true);
  }
});
