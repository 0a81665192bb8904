/** A body of settings: the oracle for what is JSON is JSON.parse of Node. */
import { describe, expect, test } from 'vitest';
import { parseObject } from '../../../firmware/core/config/parse.ts';
import { bytesOf, newRandom, textOf } from './given.ts';

const BODY =
  '{ "ssid" : "Home \\"2\\"", "broker_port":1883 ,"key":"",\r\n"auth_key":null,"x":true}';

describe('a body', () => {
  test('gives its names and values', () => {
    expect(parseObject(BODY)).toEqual({
      ssid: 'Home "2"',
      broker_port: 1883,
      key: '',
      auth_key: null,
      x: true,
    });
    expect(parseObject('{}')).toEqual({});
    expect(parseObject(' \t\r\n{ } ')).toEqual({});
    expect(parseObject('{"a":false,"b":-7}')).toEqual({ a: false, b: -7 });
  });

  test('cut off at any place is refused', () => {
    for (let end = 0; end < BODY.length; end++) {
      expect(parseObject(BODY.slice(0, end)), BODY.slice(0, end)).toBe(undefined);
    }
  });

  test('that is no flat object of settings is refused', () => {
    const bad = [
      '',
      'null',
      '[]',
      '"a"',
      '1',
      '{"a":1}x',
      '{"a":1}{}',
      '{"a":1,}',
      '{,}',
      '{,"a":1}',
      '{"a"}',
      '{"a":}',
      '{"a" 1}',
      '{"a":1 "b":2}',
      "{'a':1}",
      '{a:1}',
      '{"a":[]}',
      '{"a":{}}',
      '{"a":undefined}',
      '{"a":truth}',
      '{"a":tru}',
      '{"a":"\\x41"}',
      '{"a":"\\u12"}',
      '{"a":"\\u12g4"}',
      '{"a":"\\u 123"}',
      '{"a":"\\ud800"}',
      '{"a":"\\ud800\\u0041"}',
      '{"a":"\\udc00"}',
      '{"a":"b\\"}',
      '{"":1}',
      '{"A":1}',
      '{"a b":1}',
      '{"a1":1}',
      `{"${'a'.repeat(33)}":1}`,
      '{/**/"a":1}',
      '\ufeff{}',
    ];
    for (const body of bad) expect(parseObject(body), body).toBe(undefined);
  });

  test('sets no prototype', () => {
    expect(parseObject('{"__proto__":"x"}')).toBe(undefined);
    expect(parseObject('{"__proto__":{"a":1}}')).toBe(undefined);
    expect(parseObject('{"_a":"x"}')).toBe(undefined);
    const given = parseObject('{"constructor":"x"}')!;
    expect(Object.getPrototypeOf(given)).toBe(Object.prototype);
  });

  test('keeps the last of two values of one name', () => {
    expect(parseObject('{"a":1,"a":"2"}')).toEqual({ a: '2' });
  });

  test('of nested brackets is refused however deep they are', () => {
    expect(parseObject('['.repeat(2000))).toBe(undefined);
    expect(parseObject('{"a":'.repeat(400))).toBe(undefined);
  });
});

describe('a text', () => {
  test('comes out as the bytes of UTF-8, escaped or not', () => {
    const text = 'Zähler 电 🔌 "\\/\b\f\n\r\t \u2028 \u007f';
    const escaped = [...text.split('')].map((unit) => {
      return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
    for (const json of [JSON.stringify(text), `"${escaped.join('')}"`]) {
      expect(textOf(parseObject(`{"a":${bytesOf(json)}}`)!.a as string)).toBe(text);
    }
    expect(parseObject('{"a":"\\u00e9\\u00E9\\u20ac"}')!.a).toBe('\xc3\xa9\xc3\xa9\xe2\x82\xac');
  });

  test('of any code comes out as JSON.parse has it', () => {
    for (let code = 0; code < 0x10000; code += 7) {
      if (code >= 0xd800 && code < 0xe000) continue;
      const json = `{"a":"\\u${code.toString(16).padStart(4, '0')}"}`;
      expect(parseObject(json)!.a, json).toBe(bytesOf(JSON.parse(json).a));
    }
    for (let code = 0x10000; code < 0x110000; code += 997) {
      const text = String.fromCodePoint(code);
      const units = [0, 1].map((i) => `\\u${text.charCodeAt(i).toString(16)}`).join('');
      expect(parseObject(`{"a":"${units}"}`)!.a, units).toBe(bytesOf(text));
    }
  });
});

test('a number is exact, NaN when it is not whole, and infinite beyond nine digits', () => {
  for (const number of [0, 1, 9, 10, 65535, 999999999, -1, -999999999]) {
    expect(parseObject(`{"a":${number}}`)).toEqual({ a: number });
  }
  for (const json of ['1.5', '1e3', '-', '+1', '1-1', '.5', '1.']) {
    expect(parseObject(`{"a":${json}}`), json).toEqual({ a: NaN });
  }
  for (const json of ['1000000000', '-1000000000', '4294967297', '9'.repeat(60)]) {
    expect(parseObject(`{"a":${json}}`), json).toEqual({ a: Infinity });
  }
});

test('an object of texts, whole numbers, booleans and null is read as JSON.parse reads it', () => {
  const random = newRandom(2);
  const scalars = [
    'a',
    '"',
    '\\',
    '/',
    '\n',
    '\0',
    '\x7f',
    'é',
    '€',
    '🔌',
    ' ',
    '{',
    '}',
    ',',
    ':',
  ];
  const makeText = () =>
    Array.from({ length: random(12) }, () => scalars[random(scalars.length)]).join('');
  const values = [
    makeText,
    () => random(1e9),
    () => -random(1e9),
    () => random(2) === 0,
    () => null,
  ];
  for (let run = 0; run < 3000; run++) {
    const object: Record<string, unknown> = {};
    for (let i = random(6); i > 0; i--) {
      const name = 'abcdefgh_'.slice(random(8)) + 'xyz'.slice(random(3));
      object[name === '_xyz' ? 'a' : name.replace(/^_/, 'b')] = values[random(values.length)]();
    }
    const json = JSON.stringify(object, null, ['', ' ', '\r\n\t'][random(3)]);
    const read = parseObject(bytesOf(json));
    const texts = Object.entries(read!).map(([name, value]) => {
      return [name, typeof value === 'string' ? textOf(value) : value];
    });
    expect(Object.fromEntries(texts)).toEqual(JSON.parse(json));
  }
});

test('any other bytes are refused or read, and nothing is thrown', () => {
  const random = newRandom(3);
  let [read, refused] = [0, 0];
  for (let run = 0; run < 20000; run++) {
    let body = BODY;
    for (let i = 1 + random(3); i > 0; i--) {
      const at = random(body.length);
      const inserted = random(2) ? '{}[]":,\\u0_e-'[random(13)] : String.fromCharCode(random(256));
      body = body.slice(0, at) + inserted + body.slice(at + random(3));
    }
    const given = parseObject(body);
    if (given) read++;
    else refused++;
    for (const [name, value] of Object.entries(given ?? {})) {
      expect(name).toMatch(/^[a-z][a-z_]{0,31}$/);
      expect(value === null || ['string', 'number', 'boolean'].includes(typeof value)).toBe(true);
    }
  }
  expect(read).toBeGreaterThan(1000);
  expect(refused).toBeGreaterThan(1000);
});
