import { describe, expect, test } from 'vitest';
import { dialNet, hasAddress, newDial } from '../../../firmware/core/device/dial.ts';
import type { SocketEvents } from '../../../firmware/core/ports.ts';

type Answer = string | undefined | 'never';

/** A network where every name has the address it is given, and connects end as `outcome` says. */
function newScene(over: { answer?: Answer } = {}) {
  const scene = {
    answer: over.answer === undefined && !('answer' in over) ? '10.0.0.9' : over.answer,
    lookUps: 0,
    holds: [] as boolean[],
    connects: [] as string[],
    raw: [] as { on: SocketEvents; sent: string; isClosed: boolean }[],
    heard: [] as string[],
  };
  const pending: (() => void)[] = [];
  const dial = newDial({
    net: {
      connect: (host, port, on) => {
        const raw = { on, sent: '', isClosed: false };
        scene.connects.push(`${host}:${port}`);
        scene.raw.push(raw);
        return {
          send: (bytes) => {
            raw.sent += bytes;
            return true;
          },
          close: () => void (raw.isClosed = true),
        };
      },
    },
    lookUp: (_host, done) => {
      scene.lookUps++;
      // As on the device: later, when the attempt is over.
      if (scene.answer !== 'never') pending.push(() => done(scene.answer as string | undefined));
    },
  });
  const road = {
    hold: (isHeld: boolean) => void scene.holds.push(isHeld),
  };
  const on: SocketEvents = {
    open: () => scene.heard.push('open'),
    data: (bytes) => scene.heard.push(`data ${bytes}`),
    drained: () => scene.heard.push('drained'),
    closed: (reason) => scene.heard.push(`closed ${reason ?? ''}`),
  };
  const call = (host = 'broker.lan') => {
    const socket = dialNet(dial, road).connect(host, 1883, on);
    for (const answer of pending.splice(0)) answer();
    return socket;
  };
  return { scene, dial, call };
}

describe('dialling', () => {
  test('connects to an address without looking it up', () => {
    const { scene, call } = newScene();
    call('192.168.1.2');
    expect([scene.lookUps, scene.connects]).toEqual([0, ['192.168.1.2:1883']]);
  });

  test('looks a name up first, and connects at the next attempt', () => {
    const { scene, call } = newScene();
    call();
    expect([scene.heard, scene.connects, scene.lookUps]).toEqual([['closed offline'], [], 1]);
    call();
    expect(scene.connects).toEqual(['10.0.0.9:1883']);
  });

  test('does not take the address of one name for another', () => {
    const answers: ((address: string) => void)[] = [];
    const dial = newDial({
      net: { connect: () => ({ send: () => true, close: () => undefined }) },
      lookUp: (_host, done) => void answers.push(done),
    });
    expect([hasAddress(dial, 'old.lan'), hasAddress(dial, 'new.lan')]).toEqual([false, false]);
    answers[0]('10.0.0.1');
    expect(hasAddress(dial, 'new.lan')).toBe(false);
    answers[1]('10.0.0.2');
    expect([hasAddress(dial, 'new.lan'), dial.address]).toEqual([true, '10.0.0.2']);
  });

  test('looks a name up once and then remembers it', () => {
    const { scene, dial, call } = newScene();
    call();
    for (let i = 0; i < 5; i++) {
      call();
      dial.misses = 0;
    }
    expect([scene.lookUps, scene.connects.length]).toEqual([1, 5]);
  });

  test('asks once, however long the answer takes', () => {
    const { scene, dial, call } = newScene({ answer: 'never' });
    for (let i = 0; i < 5; i++) call();
    expect([scene.lookUps, scene.connects, dial.isAsking]).toEqual([1, [], true]);
  });

  test('looks a name up again after three attempts in a row have failed', () => {
    const { scene, call } = newScene();
    for (let i = 0; i < 4; i++) call();
    expect([scene.lookUps, scene.connects.length]).toEqual([1, 3]);
    scene.answer = '10.0.0.10';
    call();
    call();
    expect([scene.lookUps, scene.connects.at(-1)]).toEqual([2, '10.0.0.10:1883']);
  });

  test('forgets the address of another name', () => {
    const { scene, call } = newScene();
    call('one.lan');
    call('two.lan');
    expect(scene.lookUps).toBe(2);
  });

  test('knows that a name was not found, and asks again, ever more seldom', () => {
    const { scene, dial, call } = newScene({ answer: undefined });
    const asked: number[] = [];
    for (let i = 0; i < 1000; i++) {
      const before = scene.lookUps;
      call();
      if (scene.lookUps > before) asked.push(i);
    }
    expect([scene.connects, dial.isUnknown]).toEqual([[], true]);
    const pauses = asked.slice(1).map((at, i) => at - asked[i]);
    expect(pauses.slice(0, 5)).toEqual([21, 61, 141, 241, 241]);
  });

  test('asks at once for another name, after one that was not found', () => {
    const { scene, call } = newScene({ answer: undefined });
    call('broker.lan');
    call('other.lan');
    expect(scene.lookUps).toBe(2);
  });

  test('has no socket while the name is not known', () => {
    const { scene, dial, call } = newScene({ answer: 'never' });
    const socket = call();
    expect([scene.heard, socket.send('x')]).toEqual([['closed offline'], false]);
    socket.close();
    expect(hasAddress(dial, 'broker.lan')).toBe(false);
    expect(hasAddress(dial, '10.0.0.1')).toBe(true);
  });

  test('holds the meter while it connects', () => {
    const { scene, call } = newScene();
    call('10.0.0.1');
    expect(scene.holds).toEqual([true, false]);
  });

  test('hands out the connection as it is', () => {
    const { scene, call } = newScene();
    const socket = call('10.0.0.1');
    const raw = scene.raw[0];
    raw.on.open();
    socket.send('hello');
    raw.on.data('hi');
    raw.on.drained();
    raw.on.closed('gone');
    expect([scene.heard, raw.sent]).toEqual([
      ['open', 'data hi', 'drained', 'closed gone'],
      'hello',
    ]);
  });
});
