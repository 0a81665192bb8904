/** The device password: waiting, tokens, comparing. Times are counted by hand. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { equalBytes } from '../../../firmware/core/bytes.ts';
import { isLoggedIn, logIn, newLogin } from '../../../firmware/core/web/login.ts';

vi.mock(import('../../../firmware/core/bytes.ts'), async (original) => {
  const bytes = await original();
  return { ...bytes, equalBytes: vi.fn(bytes.equalBytes) };
});
const compared = vi.mocked(equalBytes);
beforeEach(() => void compared.mockClear());

const password = 'correct horse';
const TOKEN = '0123456789abcdef0123456789abcdef';
const attempt = (given: string, nowMs: number) => ({ given, password, nowMs, random: () => TOKEN });

describe('a login', () => {
  test('with the right password gives a token', () => {
    expect(logIn(newLogin(), attempt(password, 0))).toEqual({
      token: TOKEN,
      waitS: 0,
      isJudged: true,
    });
  });

  test('with anything else gives none', () => {
    const wrongs = ['', 'x', 'Correct horse', 'correct horsf', 'correct horse ', 'correct hors'];
    for (const given of [
      ...wrongs,
      'correct horse\0',
      password.repeat(2),
      password + '\0'.repeat(256),
      'x'.repeat(2000),
    ]) {
      expect(logIn(newLogin(), attempt(given, 0)), given).toMatchObject({
        waitS: 1,
        isJudged: true,
      });
      expect(logIn(newLogin(), attempt(given, 0)).token).toBeUndefined();
    }
  });

  test('never succeeds where no password is set', () => {
    const verdict = logIn(newLogin(), { ...attempt('', 0), password: '' });
    expect(verdict.token).toBeUndefined();
  });

  test('takes passwords of bytes above 7F, and of the greatest length', () => {
    for (const secret of ['p\xc3\xa4ssw\xc3\xb6rd', '\xff'.repeat(63)]) {
      expect(logIn(newLogin(), { ...attempt(secret, 0), password: secret }).token).toBe(TOKEN);
    }
  });
});

describe('the wait', () => {
  test('grows with each failure from 1 s to 60 s and no further', () => {
    const login = newLogin();
    const waits = [];
    let nowMs = 5000;
    for (let i = 0; i < 12; i++) {
      const { waitS } = logIn(login, attempt('wrong', nowMs));
      waits.push(waitS);
      nowMs += waitS * 1000;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60]);
  });

  test('holds for the right password too, which is not even looked at', () => {
    const login = newLogin();
    logIn(login, attempt('wrong', 1000));
    compared.mockClear();
    expect(logIn(login, attempt(password, 1999))).toEqual({ waitS: 1, isJudged: false });
    expect(compared).not.toHaveBeenCalled();
    expect(logIn(login, attempt(password, 2000)).token).toBe(TOKEN);
  });

  test('does not grow from asking while it lasts', () => {
    const login = newLogin();
    for (let i = 0; i < 4; i++) logIn(login, attempt('wrong', i * 60_000));
    const endMs = 3 * 60_000 + 8000;
    for (let ms = 3 * 60_000; ms < endMs; ms += 100) logIn(login, attempt('wrong', ms));
    expect(logIn(login, attempt(password, endMs)).token).toBe(TOKEN);
  });

  test('begins anew after a success', () => {
    const login = newLogin();
    for (let i = 0; i < 5; i++) logIn(login, attempt('wrong', i * 60_000));
    logIn(login, attempt(password, 600_000));
    expect(logIn(login, attempt('wrong', 600_000))).toMatchObject({ waitS: 1 });
  });

  test('is never longer than a minute, even when the clock is set back', () => {
    const login = newLogin();
    logIn(login, attempt('wrong', 1_000_000_000));
    expect(logIn(login, attempt(password, 0))).toEqual({ waitS: 60, isJudged: false });
    expect(logIn(login, attempt(password, 60_000)).token).toBe(TOKEN);
  });
});

describe('a token', () => {
  const loggedIn = () => {
    const login = newLogin();
    logIn(login, attempt(password, 1000));
    return login;
  };
  const MINUTES = 60_000;

  test('is known again, and no other', () => {
    expect(isLoggedIn(loggedIn(), TOKEN, 1000)).toBe(true);
    for (const token of [undefined, '', TOKEN.slice(1), TOKEN + '0', TOKEN.toUpperCase()]) {
      expect(isLoggedIn(loggedIn(), token, 1000)).toBe(false);
    }
    for (const token of [undefined, '', 'undefined', TOKEN]) {
      expect(isLoggedIn(newLogin(), token, 0)).toBe(false);
    }
  });

  test('dies after 15 minutes unused, and using it keeps it alive', () => {
    const login = loggedIn();
    for (let ms = 1000; ms < 120 * MINUTES; ms += 14 * MINUTES) {
      expect(isLoggedIn(login, TOKEN, ms)).toBe(true);
    }
    const other = loggedIn();
    expect(isLoggedIn(other, TOKEN, 1000 + 15 * MINUTES)).toBe(false);
    expect(isLoggedIn(other, TOKEN, 1000)).toBe(false);
  });

  test('is not kept alive by asking with a wrong one', () => {
    const login = loggedIn();
    for (let ms = 1000; ms < 15 * MINUTES; ms += MINUTES) isLoggedIn(login, 'x', ms);
    expect(isLoggedIn(login, TOKEN, 1000 + 15 * MINUTES)).toBe(false);
  });

  test('dies when the clock is set back', () => {
    expect(isLoggedIn(loggedIn(), TOKEN, 999)).toBe(false);
  });

  test('dies when another is given out', () => {
    const login = loggedIn();
    const random = () => 'f'.repeat(32);
    logIn(login, { ...attempt(password, 2000), random });
    expect(isLoggedIn(login, TOKEN, 2000)).toBe(false);
    expect(isLoggedIn(login, 'f'.repeat(32), 2000)).toBe(true);
  });
});

describe('comparison without early exit', () => {
  test('looks at as many bytes wherever the first difference is, and whatever the lengths', () => {
    for (const given of ['', 'x', 'correct', 'correct horsf', 'Xorrect horse', password]) {
      logIn(newLogin(), attempt(given, 0));
    }
    const counts = compared.mock.calls.map(([a, b, count]) => [a.length, b.length, count]);
    expect(counts).toEqual(Array(6).fill([65, 65, 65]));
  });

  test('is used for tokens, too', () => {
    const login = newLogin();
    logIn(login, attempt(password, 0));
    compared.mockClear();
    isLoggedIn(login, 'x', 0);
    isLoggedIn(login, TOKEN, 0);
    expect(compared.mock.calls.map(([, , count]) => count)).toEqual([65, 65]);
  });
});
