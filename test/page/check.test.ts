/** What the page sees to be wrong before it asks the dongle. */
import { expect, test } from 'vitest';
import { checkSettings } from '../../firmware/core/config/check.ts';
import { settingsTable } from '../../firmware/core/config/table.ts';
import { faultOf, keyDigits } from '../../firmware/page/script/check.ts';

const settings = new Map<string, ReturnType<typeof settingsTable>[number]>(
  settingsTable().map((setting) => [setting.name, setting]),
);

function judge(name: string, text: string): string {
  const setting = settings.get(name);
  if (!setting) throw new Error(`no setting ${name}`);
  return faultOf(setting, text);
}

test.each([
  ['ssid', '', 'missing'],
  ['ssid', ' with spaces ', ''],
  ['ssid', 'x'.repeat(32), ''],
  ['ssid', 'x'.repeat(33), 'long'],
  ['ssid', 'é'.repeat(16), ''],
  ['ssid', 'é'.repeat(17), 'long'],
  ['wifi_password', '', ''],
  ['wifi_password', '1234567', 'short'],
  ['wifi_password', '12345678', ''],
  ['wifi_password', 'x'.repeat(64), 'long'],
  ['address', '', ''],
  ['address', '192.168.1.20', ''],
  ['address', '0.0.0.0', ''],
  ['address', '192.168.1.256', 'address'],
  ['address', '192.168.1', 'address'],
  ['address', '192.168.1.1.', 'address'],
  ['address', '192.168..1', 'address'],
  ['address', '192.168.1.1.1', 'address'],
  ['name', '', 'missing'],
  ['name', 'smarty-a1b2', ''],
  ['name', '-smarty', 'characters'],
  ['name', 'smarty-', 'characters'],
  ['name', 'smarty/one', 'characters'],
  ['name', 'x'.repeat(25), 'long'],
  ['key', '', ''],
  ['key', '00112233445566778899AABBCCDDEEFF', ''],
  ['key', ' 00 11-22:33.44556677 8899aabbccddeeff ', ''],
  ['key', '0011', 'hex-length'],
  ['key', '00112233445566778899AABBCCDDEEFF0', 'hex-length'],
  ['key', '00112233445566778899AABBCCDDEEFG', 'hex'],
  ['auth_key', '', ''],
  ['broker', '', ''],
  ['broker', 'broker.lan', ''],
  ['broker', 'mqtt://broker.lan', 'characters'],
  ['broker', 'broker.lan:1883', 'characters'],
  ['broker', 'x'.repeat(65), 'long'],
  ['broker_port', '1883', ''],
  ['broker_port', '0', 'range'],
  ['broker_port', '65536', 'range'],
  ['broker_port', '18.83', 'type'],
  ['broker_port', 'mqtt', 'type'],
  ['capacity', '2047', 'range'],
  ['capacity', '12288', ''],
  ['publish_period_s', '0', ''],
  ['publish_period_s', '3601', 'range'],
  ['obis_root', '', 'missing'],
  ['obis_root', 'obis', ''],
  ['obis_root', 'the house/é/1', ''],
  ['obis_root', 'a$', ''],
  ['obis_root', '$a', 'topic'],
  ['obis_root', 'a+', 'topic'],
  ['obis_root', '#', 'topic'],
  ['obis_root', '/a', 'topic'],
  ['obis_root', 'a/', 'topic'],
  ['obis_root', 'a//b', 'topic'],
  ['obis_root', '/', 'topic'],
  ['obis_root', 'x'.repeat(65), 'long'],
  ['syslog', '', ''],
  ['syslog', '192.168.1.9', ''],
  ['syslog', 'logs.lan', 'address'],
])('%s "%s" is judged "%s"', (name, text, fault) => {
  expect(judge(name, text)).toBe(fault);
});

/** Roots of topics, right and wrong in every way. */
const TOPICS = 'a b / // $ + # /a a/ a/b a//b $a a$ a+b a/# /+ a/$b'.split(' ');

test('a topic is judged as the dongle judges it', () => {
  for (const obis_root of TOPICS) {
    const given = { ssid: 'Home', obis_root };
    const { faults } = checkSettings(given, undefined, 'smarty-a1b2');
    expect(judge('obis_root', obis_root) !== '', obis_root).toBe(faults !== undefined);
  }
});

test('what people put between the digits of a key is no part of it', () => {
  expect(keyDigits('00:11-22.33 44\t55')).toBe('001122334455');
});
