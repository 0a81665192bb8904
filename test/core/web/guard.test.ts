/** Who may ask. What browsers send is from the Fetch standard (Origin, Sec-Fetch-Site). */
import { describe, expect, test } from 'vitest';
import { isForeign, isOwnHost } from '../../../firmware/core/web/guard.ts';
import type { Request } from '../../../firmware/core/web/request.ts';

const NAMES = ['smarty-a1b2', 'smarty-a1b2.local', '192.168.1.7'];

describe('a host', () => {
  test('is ours by name or address, in any case, with a port or without', () => {
    for (const host of ['smarty-a1b2', 'Smarty-A1B2.LOCAL', '192.168.1.7', '192.168.1.7:80']) {
      expect(isOwnHost(host, NAMES), host).toBe(true);
    }
  });

  test('is not ours by anything else', () => {
    const tricks = [
      'smarty-a1b2.evil.com',
      'evil.com',
      'xsmarty-a1b2',
      '192.168.1.77',
      '192.168.1.7.nip.io',
    ];
    const shapes = [
      '',
      ':80',
      '192.168.1.7:',
      '192.168.1.7:80x',
      '192.168.1.7:80:80',
      '192.168.1.7 ',
    ];
    const others = [
      '[::1]',
      '[fe80::1]:80',
      'evil.com:80@192.168.1.7',
      '192.168.1.7@evil.com',
      '__proto__',
    ];
    for (const host of [...tricks, ...shapes, ...others]) {
      expect(isOwnHost(host, NAMES), host).toBe(false);
    }
    expect(isOwnHost(undefined, NAMES)).toBe(false);
    expect(isOwnHost('', [''])).toBe(false);
    expect(isOwnHost(':80', [''])).toBe(false);
  });
});

describe('a page', () => {
  const request = (given: Partial<Request>): Request => ({
    method: 'POST',
    path: '/',
    host: '192.168.1.7',
    expects: false,
    ...given,
  });

  test('of ours may ask', () => {
    expect(isForeign(request({}))).toBe(false);
    expect(isForeign(request({ origin: 'http://192.168.1.7' }))).toBe(false);
    expect(isForeign(request({ host: 'SMARTY.local:80', origin: 'http://Smarty.local:80' }))).toBe(
      false,
    );
    for (const site of ['same-origin', 'none']) expect(isForeign(request({ site }))).toBe(false);
  });

  test('of somebody else may not', () => {
    const origins = [
      'null',
      '',
      'http://evil.com',
      'https://192.168.1.7',
      'http://192.168.1.7:8080',
    ];
    for (const origin of [...origins, 'http://192.168.1.7.evil.com', 'http://192.168.1.7/']) {
      for (const method of ['GET', 'HEAD', 'POST']) {
        expect(isForeign(request({ method, origin })), origin).toBe(true);
      }
    }
    for (const site of ['cross-site', 'same-site', '', 'SAME-ORIGIN']) {
      expect(isForeign(request({ site })), site).toBe(true);
    }
  });

  test('is of somebody else where the request names no host', () => {
    expect(isForeign(request({ host: undefined, origin: 'http://192.168.1.7' }))).toBe(true);
  });

  test('may be followed to by a link', () => {
    expect(isForeign(request({ method: 'GET', site: 'cross-site' }))).toBe(false);
  });
});
