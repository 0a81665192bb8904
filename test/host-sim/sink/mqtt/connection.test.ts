/** The way to a broker: user and password, as they stand in a URL or by themselves. */
import { expect, test } from 'vitest';
import { clientOptions } from '../../../../host-sim/sink/mqtt/connection.ts';
import { MQTT } from '../../../../host-sim/sink/settings/mqtt.ts';
import type { MqttOptions } from '../../../../host-sim/sink/settings/mqtt.ts';
import { optionsOf } from '../around.ts';

const WILL = { topic: 'status', payload: 'offline' };

function login(given: Record<string, string>) {
  const options = optionsOf(MQTT.rows, given) as MqttOptions;
  const { username, password } = clientOptions(options, 'cellar', WILL);
  return [username, password];
}

test('user and password are those of the URL, unescaped; what is set by itself goes before', () => {
  const url = 'mqtt://an%40na:50%25%C3%A4@host';
  expect(login({ url })).toEqual(['an@na', '50%ä']);
  expect(login({ url, password: '100%' })).toEqual(['an@na', '100%']);
  expect(login({ url: 'mqtt://host' })).toEqual([undefined, undefined]);
});

test('a "%" that is not escaped is refused by the form, which says how it is written', () => {
  const { form } = MQTT.rows.url;
  for (const bad of ['mqtt://u:50%@host', 'mqtt://5%u@host', 'mqtt://u:%ff@host']) {
    expect([bad, form.read(bad)]).toEqual([bad, undefined]);
  }
  expect(form.must).toContain('"%" as %25');
});
