import { expect, test } from 'vitest';
import { hear, newPicture } from '../../../host-sim/view/picture.ts';

const TELEGRAM = {
  time: '2025-01-02T03:04:05+01:00',
  meter_time: '250102030405W',
  header: 'TST5\\2MADE',
  encrypted: true,
  authenticated: true,
  system_title: '5453540123456789',
  frame_counter: 7,
  readings: { power_net: -12, device_name: 'TST', message: '', voltage_l1: 230.1 },
  other: {},
};

test('a telegram is taken with its values and their units', () => {
  const picture = newPicture();
  expect(hear(picture, 'telegram', JSON.stringify(TELEGRAM))).toBe(true);
  expect(picture.telegrams).toBe(1);
  expect(picture.telegram).toEqual({
    time: '2025-01-02T03:04:05+01:00',
    header: 'TST5\\2MADE',
    title: '5453540123456789',
    counter: '7',
    isAuthenticated: true,
    values: [
      { name: 'power_net', text: '-12', unit: 'W', isNumber: true },
      { name: 'device_name', text: 'TST', unit: '', isNumber: false },
      { name: 'message', text: '', unit: '', isNumber: false },
      { name: 'voltage_l1', text: '230.1', unit: 'V', isNumber: true },
    ],
  });
});

test('what a plain telegram lacks stays absent', () => {
  const picture = newPicture();
  hear(picture, 'telegram', '{"header":"X","encrypted":false,"authenticated":false,"readings":{}}');
  expect(picture.telegram).toMatchObject({ time: undefined, title: undefined, counter: undefined });
});

test('a clock that is no time is shown as the meter prints it', () => {
  const picture = newPicture();
  hear(picture, 'telegram', '{"meter_time":"632525252525S"}');
  expect(picture.telegram?.time).toBe('632525252525S');
});

test('status and diagnostics are taken, faults by their names', () => {
  const picture = newPicture();
  hear(picture, 'status', 'online');
  hear(picture, 'diagnostics', '{"lost_frames":2,"latest_time":"x","faults":{"tag":3}}');
  expect(picture.status).toBe('online');
  expect(picture.diagnostics).toEqual([
    ['lost_frames', '2'],
    ['latest_time', 'x'],
    ['fault tag', '3'],
  ]);
});

test.each(['reading/power_net', '', 'constructor', 'toString', '__proto__'])(
  'the topic %j does not belong in the picture',
  (name) => {
    const picture = newPicture();
    expect(hear(picture, name, '{}')).toBe(false);
    expect(picture).toEqual(newPicture());
  },
);

test.each(['', 'no json', '[]', 'null', '7', '"x"', '{'])(
  'what somebody else publishes as telegram changes nothing: %j',
  (payload) => {
    const picture = newPicture();
    hear(picture, 'telegram', payload);
    hear(picture, 'diagnostics', payload);
    expect(picture).toEqual(newPicture());
  },
);

test('odd readings are printed as JSON and nothing fails', () => {
  const picture = newPicture();
  hear(picture, 'telegram', '{"readings":{"a":[{"end":null}],"b":null,"c":{"d":1}},"header":3}');
  expect(picture.telegram?.values.map(({ text }) => text)).toEqual([
    '[{"end":null}]',
    'null',
    '{"d":1}',
  ]);
  hear(picture, 'telegram', '{"readings":[1]}');
  expect(picture.telegram?.values).toEqual([]);
});

test('no text can steer the terminal', () => {
  const picture = newPicture();
  const evil = '\x1b[2J\x07\r\n\t\x7f\x9b\u202e\u2028';
  hear(picture, 'status', evil);
  hear(
    picture,
    'telegram',
    JSON.stringify({ header: evil, time: evil, readings: { [evil]: evil } }),
  );
  hear(picture, 'diagnostics', JSON.stringify({ [evil]: evil, faults: { [evil]: evil } }));
  expect(
    Object.values(picture)
      .flatMap((part) => JSON.stringify(part))
      .join(''),
  ).not.toMatch(/\\u001b|\\n|\\r|[\x00-\x1f\x7f-\x9f\u202e\u2028]/);
});
