/** An update as the dongle takes it: from the page, or from an address that it fetches from. */
import { describe, expect, test } from 'vitest';
import { readRecord } from '../../../firmware/core/boot/record.ts';
import type { Settings } from '../../../firmware/core/config/settings.ts';
import type { Sink } from '../../../firmware/core/web/exchange.ts';
import { nodeDigest } from '../../../host-sim/node/digest.ts';
import { newBench, settingsOf, wait } from '../../fakes/device.ts';
import { newFakeNet } from '../../fakes/net.ts';
import { liveOf, portalOf } from '../../fakes/portal.ts';
import { appIn, boot, newApp, newFlashed, packageOf, SECRET } from '../update/flashed.ts';

const S = 1000;
const APP = newApp(3, 9000);
const PACKAGE = packageOf(APP);
const URL = 'http://192.168.1.5/dongle.update';
const HEAD = `HTTP/1.0 200 OK\r\nContent-Length: ${PACKAGE.length}\r\n\r\n`;
const BEGUN = { status: 202, json: '{}' };
const refused = (fault: string) => ({ status: 422, json: `{"error":"${fault}"}` });

/** A dongle with slots; in set-up, where nothing is said. */
function newScene(update = SECRET, settings?: Settings) {
  const identity = { id: 'A1B2', setup: 'abcdefghjk', seed: '', update };
  const bench = newBench(settings, { identity });
  const flash = newFlashed('old');
  const net = newFakeNet();
  Object.assign(bench.device.options.ports, { flash, net });
  boot(flash);
  const portal = portalOf(bench, flash);
  const record = () => readRecord({ flash, digest: nodeDigest });
  return { bench, flash, net, portal, record };
}

function sinkOf({ portal }: ReturnType<typeof newScene>): Sink {
  const sink = portal.openUpdate(PACKAGE.length);
  if (typeof sink === 'string') throw new Error(sink);
  return sink;
}

function pour(sink: Sink, bytes: string): void {
  for (let at = 0; at < bytes.length; at += 536) sink.take(bytes.slice(at, at + 536));
}

describe('an update from the page', () => {
  test('is written, and tried after a restart', () => {
    const scene = newScene();
    const sink = sinkOf(scene);
    pour(sink, PACKAGE);
    expect(sink.end()).toBeUndefined();
    expect(appIn(scene.flash, 'app2')).toBe(APP);
    wait(scene.bench, 3 * S);
    expect(scene.bench.restarts).toBeGreaterThan(0);
    expect(scene.record()).toMatchObject({ trial: 'app2', cause: 'update' });
  });

  test.each([
    ['hmac', PACKAGE.replace('SMARTY1 9000', 'SMARTY1 9001')],
    ['sha256', `${PACKAGE.slice(0, -1)}\x7f`],
    ['format', 'x'.repeat(300)],
    ['size', PACKAGE.slice(0, -1)],
  ])('that ends with %s leaves the dongle as it is', (fault, bytes) => {
    const scene = newScene();
    const sink = sinkOf(scene);
    pour(sink, bytes);
    expect(sink.end()).toBe(fault);
    wait(scene.bench, 3 * S);
    expect([scene.bench.restarts, scene.record().trial]).toEqual([0, undefined]);
    expect(typeof scene.portal.openUpdate(PACKAGE.length)).toBe('object');
  });

  test('wants no more bytes once one of them is wrong', () => {
    expect(sinkOf(newScene()).take('x'.repeat(300))).toBe(false);
  });

  test('is the only one until it ends or is dropped', () => {
    const scene = newScene();
    const { portal } = scene;
    const sink = sinkOf(scene);
    expect(portal.openUpdate(PACKAGE.length)).toBe('busy');
    expect(portal.fetchUpdate(URL)).toEqual(refused('busy'));
    sink.drop();
    expect(typeof portal.openUpdate(PACKAGE.length)).toBe('object');
    expect(scene.net.sockets).toEqual([]);
  });

  test.each([
    ['size', SECRET, 999_999],
    ['hmac', '', PACKAGE.length],
  ])('that cannot be taken says %s and does not block the next', (fault, secret, size) => {
    const { portal } = newScene(secret);
    expect([portal.openUpdate(size), portal.openUpdate(size)]).toEqual([fault, fault]);
  });

  test('is not taken while another one is on trial', () => {
    const scene = newScene();
    const sink = sinkOf(scene);
    pour(sink, PACKAGE);
    sink.end();
    expect(scene.portal.openUpdate(PACKAGE.length)).toBe('busy');
  });
});

