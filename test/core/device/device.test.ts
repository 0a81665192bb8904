import { describe, expect, test } from 'vitest';
import { mayEnter } from '../../../firmware/core/device/memory.ts';
import { restartSoon } from '../../../firmware/core/device/restart.ts';
import { startRun } from '../../../firmware/core/device/device.ts';
import { tickBroker, tickDevice } from '../../../firmware/core/device/tick.ts';
import { hear, newBench, payloadsOn, settingsOf, tick, TICK_MS, wait } from '../../fakes/device.ts';
import type { Bench } from '../../fakes/device.ts';
import { frameOf, OTHER_TITLE, telegramOf, TITLE } from '../../fakes/meter.ts';
import { latestSocket, settle as settleBroker } from '../../fakes/net.ts';

const S = 1000;

/** A frame every ten seconds, for so long. */
function live(bench: Bench, ms: number, counter = { value: 1000 }): void {
  for (const endMs = bench.nowMs + ms; bench.nowMs < endMs;) {
    hear(bench, frameOf(counter.value++));
    wait(bench, 10 * S);
  }
}

function newRunning(over: Parameters<typeof newBench>[1] = {}): Bench {
  const bench = newBench(settingsOf(), over);
  wait(bench, S);
  live(bench, 10 * S);
  expect(bench.device.state).toBe('running');
  return bench;
}

