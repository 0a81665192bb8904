import { describe, expect, test } from 'vitest';
import { linkJoined, linkLost, newLink, tickLink } from '../../../firmware/core/device/link.ts';
import type { Link, LinkOptions } from '../../../firmware/core/device/link.ts';
import type { Station, Wifi } from '../../../firmware/core/ports.ts';

const S = 1000;
const HOME: Station = { ssid: 'Home', password: 'secret secret', name: 'smarty-a1b2' };

/** A Wi-Fi that writes down what it is told. */
function newFakeWifi() {
  const calls: string[] = [];
  const wifi: Wifi = {
    listen: () => undefined,
    join: (station) => calls.push(`join ${station.ssid}`),
    leave: () => calls.push('leave'),
    startAccessPoint: (ssid, password) => calls.push(`open ${ssid} ${password}`),
    stopAccessPoint: () => calls.push('close'),
    scan: () => undefined,
    about: () => ({}),
  };
  return { wifi, calls };
}

function newLinkTo(station: Station | undefined, over: Partial<LinkOptions> = {}) {
  const { wifi, calls } = newFakeWifi();
  const accessPoint = { ssid: 'Smarty-A1B2', password: 'abcdefghjk' };
  const link = newLink({ wifi, station, accessPoint, accessPointAfterMs: 300 * S, ...over }, 0);
  return { link, calls };
}

/** Lets time pass in the device's steps. */
function wait(link: Link, ms: number): void {
  const endMs = link.nowMs + ms;
  for (let now = link.nowMs; now <= endMs; now += 250) tickLink(link, now);
}

describe('the link', () => {
  test('joins the network at once', () => {
    const { link, calls } = newLinkTo(HOME);
    wait(link, 0);
    expect([link.state, calls]).toEqual(['joining', ['join Home']]);
    linkJoined(link, '192.168.1.7');
    expect([link.state, link.ip]).toEqual(['up', '192.168.1.7']);
  });

  test('joins again after it was lost, in growing steps of 5 to 80 seconds', () => {
    const { link, calls } = newLinkTo(HOME);
    const pauses: number[] = [];
    wait(link, 0);
    for (let i = 0; i < 7; i++) {
      const joins = calls.length;
      linkLost(link, 'NO_AP_FOUND');
      const from = link.nowMs;
      for (let s = 0; calls.filter((c) => c === 'join Home').length <= i + 1 && s < 400; s++)
        wait(link, 250);
      expect(calls.length).toBeGreaterThan(joins);
      pauses.push(Math.round((link.nowMs - from) / S));
    }
    expect(pauses).toEqual([5, 10, 20, 40, 80, 80, 80]);
  });

  test('begins with short steps again once it was joined', () => {
    const { link } = newLinkTo(HOME);
    wait(link, 0);
    for (let i = 0; i < 5; i++) {
      linkLost(link, 'NO_AP_FOUND');
      wait(link, 81 * S);
    }
    linkJoined(link, '10.0.0.2');
    linkLost(link, 'BEACON_TIMEOUT');
    expect(link.waitMs).toBe(5 * S);
  });

  test('gives up a join that brings no address within 30 seconds', () => {
    const { link, calls } = newLinkTo(HOME);
    wait(link, 30 * S);
    expect([link.state, link.fault, calls.at(-1)]).toEqual(['waiting', 'no-address', 'leave']);
  });

  test.each([
    ['NO_AP_FOUND', 'not-found'],
    ['4WAY_HANDSHAKE_TIMEOUT', 'password'],
    ['HANDSHAKE_TIMEOUT', 'password'],
    ['AUTH_FAIL', 'password'],
    ['AUTH_EXPIRE', 'password'],
    ['MIC_FAILURE', 'password'],
    ['ASSOC_TOOMANY', 'failed'],
    ['', 'failed'],
  ])('says of the reason %s: %s', (reason, fault) => {
    const { link } = newLinkTo(HOME);
    wait(link, 0);
    linkLost(link, reason);
    expect(link.fault).toBe(fault);
    linkJoined(link, '10.0.0.2');
    expect(link.fault).toBeUndefined();
  });

  test('counts one loss for one, however often it is told', () => {
    const { link } = newLinkTo(HOME);
    wait(link, 0);
    linkLost(link, 'NO_AP_FOUND');
    linkLost(link, 'NO_AP_FOUND');
    expect(link.failures).toBe(1);
  });
});

describe('the access point', () => {
  test('is up for good where there is no network to join', () => {
    const { link, calls } = newLinkTo(undefined, { accessPointAfterMs: 0 });
    wait(link, 60 * S);
    expect(calls).toEqual(['open Smarty-A1B2 abcdefghjk']);
  });

  test('comes up when the network is away for the set time, and goes when it is back', () => {
    const { link, calls } = newLinkTo(HOME);
    wait(link, 0);
    linkJoined(link, '10.0.0.2');
    wait(link, 3600 * S);
    linkLost(link, 'BEACON_TIMEOUT');
    wait(link, 299 * S);
    expect(calls).not.toContain('open Smarty-A1B2 abcdefghjk');
    wait(link, S);
    expect(calls).toContain('open Smarty-A1B2 abcdefghjk');
    wait(link, 600 * S);
    expect(calls).not.toContain('close');
    linkJoined(link, '10.0.0.2');
    wait(link, S);
    expect(calls.at(-1)).toBe('close');
    expect(link.isOpen).toBe(false);
  });

  test('stays where the network that came back goes again at once', () => {
    const { link, calls } = newLinkTo(HOME);
    wait(link, 301 * S);
    expect(link.isOpen).toBe(true);
    linkJoined(link, '10.0.0.2');
    linkLost(link, 'BEACON_TIMEOUT');
    wait(link, 4 * S);
    expect([link.isOpen, calls.includes('close')]).toEqual([true, false]);
  });

  test('stays away while the network comes back in time, a thousand times', () => {
    const { link, calls } = newLinkTo(HOME);
    wait(link, 0);
    for (let i = 0; i < 1000; i++) {
      linkJoined(link, '10.0.0.2');
      wait(link, 10 * S);
      linkLost(link, 'BEACON_TIMEOUT');
      wait(link, 6 * S);
    }
    expect(new Set(calls)).toEqual(new Set(['join Home']));
    expect(link.joins).toBe(1001);
  });
});