describe('the work', () => {
  const newAtWork = () => {
    const scene = newScene(SECRET, settingsOf());
    wait(scene.bench, 5 * S);
    const before = scene.bench.device.run;
    expect(before).toBeDefined();
    return { ...scene, device: scene.bench.device, before };
  };

  test('makes room for an upload, and begins anew where that is dropped', () => {
    const { bench, device, before, ...scene } = newAtWork();
    const sink = sinkOf({ bench, ...scene });
    wait(bench, 60 * S);
    expect(device.run).toBeUndefined();
    sink.drop();
    wait(bench, S);
    expect(device.run).toBeDefined();
    expect(device.run).not.toBe(before);
    expect(bench.restarts).toBe(0);
  });

  test('makes room for a fetch, and begins anew where that fails', () => {
    const { bench, device, portal, net } = newAtWork();
    portal.fetchUpdate(URL);
    wait(bench, S);
    expect(device.run).toBeUndefined();
    net.sockets[0].on.closed('refused');
    wait(bench, S);
    expect(device.run?.app.options.isTrial).toBe(false);
  });

  test('does not begin anew before the restart that an update ends with', () => {
    const { bench, device, ...scene } = newAtWork();
    const sink = sinkOf({ bench, ...scene });
    pour(sink, PACKAGE);
    expect(sink.end()).toBeUndefined();
    wait(bench, 3 * S);
    expect(device.run).toBeUndefined();
    expect(bench.restarts).toBeGreaterThan(0);
  });

  test('goes on where no update could be taken', () => {
    const { device, before, portal } = newAtWork();
    expect(portal.openUpdate(999_999)).toBe('size');
    expect(device.run).toBe(before);
  });
});

describe('an update from an address', () => {
  test('is fetched, and tells how far it is', () => {
    const scene = newScene();
    const { bench, portal, net } = scene;
    expect(liveOf(bench)).not.toHaveProperty('update');
    expect(portal.fetchUpdate(URL)).toEqual(BEGUN);
    expect(liveOf(bench).update).toEqual({ percent: 0 });
    const { on } = net.sockets[0];
    on.open();
    on.data(HEAD + PACKAGE.slice(0, -4500));
    expect(liveOf(bench).update).toEqual({ percent: 50 });
    expect(portal.openUpdate(PACKAGE.length)).toBe('busy');
    expect(portal.fetchUpdate(URL)).toEqual(refused('busy'));
    on.data(PACKAGE.slice(-4500));
    expect(liveOf(bench).update).toEqual({ staged: true });
    expect(appIn(scene.flash, 'app2')).toBe(APP);
    expect(scene.record().trial).toBe('app2');
  });

  test('asks the meter to wait while it connects, where it sends more than the UART holds', () => {
    const { bench, portal } = newScene();
    const seen: boolean[] = [];
    const { ports } = bench.device.options;
    ports.board.request = (on) => void seen.push(on);
    const { connect } = ports.net;
    ports.net.connect = (...given) => {
      expect(seen).toEqual([false]);
      return connect(...given);
    };
    bench.device.rate = 6000;
    expect(portal.fetchUpdate(URL)).toEqual(BEGUN);
    expect(seen).toEqual([false, true]);
  });

  test('that is none is refused at once', () => {
    const { bench, portal, net } = newScene();
    expect(portal.fetchUpdate('https://192.168.1.5/x')).toEqual(refused('url'));
    expect(net.sockets).toEqual([]);
    expect(liveOf(bench).update).toEqual({ error: 'url' });
  });

  test('is given up after ten seconds of silence, and can be asked for again', () => {
    const { bench, portal, net } = newScene();
    portal.fetchUpdate(URL);
    net.sockets[0].on.open();
    wait(bench, 10 * S);
    expect(liveOf(bench).update).toEqual({ percent: 0 });
    wait(bench, 2 * S);
    expect(liveOf(bench).update).toEqual({ error: 'silence' });
    expect([net.sockets[0].isClosed, bench.restarts]).toEqual([true, 0]);
    expect(portal.fetchUpdate(URL)).toEqual(BEGUN);
  });

  test('that ends with a fault does not restart the dongle', () => {
    const { bench, portal, net } = newScene();
    portal.fetchUpdate(URL);
    net.sockets[0].on.open();
    net.sockets[0].on.data('HTTP/1.0 404 Not Found\r\n\r\n');
    wait(bench, 3 * S);
    expect(liveOf(bench).update).toEqual({ error: 'status' });
    expect(bench.restarts).toBe(0);
  });
});

test('an update that was fetched is tried after a restart', () => {
  const scene = newScene();
  scene.portal.fetchUpdate(URL);
  scene.net.sockets[0].on.open();
  wait(scene.bench, 1000);
  scene.net.sockets[0].on.data(
    `HTTP/1.0 200 OK\r\nContent-Length: ${PACKAGE.length}\r\n\r\n${PACKAGE}`,
  );
  expect(liveOf(scene.bench).update).toEqual({ staged: true });
  wait(scene.bench, 10_000);
  expect(scene.bench.restarts).toBeGreaterThan(0);
});