describe('the device', () => {
  test('joins, connects, publishes and is running', () => {
    const bench = newRunning();
    expect(bench.station).toEqual({
      ssid: 'Home',
      password: 'correct horse',
      name: 'smarty-a1b2',
    });
    expect(payloadsOn(bench, 'status')).toEqual(['online']);
    expect(payloadsOn(bench, 'telegram')).toHaveLength(1);
    expect(payloadsOn(bench, 'state').at(-1)).toBe('running');
    expect(bench.printed.at(-1)).toBe('Smarty dongle 0.1.0, running');
  });

  test('joins an open network without a password, and with the address that it is given', () => {
    const fixed = { address: '10.0.0.7', gateway: '10.0.0.1', netmask: '255.255.255.0' };
    const bench = newBench(settingsOf({ wifi_password: '', ...fixed }));
    wait(bench, S);
    expect(bench.station).toEqual({
      ssid: 'Home',
      name: 'smarty-a1b2',
      fixed: { ip: '10.0.0.7', gw: '10.0.0.1', netmask: '255.255.255.0' },
    });
  });

  test.each([
    ['as nobody', { broker_password: 'secret' }, undefined, undefined],
    ['by name', { broker_user: 'me', broker_password: 'secret' }, 'me', 'secret'],
    ['by name without a password', { broker_user: 'me' }, 'me', ''],
  ])('goes to the broker %s', (_how, over, username, password) => {
    const bench = newBench(settingsOf(over));
    wait(bench, S);
    const connect = bench.broker.heard.find((packet) => packet.cmd === 'connect');
    expect(connect).toMatchObject({ clientId: 'smarty-a1b2' });
    expect([connect?.username, connect?.password?.toString()]).toEqual([username, password]);
  });

  test('has the frame buffer of settings as they come before there are any', () => {
    const { workspace } = newBench(undefined).device;
    expect(workspace.buffer.bytes).toHaveLength(settingsOf().capacity);
  });

  test('passes over what the meter sends while it is not set up', () => {
    const bench = newBench(undefined);
    hear(bench, frameOf(1));
    wait(bench, 10 * S);
    expect(bench.device).toMatchObject({
      state: 'setup',
      rate: frameOf(1).length,
      goodTelegrams: 0,
    });
  });

  test('is not set up without settings, and then waits at its access point', () => {
    const bench = newBench(undefined);
    wait(bench, 60 * S);
    expect(bench.device.state).toBe('setup');
    expect(bench.calls).toEqual(['open Smarty-A1B2']);
  });

  test.each([
    ['the plug was in', 0],
    ['a restart', Date.UTC(2026, 0, 15)],
  ])(
    'only offers set-up after too many failed boots, and tries again when nobody comes: after %s',
    (_what, nowMs) => {
      const boot = {
        slot: 'app1',
        trial: false,
        number: 9,
        cause: 'crash',
        boots: 5,
        safe: true,
      } as const;
      const bench = newBench(settingsOf(), { boot }, nowMs);
      wait(bench, 890 * S);
      expect([bench.device.state, bench.restarts]).toEqual(['setup', 0]);
      wait(bench, 15 * S);
      expect(bench.restarts).toBeGreaterThan(0);
    },
  );

  test('does not work with an interpreter that loses bytes, and says so', () => {
    const bench = newBench(settingsOf(), { misfit: 'loses-bytes' });
    wait(bench, 5 * S);
    expect(bench.device.state).toBe('unsupported');
    expect(bench.device.run).toBeUndefined();
    expect(bench.calls).toEqual(['open Smarty-A1B2']);
    expect(bench.printed[0]).toBe('Wrong Espruino (loses-bytes): docs/flash.md');
  });

  test.each([
    ['joining', (b: Bench) => void (b.isInReach = false), 0],
    ['no-broker', (b: Bench) => void (b.isBrokerUp = false), 0],
    ['no-telegram', () => undefined, 40 * S],
  ])('is %s', (state, spoil, ms) => {
    const bench = newBench(settingsOf());
    spoil(bench);
    wait(bench, 5 * S + ms);
    expect(bench.device.state).toBe(state);
  });

  test('says that the key is wrong when frames come and none can be opened', () => {
    const bench = newBench(settingsOf({ key: '0'.repeat(32) }));
    wait(bench, S);
    live(bench, 50 * S);
    expect(bench.device.state).toBe('wrong-key');
    expect(payloadsOn(bench, 'state').at(-1)).toBe('wrong-key');
  });

  test.each([{ frame_topic: 'hex_qos0' }, { frame_port: 2002 }] as const)(
    'is running without a key where others open the frames: %j',
    (over) => {
      const bench = newBench(settingsOf({ key: '', ...over }));
      wait(bench, S);
      live(bench, 50 * S);
      expect(bench.device.state).toBe('running');
      expect(bench.device.run!.app.receiver.faults).toEqual({});
      expect(payloadsOn(bench, 'frame')).toHaveLength('frame_topic' in over ? 5 : 0);
      expect(payloadsOn(bench, 'telegram')).toEqual([]);
    },
  );

  test('wants a key where nobody else opens the frames', () => {
    const bench = newBench(settingsOf({ key: '' }));
    wait(bench, S);
    live(bench, 50 * S);
    expect(bench.device.state).toBe('wrong-key');
  });

  test('tells Homie its addresses', () => {
    const bench = newBench(settingsOf({ homie: 'homie4' }));
    wait(bench, S);
    live(bench, 10 * S);
    const told = bench.broker.heard.flatMap((packet) =>
      packet.cmd === 'publish' ? [`${packet.topic} ${packet.payload}`] : [],
    );
    expect(told).toContain('homie/smarty-a1b2/$localip 10.0.0.2');
    expect(told).toContain('homie/smarty-a1b2/$mac A1:B2:C3:D4:E5:F6');
  });

  test.each([
    [undefined, 30],
    [2, 30],
    [60, 180],
  ])(
    'that publishes every %s s tells Home Assistant to wait for %i s',
    (publish_period_s, waitS) => {
      const bench = newBench(settingsOf({ publish_period_s }));
      wait(bench, S);
      live(bench, 10 * S);
      const configs = bench.broker.heard.flatMap((packet) =>
        packet.cmd === 'publish' && packet.topic.endsWith('/power_imported/config')
          ? [JSON.parse(`${packet.payload}`).exp_aft]
          : [],
      );
      expect(configs).toEqual([waitS]);
    },
  );

  test('works without a broker', () => {
    const bench = newBench(settingsOf({ broker: '' }));
    wait(bench, S);
    live(bench, 20 * S);
    expect(bench.device.state).toBe('running');
    expect(bench.broker.net.sockets).toEqual([]);
  });

  test('tells its own counts with those of the telegrams', () => {
    const bench = newRunning();
    wait(bench, 60 * S);
    expect(JSON.parse(payloadsOn(bench, 'diagnostics').at(-1)!)).toMatchObject({
      telegrams: 1,
      rssi_dbm: -60,
      free_variables: 1500,
      uart_overruns: 0,
      wifi_joins: 1,
      boots: 7,
      state: 'no-telegram',
      restart: 'power',
      version: '0.1.0',
    });
  });

  test('sets its clock by the meter, once an hour', () => {
    const bench = newRunning();
    for (let counter = 2000; bench.nowMs < 7300 * S; counter++) {
      const telegram = telegramOf(['0-0:1.0.0(180130102122W)', '1-0:1.7.0(000000286*W)']);
      hear(bench, frameOf(counter, { telegram }));
      wait(bench, 10 * S);
    }
    expect(bench.clocks).toEqual([1517304082, 1517304082, 1517304082]);
  });

  test('shows its state by its lamps', () => {
    const bench = newRunning();
    bench.lamps = '';
    live(bench, 4 * S);
    expect(bench.lamps).toContain('10000000');
    bench.isInReach = false;
    bench.wifi.lost('BEACON_TIMEOUT');
    bench.lamps = '';
    wait(bench, 4 * S);
    expect(bench.lamps).toContain('10101010');
  });
});

