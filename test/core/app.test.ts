import type { Packet } from 'mqtt-packet';
import { diagnose } from '../../firmware/core/diagnose.ts';
import { describe, expect, test } from 'vitest';
import { newApp, receiveBytes, tickApp, workStep } from '../../firmware/core/app.ts';
import { TELEGRAMS } from '../../firmware/core/counts.ts';
import { FAULT_MEANINGS } from '../../firmware/core/fault.ts';
import { tickSession } from '../../firmware/core/mqtt/session.ts';
import { countersOf, feed, feedPieces, newBench, wait } from '../fakes/bench-app.ts';
import type { Bench, BenchOptions } from '../fakes/bench-app.ts';
import { bodyOf, bytesOf, frameOf, joined, KEY, telegramOf } from '../fakes/meter.ts';
import { deliverAnswer, latestSocket, newFakeBroker, settle } from '../fakes/net.ts';
import type { FakeBroker } from '../fakes/net.ts';

const CLOCK = '0-0:1.0.0(250610122005S)';
const FIVE = telegramOf([
  '1-3:0.2.8(50)',
  CLOCK,
  '1-0:1.7.0(00.286*kW)',
  '1-0:2.7.0(00.000*kW)',
  '1-0:32.7.0(230.1*V)',
  '1-0:52.7.0(230.2*V)',
  '1-0:72.7.0(230.3*V)',
  '1-0:32.7.0(111.1*V)',
  'garbage',
]);

/** A bench whose session is up, and its broker. */
function newOnlineBench(options: BenchOptions = {}): { bench: Bench; broker: FakeBroker } {
  const broker = newFakeBroker();
  const bench = newBench({ ...options, net: broker.net });
  tickSession(bench.app.options.session, 0);
  latestSocket(broker.net).on.open();
  settle(broker);
  return { bench, broker };
}

type Publish = Packet & { cmd: 'publish' };

function published(broker: FakeBroker, topic = 'smarty/bench/'): Publish[] {
  return broker.heard.filter(
    (packet): packet is Publish => packet.cmd === 'publish' && packet.topic.startsWith(topic),
  );
}

function textsOf(packets: Publish[]): string[] {
  return packets.map((packet) => `${packet.topic.split('/').pop()} ${packet.payload}`);
}

/** The broker answers, and the app works between the answers. */
function talk(bench: Bench, broker: FakeBroker): void {
  while (deliverAnswer(broker)) while (workStep(bench.app));
}

