/** The program with --http: what it tells, and that it ends. */
import { expect, test } from 'vitest';
import { runCommand } from '../../../host-sim/command/command.ts';
import { readEndpoint } from '../../../host-sim/command/values.ts';
import { eventually } from '../command/program.ts';

test('a simulated meter is there for programs until the program ends', async () => {
  const ending = new AbortController();
  let told = '';
  const err = { write: (text: string | Uint8Array) => (told += String(text)) };
  let telegrams = 0;
  const out = { write: () => ++telegrams };
  const args = ['--mqtt', 'embedded:0', '--http', '0', '--period', '0.2', '--json'];
  const exitCode = runCommand(args, { env: {}, out, err, signal: ending.signal });
  await eventually(() => /http:\S+metrics/.test(told), 'an address');
  const [url] = /http:\S+metrics/.exec(told)!;
  await eventually(() => telegrams > 0, 'a telegram');
  const metrics = await (await fetch(url)).text();
  expect(metrics).toMatch(/^smarty_power_net_watts -?\d+$/m);
  expect(metrics).toMatch(/^smarty_build_info\{version="\d+\.\d+\.\d+",name="simulated"\} 1$/m);
  const telegram = await fetch(url.replace('metrics', 'api/v1/telegram'));
  expect(await telegram.text()).toMatch(/^\/Lux5[^]*\r\n![0-9A-F]{4}\r\n$/);
  ending.abort();
  expect(await exitCode).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
});

test.each([
  ['8080', { host: '127.0.0.1', port: 8080 }],
  ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
  ['meter.local:0', { host: 'meter.local', port: 0 }],
  ['65536', undefined],
  [':80', undefined],
  ['a:', undefined],
  ['', undefined],
  ['a b:80', undefined],
  ['http://x:80', undefined],
])('--http %j is %j', (text, door) => {
  expect(readEndpoint(text)).toEqual(door);
});