describe('Wi-Fi', () => {
  test('that comes back brings the broker back at once', () => {
    const bench = newRunning();
    bench.isInReach = false;
    bench.wifi.lost('BEACON_TIMEOUT');
    latestSocket(bench.broker.net).on.closed();
    wait(bench, 120 * S);
    expect(bench.device.state).toBe('joining');
    bench.isInReach = true;
    wait(bench, 85 * S);
    hear(bench, frameOf(2000));
    wait(bench, 2 * S);
    expect(bench.device.state).toBe('running');
  });

  test('lost and back a thousand times loses no telegram that fits the queue', () => {
    const bench = newRunning();
    const counter = { value: 2000 };
    for (let i = 0; i < 1000; i++) {
      bench.isInReach = false;
      bench.wifi.lost('BEACON_TIMEOUT');
      latestSocket(bench.broker.net).on.closed();
      live(bench, 10 * S, counter);
      bench.isInReach = true;
      live(bench, 10 * S, counter);
    }
    wait(bench, 120 * S);
    expect(bench.device.run!.app.counts.numbers[0]).toBe(2001);
    expect(new Set(payloadsOn(bench, 'telegram')).size).toBe(2001);
  });
});

describe('the broker', () => {
  test('lost and back a thousand times loses no telegram that fits the queue', () => {
    const bench = newRunning();
    const counter = { value: 2000 };
    for (let i = 0; i < 1000; i++) {
      bench.isBrokerUp = false;
      latestSocket(bench.broker.net).on.closed();
      live(bench, 10 * S, counter);
      bench.isBrokerUp = true;
      live(bench, 20 * S, counter);
    }
    wait(bench, 120 * S);
    expect(new Set(payloadsOn(bench, 'telegram')).size).toBe(3001);
  });

  /** Loses the broker and has it back; nothing comes from the meter that would make work. */
  function blink(bench: Bench): void {
    const { net } = bench.broker;
    const lost = latestSocket(net);
    lost.on.closed();
    for (let i = 0; i < 40 && bench.device.run!.session.state !== 'up'; i++) {
      bench.nowMs += TICK_MS;
      tickDevice(bench.device, bench.nowMs);
      tickBroker(bench.device);
      if (latestSocket(net) === lost) continue;
      latestSocket(net).on.open();
      settleBroker(bench.broker);
    }
    expect(bench.device.run!.session.state).toBe('up');
  }

  test('gone and back between two telegrams is told all again', () => {
    const bench = newBench(settingsOf({ homie: 'homie5' }));
    wait(bench, S);
    live(bench, 20 * S);
    const states = () =>
      bench.broker.heard.flatMap((packet) =>
        packet.cmd === 'publish' && packet.topic.endsWith('/$state') ? [`${packet.payload}`] : [],
      );
    const configs = () =>
      bench.broker.heard.filter(
        (packet) => packet.cmd === 'publish' && packet.topic.endsWith('/config'),
      ).length;
    const before = configs();
    expect([states().at(-1), before > 20]).toEqual(['ready', true]);
    blink(bench);
    expect(states().at(-1)).toBe('init');
    live(bench, 20 * S, { value: 3000 });
    expect([states().at(-1), configs()]).toEqual(['ready', 2 * before]);
  });

  test('whose name is not found is asked for ever more seldom, and at once by a new trial', () => {
    const bench = newBench(settingsOf({ broker: 'broker.lan' }));
    let asked = 0;
    bench.device.dial.options.lookUp = (_host, done) => {
      asked++;
      done(undefined);
    };
    wait(bench, 600 * S);
    expect(asked).toBeGreaterThan(8);
    expect(asked).toBeLessThan(20);
    const before = asked;
    startRun(bench.device, settingsOf({ broker: 'broker.lan' }));
    wait(bench, S);
    expect(asked).toBe(before + 1);
  });

  test('is dialled only where no telegram is under way', () => {
    const bench = newBench(settingsOf());
    wait(bench, S);
    hear(bench, frameOf(1));
    bench.isBrokerUp = false;
    latestSocket(bench.broker.net).on.closed();
    const dialled = () => bench.broker.net.sockets.length;
    const before = dialled();
    for (let i = 0; i < 100; i++) {
      hear(bench, frameOf(2 + i));
      wait(bench, 250);
    }
    expect(dialled()).toBe(before);
    wait(bench, 5 * S);
    expect(dialled()).toBeGreaterThan(before);
  });

  test('is dialled while the meter waits, where the UART could not hold what comes', () => {
    const bench = newBench(settingsOf());
    const counter = { value: 1 };
    wait(bench, S);
    for (let i = 0; i < 60; i++) {
      for (let j = 0; j < 8; j++) hear(bench, frameOf(counter.value++));
      wait(bench, S);
    }
    bench.calls.splice(0);
    bench.isBrokerUp = false;
    latestSocket(bench.broker.net).on.closed();
    wait(bench, 5 * S);
    expect(bench.calls.slice(0, 2)).toEqual(['let go', 'request']);
  });

  test('is dialled without a word to a meter that sends little', () => {
    const bench = newRunning();
    bench.isBrokerUp = false;
    latestSocket(bench.broker.net).on.closed();
    live(bench, 120 * S);
    expect(bench.calls).not.toContain('let go');
  });
});