describe('a telegram', () => {
  test('goes to the broker as one JSON object, then each reading by itself, retained', () => {
    const { bench, broker } = newOnlineBench({ key: KEY });
    feed(bench, frameOf(7, { telegram: FIVE }));
    talk(bench, broker);
    wait(bench, 500);
    const [telegram] = published(broker, 'smarty/bench/telegram');
    expect([telegram.qos, telegram.retain]).toEqual([1, false]);
    expect(JSON.parse(`${telegram.payload}`)).toMatchObject({ frame_counter: 7, encrypted: true });
    expect(bench.json).toEqual([`${telegram.payload}`]);
    const readings = published(broker, 'smarty/bench/reading/');
    expect(readings.every((packet) => packet.retain && packet.qos === 0)).toBe(true);
    expect(textsOf(readings)).toEqual(
      expect.arrayContaining(['power_imported 286', 'voltage_l1 230.1', 'power_net 286']),
    );
  });

  test('keeps its readings back while the broker has not taken what went before', () => {
    const { bench, broker } = newOnlineBench();
    feed(bench, bytesOf(FIVE));
    expect(bench.app.options.session.queue.messages).toHaveLength(4);
    expect(published(broker, 'smarty/bench/reading/')).toEqual([]);
    expect(tickApp(bench.app, bench.nowMs)).toBe(true);
    settle(broker);
    expect(published(broker, 'smarty/bench/reading/')).toHaveLength(3);
    wait(bench, 250);
    const readings = published(broker, 'smarty/bench/reading/').length;
    expect(readings).toBe(bench.snapshots[0].readings.length);
    expect(tickApp(bench.app, bench.nowMs)).toBe(false);
  });

  test('waits for the broker, its readings do not', () => {
    const bench = newBench();
    feed(bench, bytesOf(FIVE));
    feed(bench, bytesOf(FIVE));
    const topics = bench.app.options.session.queue.messages.map((message) => message.topic);
    expect(topics).toEqual(['smarty/bench/telegram', 'smarty/bench/telegram']);
  });

  test('with an empty text publishes no empty reading', () => {
    const { bench, broker } = newOnlineBench();
    feed(bench, bytesOf(telegramOf(['0-0:96.13.0()', '1-0:1.7.0(00.286*kW)'])));
    talk(bench, broker);
    expect(bench.snapshots[0].readings).toHaveLength(2);
    expect(textsOf(published(broker, 'smarty/bench/reading/'))).toEqual(['power_imported 286']);
  });

  test('of many lines is read to its end', () => {
    const bench = newBench();
    const lines = Array.from({ length: 45 }, (_none, i) => `1-0:99.${i}.0(${i})`);
    feed(bench, bytesOf(telegramOf(lines)));
    expect(bench.snapshots[0].other.map(({ code, text }) => `${code}(${text})`)).toEqual(lines);
  });

  test('that is not authenticated says so, where such are allowed', () => {
    const authKey = 'ee'.repeat(16);
    const accepted = (['fallback', 'off', 'verify'] as const).map((tagMode) => {
      const bench = newBench({ key: KEY, tagMode, authKey });
      feed(bench, frameOf(1));
      return bench.snapshots.map((snapshot) => snapshot.authenticated);
    });
    expect(accepted).toEqual([[false], [false], []]);
  });

  test('that is authentic and worth nothing is used up, counted once', () => {
    const bench = newBench({ key: KEY });
    const texts = ['hello', '\x0f\0\0', `${bodyOf([])}0000\r\n`, '/TST5\r\n', `${bodyOf([])}no!!`];
    const frames = texts.map((telegram, i) => frameOf(i, { telegram }));
    feed(bench, joined(...frames, frameOf(0), frameOf(1)));
    const faults = ['not-telegram', 'dlms', 'crc', 'no-end', 'crc-field'];
    expect(bench.faults).toEqual(faults);
    expect(bench.app.receiver.faults).toEqual(
      Object.fromEntries(faults.map((fault) => [fault, 1])),
    );
    expect([countersOf(bench), bench.app.receiver.noise]).toEqual([[0, 1], 0]);
  });

  test('right behind such a frame is found, whatever its last byte was', () => {
    const bench = newBench({ key: KEY });
    for (let counter = 1; counter <= 40; counter++) {
      const worthless = frameOf(counter, { telegram: 'hello' });
      feed(bench, joined(worthless, FIVE, frameOf(counter), frameOf(counter), FIVE));
    }
    expect(countersOf(bench).filter((counter) => counter === undefined)).toHaveLength(80);
    expect(bench.app.receiver.faults).toEqual({ 'not-telegram': 40, replay: 40 });
  });

  test('may come to an app to which nobody listens', () => {
    const { options } = newBench().app;
    const app = newApp({ ...options, onSnapshot: undefined, onFault: undefined });
    receiveBytes(app, bytesOf(`${FIVE.replace('286', '287')}\r\n${FIVE}`), 0);
    while (workStep(app));
    expect([app.counts.numbers[TELEGRAMS], app.receiver.faults]).toEqual([1, { crc: 1 }]);
  });
});

