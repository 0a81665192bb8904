/** Settings of other formats: those of the past are brought up, those of the future read in part. */
import { expect, test } from 'vitest';
import { checkSettings } from '../../../firmware/core/config/check.ts';
import { migrate } from '../../../firmware/core/config/migrate.ts';
import type { Step } from '../../../firmware/core/config/migrate.ts';
import { SETTINGS_FORMAT } from '../../../firmware/core/config/public.ts';
import { NAME, settingsOf } from './given.ts';

test('settings of the present format stay as they are', () => {
  const settings = settingsOf({ broker: 'broker' });
  expect(migrate(SETTINGS_FORMAT, { ...settings })).toEqual(settings);
});

test('names that are not known are left out, those of a later format too', () => {
  expect(migrate(1, { ssid: 'Home', colour: 'red', constructor: 'x' })).toEqual({ ssid: 'Home' });
  expect(migrate(99, { ssid: 'Home', colour: 'red' })).toEqual({ ssid: 'Home' });
});

test('each step from the saved format on is taken, in order', () => {
  const steps: Step[] = [
    (record) => {
      record.host = record.server;
    },
    (record) => {
      record.broker = `${String(record.host)}.lan`;
    },
  ];
  expect(migrate(1, { ssid: 'Home', server: 'a' }, steps)).toEqual({
    ssid: 'Home',
    broker: 'a.lan',
  });
  expect(migrate(2, { ssid: 'Home', host: 'b' }, steps)).toEqual({ ssid: 'Home', broker: 'b.lan' });
  expect(migrate(3, { ssid: 'Home', broker: 'c' }, steps)).toEqual({ ssid: 'Home', broker: 'c' });
  expect(migrate(4, { ssid: 'Home', broker: 'd' }, steps)).toEqual({ ssid: 'Home', broker: 'd' });
});

test('a setting that was not there when the settings were saved gets its default', () => {
  const whole = settingsOf();
  for (const name of Object.keys(whole)) {
    if (name === 'ssid') continue;
    const saved: Record<string, unknown> = { ...whole };
    delete saved[name];
    expect(checkSettings(migrate(1, saved), undefined, NAME).settings, name).toEqual(whole);
  }
});
