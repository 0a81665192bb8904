/** What systemd hears of the reader, and when it gives no more sign of life. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { newNotifier, watchdogMs } from '../../../host-sim/service/notify.ts';
import { newProgressJudge } from '../../../host-sim/service/progress.ts';
import { canListen, newListener } from './systemd.ts';

/** A process that does nothing but tell. */
const TELLER = `
import { newNotifier } from './host-sim/service/notify.ts';
const notifier = newNotifier(process.env, (level, sentence) => console.log(level, sentence));
notifier.ready();
notifier.status('2 meters\\n are read ');
for (let i = 0; i < 100; i++) notifier.progress();
notifier.stopping();
await notifier.close();
`;

if (!canListen)
  console.warn('SKIPPED: real datagrams for systemd (apt install libsystemd0 python3)');

const ends: (() => unknown)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

describe.skipIf(!canListen)('systemd', () => {
  test.each([
    ['a path', undefined],
    ['an abstract name', `@smarty-test-${process.pid}`],
  ])('hears the process itself at %s', async (_what, name) => {
    const { path, heard, stop } = await newListener(name);
    ends.push(stop);
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', TELLER],
      { env: { ...process.env, NOTIFY_SOCKET: path, WATCHDOG_USEC: '60000000' } },
    );
    let said = '';
    child.stdout.on('data', (piece: Buffer) => (said += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (said += piece.toString()));
    const [code] = await once(child, 'close');
    expect([code, said]).toEqual([0, '']);
    const lines = ['READY=1', 'STATUS=2 meters are read', 'WATCHDOG=1', 'STOPPING=1'];
    await vi.waitFor(() => expect(heard()).toHaveLength(lines.length), 20_000);
    expect(heard()).toEqual(lines.map((line) => `${child.pid} ${line}`));
  });
});

describe('the notifier', () => {
  const newRecord = (result = 0) => {
    const sent: string[] = [];
    const send = async (message: string) => {
      sent.push(message);
      return result;
    };
    return { sent, load: async () => send };
  };

  test('is silent, and loads nothing, where nobody has asked', async () => {
    const load = vi.fn();
    const notifier = newNotifier({ WATCHDOG_USEC: '1' }, undefined, load);
    notifier.ready();
    notifier.progress();
    notifier.status('all is well');
    notifier.stopping();
    await notifier.close();
    expect(load).not.toHaveBeenCalled();
  });

  test('gives signs of life only while it is told that the reader gets on', async () => {
    vi.useFakeTimers();
    const { sent, load } = newRecord();
    const env = { NOTIFY_SOCKET: '/none', WATCHDOG_USEC: '30000000' };
    const notifier = newNotifier(env, undefined, load);
    for (let ms = 0; ms <= 60_000; ms += 250) {
      notifier.progress();
      await vi.advanceTimersByTimeAsync(250);
    }
    expect(sent).toEqual(Array.from({ length: 7 }, () => 'WATCHDOG=1'));
    // It hangs.
    await vi.advanceTimersByTimeAsync(600_000);
    expect(sent).toHaveLength(7);
    vi.useRealTimers();
  });

  test('has no watchdog to feed where the unit has none', async () => {
    const { sent, load } = newRecord();
    const notifier = newNotifier({ NOTIFY_SOCKET: '/none' }, undefined, load);
    notifier.progress();
    notifier.ready();
    await notifier.close();
    expect(sent).toEqual(['READY=1']);
  });

  test.each([
    ['cannot be loaded', async () => Promise.reject(new Error('no such library'))],
    ['refuses', async () => async () => -111],
  ])('says once, with the remedy, that systemd %s', async (_what, load) => {
    const told: string[] = [];
    const notifier = newNotifier({ NOTIFY_SOCKET: '/none' }, (_level, s) => told.push(s), load);
    notifier.ready();
    notifier.stopping();
    await notifier.close();
    expect(told).toEqual([expect.stringMatching(/systemd cannot be told.*: install libsystemd0/)]);
  });

  test.each([
    ['30000000', undefined, 10_000],
    ['30000000', '17', 10_000],
    ['30000000', '18', undefined],
    ['0', undefined, undefined],
    ['', undefined, undefined],
    [undefined, undefined, undefined],
  ])('with WATCHDOG_USEC=%s and WATCHDOG_PID=%s signs every %s ms', (us, pid, ms) => {
    expect(watchdogMs({ WATCHDOG_USEC: us, WATCHDOG_PID: pid }, 17)).toBe(ms);
  });
});

describe('the reader', () => {
  test('gets on while a meter is silent', () => {
    const getsOn = newProgressJudge(1000);
    for (let i = 0; i < 100; i++) expect(getsOn({ bytes: 500, outcomes: 3 })).toBe(true);
  });

  test('gets on while bytes become telegrams, faults or noise', () => {
    const getsOn = newProgressJudge(1000);
    for (let i = 1; i < 100; i++) expect(getsOn({ bytes: 900 * i, outcomes: i })).toBe(true);
  });

  test('stands still when bytes come and nothing becomes of them, until something does', () => {
    const getsOn = newProgressJudge(1000);
    expect(getsOn({ bytes: 100, outcomes: 1 })).toBe(true);
    expect(getsOn({ bytes: 1099, outcomes: 1 })).toBe(true);
    expect(getsOn({ bytes: 1100, outcomes: 1 })).toBe(false);
    expect(getsOn({ bytes: 5000, outcomes: 1 })).toBe(false);
    expect(getsOn({ bytes: 5100, outcomes: 2 })).toBe(true);
  });

  test('is not taken to stand still when counts begin anew', () => {
    const getsOn = newProgressJudge(1000);
    getsOn({ bytes: 10_000, outcomes: 5 });
    expect(getsOn({ bytes: 10, outcomes: 5 })).toBe(true);
  });
});
