/** What the forks of smarty_dsmr_proxy can, and what goes around it: keys, services, readers of Dutch meters. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { readLine } from '../../../host-sim/smarty/line.ts';
import { RUN } from '../../../host-sim/smarty/commands/run.ts';
import { crcOf } from '../../../host-sim/house/telegram.ts';
import { frameOf, KEY, powerTelegram, telegramOf } from '../../fakes/meter.ts';
import { eventually } from '../command/program.ts';
import { newHearer, valuesOf } from '../sink/hearer.ts';
import type { Hearer } from '../sink/hearer.ts';
import type { Folder } from './command.ts';
import { hexOf, newFolder, run } from './command.ts';

const ROOT = join(import.meta.dirname, '../../..');
let folder: Folder;
let broker: Hearer;

beforeAll(() => void (folder = newFolder()));
afterAll(() => folder.remove());
afterEach(() => broker?.close());

function recording(name: string, frames: Uint8Array[]): string {
  return `file:${folder.file(name, hexOf(frames))}`;
}

describe('forks of smarty_dsmr_proxy', () => {
  test('smarty_dsmr_proxy: fork d1nd141: a retained topic for each OBIS code, or plain numbers by name', async () => {
    broker = await newHearer();
    const telegram = telegramOf(['1-0:1.8.0(000123.456*kWh)', '1-0:1.7.0(00.244*kW)']);
    const from = recording('d1.hex', [frameOf(1, { telegram })]);
    const way = ['--mqtt', `mqtt://127.0.0.1:${broker.port}`, '--mqtt-obis-root', 'home/meter'];
    const args = ['read', from, '--name', 'p1', ...way, '--mqtt-obis-topics', 'qos1_retained'];
    expect((await run(args, { SMARTY_KEY: KEY })).code).toBe(0);
    const both = ['smarty/p1/reading/power_imported', 'home/meter/p1/1-0:1.8.0'];
    await eventually(() => both.every((topic) => valuesOf(broker.heard, topic).length > 0), 'both');
    const [code] = broker.heard.filter(({ topic }) => topic === 'home/meter/p1/1-0:1.8.0');
    expect(code).toEqual({
      topic: 'home/meter/p1/1-0:1.8.0',
      payload: '123.456 kWh',
      qos: 1,
      retain: true,
    });
    const [plain] = broker.heard.filter(
      ({ topic }) => topic === 'smarty/p1/reading/power_imported',
    );
    expect(plain).toMatchObject({ payload: '244', retain: true });
  });

  test('smarty_dsmr_proxy: fork migdard: a frame that is cut short is refused and counted, the next one is read', async () => {
    const cut = frameOf(2).subarray(0, 50);
    const from = recording('cut.hex', [frameOf(1), cut, frameOf(3), frameOf(4)]);
    const { code, out, err } = await run(['read', from, '--stdout', 'telegram'], {
      SMARTY_KEY: KEY,
    });
    expect(code).toBe(0);
    expect(out).toBe([1, 3, 4].map(powerTelegram).join(''));
    expect(err).toMatch(/1 x (cut|tag): /);
  });

  test('smarty_dsmr_proxy: fork of Energie Steiermark: all from the environment, and tags that are not looked at', async () => {
    broker = await newHearer();
    const spoiled = frameOf(7);
    spoiled[spoiled.length - 1] ^= 1;
    const source = {
      SMARTY_SOURCE__URL: recording('e.hex', [spoiled]),
      SMARTY_KEY: KEY,
      SMARTY_AUTH_KEY: 'a0a1a2a3a4a5a6a7a8a9aaabacadaeaf',
    };
    const env = {
      ...source,
      SMARTY_MQTT__URL: `mqtt://127.0.0.1:${broker.port}`,
      SMARTY_MQTT__USER: 'me',
      SMARTY_MQTT__PASSWORD: 'mine',
    };
    await run(['read', '--name', 'Smartmeter', '--tag', 'off'], env);
    const topic = 'smarty/Smartmeter/telegram';
    await eventually(() => valuesOf(broker.heard, topic).length > 0, 'a telegram');
    const [told] = valuesOf(broker.heard, topic).map((text) => JSON.parse(text));
    expect(told).toMatchObject({ authenticated: false, readings: { power_imported: 7 } });
    const verified = await run(['read', '--stdout', 'json'], source);
    expect([verified.code, verified.out]).toEqual([1, '']);
  });
});

describe('around smarty_dsmr_proxy', () => {
  test('smarty_dsmr_proxy: advice: whom to ask for the key, and for the full list of readings', async () => {
    const { out } = await run(['keys']);
    expect(out).toMatch(/Ask for the full list of readings/);
    for (const language of ['en', 'fr', 'de']) {
      expect((await run(['keys', language])).out).toMatch(
        /full list|liste\s+complète|vollständige Liste/,
      );
    }
  });

  test('smarty_dsmr_proxy: supervisord runs it too: its program is a command line that is right', () => {
    const page = readFileSync(join(ROOT, 'docs/service.md'), 'utf8');
    const [, command = ''] = /```ini\n\[program:[^`]*?^command=(.+)$/m.exec(page) ?? [];
    const [program, name, ...args] = command.split(' ');
    expect([program, name]).toEqual(['/usr/local/bin/smarty', 'run']);
    const line = readLine(RUN, args, 0);
    expect([line.value('config'), line.value('secrets')]).not.toContain(undefined);
    expect(command).not.toMatch(/key/i);
  });

  test('smarty_dsmr_proxy: consumers: readers of Dutch meters find their registers, under a checksum that is right', async () => {
    const args = ['read', 'simulated', '--count', '1', '--stdout', 'telegram'];
    const { out } = await run(args);
    const { DSMR_NAMES } = await import('../../../host-sim/legacy/dsmr-names.ts');
    const { newAliaser } = await import('../../../host-sim/stream/streams.ts');
    const text = newAliaser()(out);
    for (const code of ['1-0:1.8.1', '1-0:2.8.1', '1-0:1.7.0', '0-0:96.1.1']) {
      expect(DSMR_NAMES[code]).toBeDefined();
      expect(text).toContain(`\r\n${code}(`);
    }
    const end = text.lastIndexOf('!') + 1;
    expect(text.slice(end, end + 4)).toBe(crcOf(text.slice(0, end)));
  });
});
