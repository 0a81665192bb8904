/**
 * The broker as the service sets it up: a real mosquitto with the shipped configuration, users made with
 * its own mosquitto_passwd, and what each of them may do.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync } from 'mqtt';
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { freePort } from '../command/program.ts';
import { textOf } from './files.ts';

const hasMosquitto =
  spawnSync('sh', ['-c', 'command -v mosquitto mosquitto_passwd'], { stdio: 'ignore' }).status ===
  0;
if (!hasMosquitto) console.warn('SKIPPED: the broker of the service (apt install mosquitto)');

const PASSWORDS: Record<string, string> = { smarty: 'reader secret', home: 'home secret' };

describe.skipIf(!hasMosquitto)('the broker of the service', () => {
  let port = 0;
  let folder = '';
  const ends: (() => unknown)[] = [];

  const connect = (user?: string, password = user && PASSWORDS[user]): Promise<MqttClient> =>
    connectAsync(`mqtt://127.0.0.1:${port}`, {
      ...(user ? { username: user, password } : {}),
      reconnectPeriod: 0,
    });

  beforeAll(async () => {
    port = await freePort();
    folder = mkdtempSync(join(tmpdir(), 'mosquitto-'));
    // Started by root, it goes on as the user mosquitto.
    chmodSync(folder, 0o755);
    const inFolder = (text: string) => text.replaceAll('/etc/mosquitto/', `${folder}/`);
    const listener = `listener ${port} 127.0.0.1`;
    const broker = inFolder(textOf('mosquitto/smarty.conf'));
    expect(broker).toMatch(/^listener 1883$/m);
    writeFileSync(join(folder, 'smarty.conf'), broker.replace(/^listener 1883$/m, listener));
    writeFileSync(join(folder, 'access.conf'), textOf('mosquitto/access.conf'));
    for (const [i, [user, password]] of Object.entries(PASSWORDS).entries()) {
      const file = join(folder, 'passwords');
      spawnSync('mosquitto_passwd', ['-b', ...(i ? [] : ['-c']), file, user, password]);
      chmodSync(file, 0o644);
    }
    const child = spawn('mosquitto', ['-c', join(folder, 'smarty.conf')], { stdio: 'ignore' });
    const gone = once(child, 'exit');
    ends.push(async () => {
      child.kill();
      await gone;
      rmSync(folder, { recursive: true, force: true });
    });
    await vi.waitFor(async () => (await connect('home')).endAsync(), 20_000);
  });
  afterAll(async () => {
    for (const end of ends) await end();
  });

  test.each([
    ['nobody', undefined, undefined],
    ['a wrong password', 'smarty', 'guessed'],
    ['a user it does not know', 'other', 'reader secret'],
  ])('refuses %s', async (_who, user, password) => {
    await expect(connect(user, password)).rejects.toThrow(/[Nn]ot authorized|refused/);
  });

  test('lets the reader write what is its own, and others read it', async () => {
    const home = await connect('home');
    const heard: string[] = [];
    home.on('message', (topic) => heard.push(topic));
    await home.subscribeAsync(['smarty/#', 'homeassistant/#', 'homie/#']);
    const reader = await connect('smarty');
    const own = ['smarty/house/status', 'homeassistant/sensor/x/config', 'homie/house/$state'];
    for (const topic of own) await reader.publishAsync(topic, 'x', { qos: 1 });
    await vi.waitFor(() => expect(heard).toEqual(own), 20_000);
    await reader.endAsync();
    await home.endAsync();
  });

  test('hears of others nothing below the topics of the reader, and of the reader nothing elsewhere', async () => {
    const home = await connect('home');
    const reader = await connect('smarty');
    const heard: string[] = [];
    reader.on('message', (topic) => heard.push(topic));
    await reader.subscribeAsync(['smarty/#', 'homeassistant/#', 'other/#']);
    await home.publishAsync('smarty/house/reading/power_net', '0', { qos: 1 });
    await reader.publishAsync('other/topic', 'x', { qos: 1 });
    // What is allowed comes after what was not.
    await home.publishAsync('homeassistant/status', 'online', { qos: 1 });
    await vi.waitFor(() => expect(heard).toContain('homeassistant/status'), 20_000);
    expect(heard).toEqual(['homeassistant/status']);
    await reader.endAsync();
    await home.endAsync();
  });
});