describe('diagnostics', () => {
  test('count what went right and wrong since boot', () => {
    const bench = newBench({ key: KEY });
    const other = Uint8Array.from({ length: 16 }, () => 1);
    feed(bench, joined('noise\r\n', FIVE, frameOf(3), frameOf(3), frameOf(8)));
    feed(bench, frameOf(9, { key: other }));
    feed(bench, frameOf(9).subarray(0, 50));
    wait(bench, 2500);
    expect(diagnose(bench.app, bench.nowMs + 1600)).toEqual({
      numbers: {
        uptime_s: 4,
        telegrams: 3,
        authenticated: 2,
        lost_frames: 4,
        noise_bytes: 5,
        unread_values: 1,
        repeated_codes: 1,
        mqtt_dropped: 0,
        mqtt_reconnects: 0,
      },
      faults: { replay: 1, tag: 1, cut: 1 },
      texts: {},
    });
    expect(bench.faults).toEqual(['replay', 'tag']);
  });

  test('name the time of the latest telegram', () => {
    const bench = newBench();
    feed(bench, bytesOf(FIVE));
    expect(diagnose(bench.app, 0).texts.latest_time).toBe('2025-06-10T12:20:05+02:00');
  });

  test('are published after ten seconds and then every minute while the broker is there', () => {
    const { bench, broker } = newOnlineBench();
    const heard = () => published(broker, 'smarty/bench/diagnostics');
    wait(bench, 9_750);
    expect(heard()).toHaveLength(0);
    wait(bench, 250);
    expect(heard()).toHaveLength(1);
    wait(bench, 59_750);
    expect(heard()).toHaveLength(1);
    expect(heard()[0]).toMatchObject({ qos: 0, retain: true });
    expect(JSON.parse(`${heard()[0].payload}`)).toMatchObject({ uptime_s: 10, faults: {} });
    wait(bench, 120_250);
    expect(heard()).toHaveLength(4);
  });

  test('wait while there is no broker', () => {
    const bench = newBench();
    wait(bench, 180_000);
    expect(bench.app.options.session.queue.messages).toEqual([]);
  });

  test('have a sentence for each fault', () => {
    for (const meaning of Object.values(FAULT_MEANINGS)) expect(meaning).toMatch(/^[A-Z].*\.$/);
  });
});

describe('what is handed on besides readings', () => {
  test('is the exact text of each accepted telegram, to the last byte', () => {
    const bench = newBench({ key: KEY, keepsPrinted: true });
    expect(bench.app.printed).toBe('');
    feed(bench, frameOf(1, { telegram: FIVE }));
    expect(bench.app.printed).toBe(FIVE);
    const long = telegramOf([CLOCK, `0-0:96.13.0(${'41'.repeat(900)})`, '1-0:1.7.0(1*W)']);
    feedPieces(bench, bytesOf(long), 17);
    expect(bench.app.printed).toBe(long);
  });

  test('stays with the telegram before when the next one is refused', () => {
    const bench = newBench({ key: KEY, keepsPrinted: true });
    feed(bench, bytesOf(FIVE));
    const spoiled = frameOf(2);
    spoiled[spoiled.length - 1] ^= 1;
    feed(bench, spoiled);
    wait(bench, 2000);
    feed(bench, bytesOf(FIVE.replace('00.286', '00.287')));
    expect(bench.faults).toEqual(['auth-key', 'crc']);
    expect(bench.app.printed).toBe(FIVE);
  });

  test('is not kept where nobody wants it', () => {
    const bench = newBench();
    feed(bench, bytesOf(FIVE));
    expect(bench.snapshots).toHaveLength(1);
    expect([bench.app.printed, bench.app.opening.text]).toEqual(['', '']);
  });

  test('is each good frame as it was received, and no other', () => {
    const frames: string[] = [];
    const bench = newBench({ key: KEY, onFrame: (frame) => frames.push(frame) });
    const spoiled = frameOf(2);
    spoiled[40] ^= 1;
    const [first, third] = [frameOf(1), frameOf(3)];
    feed(bench, joined('noise', first, spoiled, first, third, FIVE));
    wait(bench, 2000);
    const hexes = frames.map((frame) => Buffer.from(frame, 'latin1').toString('hex'));
    expect(hexes).toEqual([first, third, bytesOf(FIVE)].map((f) => Buffer.from(f).toString('hex')));
  });
});
