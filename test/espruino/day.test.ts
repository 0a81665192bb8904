/**
 * Long runs of the built bundle in the real interpreter, in simulated time: nothing grows, nothing is
 * lost, whatever comes and goes. DAY=n runs n telegrams of each in place of the few that a test has
 * time for (86,400 are a day of one a second).
 */
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { KEYS_TURNS, LIST_TURNS, TURN_S } from '../bench/budget.ts';
import { runDay } from './day.ts';
import type { Account } from './day.ts';
import { esp32Interpreters } from './fit.ts';

const COUNT = parseInt(process.env.DAY ?? '120', 10);
// What this asks for is an ESP32's memory and flash, and some minutes.
const interpreters = esp32Interpreters('long runs in simulated time');
const inTime = { timeout: 60_000 + COUNT * 1000 };
/** So many samples in a row: from one to the next some come and go with the size of a number. */
const ROW = 5;
/**
 * Early enough to be before any growth, late enough for every table to be there; in a long run late enough
 * as well for all that is counted to be above 8191, from where on it takes a variable of its own.
 */
const EARLY = COUNT < 13_000 ? 40 : 12_000;
const SAMPLES = [EARLY, COUNT].flatMap((end) =>
  Array.from({ length: ROW }, (_, i) => end - ROW + 1 + i),
);

/**
 * Telegrams before the first loss. By then all is announced: what the dongle hears of that again when it is connected
 * anew it keeps from the first time on.
 */
const LEAD = 60;
const LOSSES = { telegrams: LEAD + COUNT, sampleAt: SAMPLES.map((at) => LEAD + at) };

/** Comes and goes even so, with numbers that are kept once where two are equal. */
const FLICKER = 3;

/** Nothing is lost on the way, nor had to be given up. */
const SOUND = { lost_frames: 0, noise_bytes: 0, uart_overruns: 0, mqtt_dropped: 0 };

/** The slowest meter sends every so many seconds: the first telegram may be as late after the start. */
const SLOWEST_S = 10;

/** Prints how long after the network is there the first telegram goes out, in simulated seconds. */
const WATCH_START = `
(function (wifi, emit, net, connect) {
  var joined, isOut;
  wifi.emit = function (event, details) {
    if (event == "connected") joined = NOW;
    emit(event, details);
  };
  net.connect = function (to, opened) {
    var socket = connect(to, opened), write = socket.write;
    socket.write = function (bytes) {
      if (!isOut && bytes.indexOf("dev/telegram") >= 0) {
        isOut = true;
        print("FIRST", NOW - joined, "!");
      }
      return write.call(socket, bytes);
    };
    return socket;
  };
})(require("Wifi"), require("Wifi").emit, require("net"), require("net").connect);`;
/** Keys and one full list at the most (slices.test.ts). */
const WORK_S = (KEYS_TURNS + LIST_TURNS) * TURN_S.slowest;

/** A room of code that was put away for the moment of one sample is no growth. */
function median(used: number[]): number {
  return used.toSorted((a, b) => a - b)[Math.floor(used.length / 2)];
}

function growth({ used }: Account): number {
  return median(used.slice(ROW)) - median(used.slice(0, ROW));
}

describe.each(interpreters.map((path) => [basename(path), path]))('%s', (name, interpreter) => {
  test('the first telegram is out within 15 s of the network', inTime, async () => {
    const day = await runDay({
      ...{ interpreter, telegrams: 1, periodS: 10, list: 'full', sampleAt: [] },
      ...{ firstS: SLOWEST_S, script: WATCH_START },
    });
    expect(day.published).toBe(1);
    const seconds = parseFloat(/FIRST (\S+) !/.exec(day.console)?.[1] ?? 'NaN');
    console.log(`${name}: first telegram ${seconds} s after the network, and ${WORK_S} s of work`);
    expect(seconds).toBeGreaterThan(SLOWEST_S / 2);
    expect(seconds + WORK_S).toBeLessThan(15);
  });

  test.each([
    ['one telegram a second', 1],
    ['one telegram every ten seconds', 10],
  ])('%s leaves nothing behind and loses nothing', inTime, async (_pace, periodS) => {
    const day = await runDay({
      ...{ interpreter, telegrams: COUNT, periodS, list: 'basic', sampleAt: SAMPLES },
    });
    expect(day).toMatchObject({ sent: COUNT, published: COUNT });
    expect(growth(day), String(day.used)).toBeLessThanOrEqual(FLICKER);
    expect(day.diagnostics).toMatchObject(SOUND);
  });

  test('Wi-Fi that goes and comes leaves nothing behind and loses nothing', inTime, async () => {
    const day = await runDay({
      ...{ interpreter, ...LOSSES, periodS: 10, list: 'basic' },
      disturb: (device, cut, index) => {
        if (index < LEAD) return;
        cut();
        device.run('require("Wifi").fail("BEACON_TIMEOUT")');
      },
    });
    expect(day).toMatchObject({ sent: LEAD + COUNT, published: LEAD + COUNT });
    expect(growth(day), String(day.used)).toBeLessThanOrEqual(FLICKER);
    expect(day.diagnostics).toMatchObject(SOUND);
    expect(day.diagnostics.wifi_joins).toBeGreaterThan(COUNT * 0.7);
  });

  test('a broker that goes and comes leaves nothing behind and loses nothing', inTime, async () => {
    const day = await runDay({
      ...{ interpreter, ...LOSSES, periodS: 10, list: 'basic' },
      disturb: (_device, cut, index) => index >= LEAD && cut(),
    });
    expect(day).toMatchObject({ sent: LEAD + COUNT, published: LEAD + COUNT });
    expect(growth(day), String(day.used)).toBeLessThanOrEqual(FLICKER);
    expect(day.diagnostics).toMatchObject(SOUND);
    expect(day.diagnostics.mqtt_reconnects).toBeGreaterThan(COUNT * 0.7);
  });
});
