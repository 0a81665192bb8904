import { expect, test } from 'vitest';
import { noteOn } from '../../../firmware/core/device/device.ts';
import { restartSoon } from '../../../firmware/core/device/restart.ts';
import { logIn } from '../../../firmware/core/web/login.ts';
import { hear, newBench, payloadsOn, settingsOf, wait } from '../../fakes/device.ts';
import { frameOf, telegramOf } from '../../fakes/meter.ts';

const S = 1000;
const TELLS = { syslog: '192.0.2.9', syslog_port: 5514, log_topic: 'qos1' } as const;
const textsOf = (datagrams: string[]) => datagrams.map((text) => text.split(' - - - ')[1]);

test('the log goes to the syslog server and to the broker from the start', () => {
  const bench = newBench(settingsOf(TELLS));
  wait(bench, 2 * S);
  expect(bench.datagrams[0]).toBe(
    '192.0.2.9:5514 <134>1 - smarty-a1b2 smarty - - - started after power',
  );
  hear(bench, frameOf(1));
  wait(bench, 5 * S);
  const texts = textsOf(bench.datagrams);
  expect(texts).toEqual(expect.arrayContaining(['wifi joined']));
  expect(texts.at(-1)).toBe('state running');
  const onMqtt = payloadsOn(bench, 'log').map((line) => line.replace(/^info /, ''));
  expect(onMqtt).toEqual(texts);
});

test('what was repeated is told with its count, once something else has happened', () => {
  const bench = newBench(settingsOf(TELLS));
  wait(bench, 5 * S);
  for (const event of [
    'lost',
    'lost',
    'lost',
    'overrun',
    'down',
    'misfit',
    'safe',
    'confirmed',
  ] as const) {
    noteOn(bench.device, event);
    wait(bench, 4 * S);
  }
  expect(textsOf(bench.datagrams)).toContain('wifi lost x3');
  expect(payloadsOn(bench, 'log')).toContain('warning wifi lost x3');
});

test('what happens without broker and network is told later, at most eight entries', () => {
  const bench = newBench(settingsOf(TELLS));
  bench.isInReach = false;
  wait(bench, S);
  for (let i = 0; i < 20; i++) noteOn(bench.device, 'frame', i);
  wait(bench, S);
  expect([bench.datagrams, payloadsOn(bench, 'log')]).toEqual([[], []]);
  bench.isInReach = true;
  wait(bench, 120 * S);
  const told = payloadsOn(bench, 'log').filter((line) => line.includes('frame refused'));
  expect(told.length).toBeGreaterThan(3);
  expect(told.length).toBeLessThanOrEqual(8);
  expect(textsOf(bench.datagrams)[0]).toContain('before it not sent)');
});

test('the time is that of the meter, carried on', () => {
  const bench = newBench(settingsOf(TELLS));
  wait(bench, S);
  hear(bench, frameOf(1, { telegram: telegramOf(['0-0:1.0.0(250610122005S)']) }));
  wait(bench, 31 * S);
  noteOn(bench.device, 'overrun');
  wait(bench, S);
  expect(bench.datagrams.at(-1)).toMatch(/>1 2025-06-10T10:20:3[5-7]\S* smarty-a1b2 /);
});

test.each([
  ['only one of them', { syslog: '192.0.2.9' }, true, false],
  ['only one of them', { log_topic: 'qos0' }, false, true],
  ['nobody', {}, false, false],
] as const)('%s is told where only that is wanted: %j', (_who, settings, byUdp, onMqtt) => {
  const bench = newBench(settingsOf(settings));
  wait(bench, 2 * S);
  expect([bench.datagrams.length > 0, payloadsOn(bench, 'log').length > 0]).toEqual([
    byUdp,
    onMqtt,
  ]);
});

test('a dongle that is not set up tells nobody', () => {
  const bench = newBench(undefined);
  wait(bench, 2 * S);
  expect(bench.datagrams).toEqual([]);
});

test('what fails at the broker and at the door is noted', () => {
  const bench = newBench(settingsOf(TELLS));
  bench.isBrokerUp = false;
  wait(bench, 2 * S);
  const texts = () => textsOf(bench.datagrams);
  expect(texts()).toContain('broker lost unreachable');
  bench.isBrokerUp = true;
  wait(bench, 60 * S);

  const { login } = bench.device;
  const attempt = { password: 'right', random: () => '00', nowMs: bench.nowMs };
  logIn(login, { ...attempt, given: 'wrong' });
  wait(bench, 2 * S);
  expect(texts().at(-1)).toBe('login refused 1');
  logIn(login, { ...attempt, given: 'wrong', nowMs: bench.nowMs });
  wait(bench, 2 * S);
  expect(texts().at(-1)).toBe('login refused 2');
});

test('a restart is told with its cause before it comes', () => {
  const bench = newBench(settingsOf(TELLS));
  wait(bench, 2 * S);
  restartSoon(bench.device, 'user');
  wait(bench, 10 * S);
  expect(bench.restarts).toBeGreaterThan(0);
  expect(textsOf(bench.datagrams)).toContain('restart for user');
  expect(payloadsOn(bench, 'log')).toContain('info restart for user');
});