describe('the note of what was made known to Home Assistant', () => {
  const NOTE = 'smarty/smarty-a1b2/discovery';

  /** A broker that keeps the note and tells it to whoever subscribes. */
  function keepNote(bench: Bench, payload: string): void {
    const note = {
      cmd: 'publish',
      topic: NOTE,
      payload,
      qos: 0,
      dup: false,
      retain: true,
    } as const;
    const { script } = bench.broker;
    bench.broker.script = {
      ...script,
      subscribe: (packet) => [...(script.subscribe?.(packet) ?? []), note],
    };
  }

  function loseBroker(bench: Bench, times: number): void {
    for (let i = 0; i < times; i++) {
      latestSocket(bench.broker.net).on.closed();
      live(bench, 200 * S, { value: 2000 + 100 * i });
      expect(bench.device.run?.session.state).toBe('up');
    }
  }

  test('goes by the meter of the telegrams that were taken, not of one that was refused', () => {
    const bench = newRunning();
    const spoiled = frameOf(1500);
    // A bit of the system title.
    spoiled[5] ^= 1;
    hear(bench, spoiled);
    expect(bench.device.run!.app.receiver.faults.tag).toBe(1);
    bench.device.run!.app.publication.isDue = true;
    live(bench, 10 * S, { value: 1600 });
    const ids = bench.broker.heard.flatMap((packet) =>
      packet.cmd === 'publish' && packet.topic.endsWith('/config')
        ? [packet.topic.split('/')[2]]
        : [],
    );
    expect([...new Set(ids)]).toEqual([TITLE]);
  });

  test('is taken up once, however often the broker is lost', () => {
    const bench = newBench(settingsOf());
    keepNote(bench, 'homeassistant A1B2');
    wait(bench, S);
    live(bench, 20 * S);
    const { shapes } = bench.device.run!.app.publication;
    const before = shapes.length;
    loseBroker(bench, 3);
    expect(shapes).toHaveLength(before);
  });

  test('that is another one takes its entities back, and no others', () => {
    const bench = newBench(settingsOf());
    keepNote(bench, 'before A1B2');
    wait(bench, S);
    live(bench, 100 * S);
    const emptied = bench.broker.heard.flatMap((packet) =>
      packet.cmd === 'publish' && packet.payload.length === 0 ? [packet.topic] : [],
    );
    expect(emptied.length).toBeGreaterThan(20);
    expect(emptied.every((topic) => /^before\/\w+\/A1B2\//.test(topic))).toBe(true);
  });

  test.each(['', 'homeassistant', ' A1B2'])('"%s" is none', (payload) => {
    const bench = newBench(settingsOf());
    const { shapes } = bench.device.run!.app.publication;
    const before = shapes.length;
    keepNote(bench, payload);
    wait(bench, S);
    live(bench, 20 * S);
    expect(shapes).toHaveLength(before);
  });
});

describe('the button', () => {
  test('held for ten seconds forgets the settings, and the lamps tell from the third on', () => {
    const bench = newRunning();
    bench.isPressed = true;
    bench.lamps = '';
    wait(bench, 9 * S);
    expect(bench.lamps.slice(14)).toMatch(/^[12]+$/);
    expect(bench.restarts).toBe(0);
    wait(bench, 4 * S);
    expect(bench.restarts).toBeGreaterThan(0);
  });

  test('let go before changes nothing', () => {
    const bench = newRunning();
    bench.isPressed = true;
    wait(bench, 9 * S);
    bench.isPressed = false;
    wait(bench, 60 * S);
    expect([bench.restarts, bench.flash.operations]).toEqual([0, 0]);
  });
});

describe('a line that is never quiet', () => {
  /** The last byte is always a moment old. */
  const hum = (bench: Bench, ms: number) => {
    for (const endMs = bench.nowMs + ms; bench.nowMs < endMs;) {
      bench.device.run!.app.receiver.buffer.lastMs = bench.nowMs + 200;
      wait(bench, 250);
    }
  };

  test('does not keep it from its broker for ever', () => {
    const bench = newRunning();
    bench.isBrokerUp = false;
    latestSocket(bench.broker.net)?.on.closed('closed');
    wait(bench, S);
    expect(bench.device.state).toBe('no-broker');
    bench.isBrokerUp = true;
    hum(bench, 20 * S);
    expect(bench.device.run!.session.state).toBe('waiting');
    hum(bench, 15 * S);
    expect(bench.device.run!.session.state).toBe('up');
  });

  test('is waited for also where the broker has been away for long', () => {
    const bench = newRunning();
    const session = bench.device.run!.session;
    bench.isBrokerUp = false;
    latestSocket(bench.broker.net)?.on.closed('closed');
    while (session.failures < 6) wait(bench, S);
    while (session.state !== 'waiting') wait(bench, S);
    bench.isBrokerUp = true;
    hum(bench, session.sinceMs + session.waitMs + 25 * S - bench.nowMs);
    expect(session.state).toBe('waiting');
    hum(bench, 10 * S);
    expect(session.state).toBe('up');
  });
});

test('the clock is not set by a time that is long past', () => {
  const bench = newRunning();
  const telegram = telegramOf(['0-0:1.0.0(180130102122W)', '1-0:1.7.0(000000286*W)']);
  hear(bench, frameOf(2000, { telegram }));
  wait(bench, 7200 * S);
  expect(bench.clocks).toHaveLength(1);
  hear(bench, frameOf(2001, { telegram }));
  wait(bench, S);
  expect(bench.clocks).toHaveLength(2);
});

describe('health', () => {
  test('kicks the watchdog at every tick, unless work makes no progress', () => {
    const bench = newRunning();
    bench.kicks = 0;
    wait(bench, 10 * S);
    expect(bench.kicks).toBe(40);
    bench.device.run!.app.stage = 'parse';
    bench.kicks = 0;
    for (let i = 0; i < 8; i++) {
      bench.nowMs += 250;
      // As if the interpreter never came to the next piece of work.
      bench.device.hasWorked = false;
      tickDevice(bench.device, bench.nowMs);
    }
    expect(bench.kicks).toBe(0);
  });

  test('restarts when variables stay scarce in the middle of telegrams too', () => {
    const bench = newRunning();
    live(bench, 600 * S);
    bench.free = 399;
    const work = (seconds: number) => {
      for (let i = 0; i < 4 * seconds; i++) {
        bench.nowMs += 250;
        bench.device.run!.app.stage = 'parse';
        bench.device.hasWorked = true;
        tickDevice(bench.device, bench.nowMs);
      }
    };
    work(59);
    expect(bench.device.restartMs).toBeUndefined();
    work(2);
    expect(bench.device.cause).toBe('memory');
  });

  test('restarts, with a goodbye, when variables run out, and between telegrams', () => {
    const bench = newRunning();
    live(bench, 600 * S);
    bench.free = 399;
    wait(bench, 10 * S);
    expect(bench.restarts).toBeGreaterThan(0);
    expect(payloadsOn(bench, 'status').at(-1)).toBe('offline');
  });

  test('waits with a restart for the telegram under way, but not for one that stands still', () => {
    const bench = newRunning();
    const stand = (seconds: number) => {
      for (let i = 0; i < 4 * seconds; i++) {
        bench.nowMs += 250;
        bench.device.run!.app.stage = 'parse';
        tickDevice(bench.device, bench.nowMs);
        for (const chore of bench.device.chores.splice(0)) expect(chore).toBe('restart');
      }
    };
    restartSoon(bench.device, 'memory');
    stand(21);
    expect(bench.restarts).toBe(0);
    stand(2);
    expect(bench.restarts).toBeGreaterThan(0);
  });

  test('does not restart for variables that were scarce for a moment, nor soon after a start', () => {
    const bench = newRunning();
    bench.free = 399;
    wait(bench, 60 * S);
    bench.free = 1500;
    live(bench, 600 * S);
    bench.free = 399;
    wait(bench, S);
    bench.free = 1500;
    wait(bench, 60 * S);
    expect(bench.restarts).toBe(0);
  });
});

test('its log has room for the longest lines', () => {
  expect(newRunning().device.log.bytes).toBeGreaterThanOrEqual(640);
});

describe('visitors', () => {
  const HOUR = 3600 * S;
  /** Somebody knocks every two seconds for so long. */
  const knock = (bench: Bench, seconds: number): boolean[] =>
    Array.from({ length: seconds / 2 }, () => {
      wait(bench, 2 * S);
      return mayEnter(bench.device);
    });

  test('are let in where there is memory for them', () => {
    const bench = newRunning();
    wait(bench, 6 * HOUR);
    bench.free = 820;
    expect(knock(bench, 1200)).not.toContain(false);
    bench.free = 819;
    expect(knock(bench, 598)).not.toContain(true);
    expect(bench.device.cause).toBeUndefined();
  });

  test('for whom there is none for ten minutes are helped by a restart', () => {
    const bench = newRunning();
    wait(bench, 6 * HOUR);
    bench.free = 819;
    knock(bench, 2);
    // Enough to come in, and not for an answer.
    bench.free = 1119;
    wait(bench, 602 * S);
    expect(bench.device.cause).toBe('memory');
  });

  test('are turned away in vain where a restart was not long ago', () => {
    const bench = newRunning();
    bench.free = 819;
    knock(bench, 5 * 3600);
    expect(bench.device.cause).toBeUndefined();
  });

  test('for whom there is enough now and then are no reason for a restart', () => {
    const bench = newRunning();
    wait(bench, 6 * HOUR);
    for (let i = 0; i < 10; i++) {
      bench.free = 819;
      knock(bench, 300);
      bench.free = 1120;
      wait(bench, S);
    }
    expect(bench.device.cause).toBeUndefined();
  });
});

describe('a new application on trial', () => {
  const boot = () => ({
    slot: 'app2' as const,
    trial: true,
    boots: 1,
    number: 8,
    cause: 'update' as const,
    safe: false,
  });

  test('is confirmed by network, broker and a verified telegram', () => {
    const bench = newBench(settingsOf(), { boot: boot() });
    wait(bench, 5 * S);
    expect(bench.device.options.boot.trial).toBe(true);
    live(bench, 10 * S);
    expect(bench.device.options.boot.trial).toBe(false);
    wait(bench, 700 * S);
    expect(bench.restarts).toBe(0);
  });

  test('is confirmed by frames that it forwards, where it has no key', () => {
    const settings = settingsOf({ key: '', frame_topic: 'hex_qos0' });
    const bench = newBench(settings, { boot: boot() });
    live(bench, 20 * S);
    expect(bench.device.options.boot.trial).toBe(false);
  });

  test('that is not confirmed within ten minutes ends in a restart', () => {
    const bench = newBench(settingsOf(), { boot: boot() });
    bench.isBrokerUp = false;
    live(bench, 590 * S);
    expect(bench.restarts).toBe(0);
    wait(bench, 30 * S);
    expect(bench.restarts).toBeGreaterThan(0);
  });
});

test('a swapped meter is read on', () => {
  const bench = newRunning();
  hear(bench, frameOf(1, { systemTitle: OTHER_TITLE }));
  tick(bench);
  expect(bench.device.run!.app.counts.numbers[0]).toBe(2);
});
