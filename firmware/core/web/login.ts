/**
 * The device password. In: what was given, and the time. Out: a token, or how long to wait.
 * Each failure doubles the wait, to a minute; while waiting even the right password is refused, so
 * that guessing gets no faster by asking more often. One token at a time is remembered; it dies
 * after 15 minutes unused, and with the record.
 */
import { equalBytes } from '../bytes.ts';

/** Longer than any password or token that is ever set. */
const LONGEST = 64;
const LONGEST_WAIT_S = 60;
const TOKEN_MS = 900000;

export interface Login {
  failures: number;
  /** No attempt counts before this. */
  openMs: number;
  token?: string;
  usedMs: number;
}

export interface Attempt {
  given: string;
  password: string;
  nowMs: number;
  /** A fresh token, which nobody can guess. */
  random(): string;
}

export interface Verdict {
  token?: string;
  /** Only where there is no token. */
  waitS: number;
  /** False: too early, the password was not looked at. */
  isJudged: boolean;
}

export function newLogin(): Login {
  return { failures: 0, openMs: 0, token: undefined, usedMs: 0 };
}

/** Length and characters in one row of fixed size, so that comparing takes the same time for all. */
function rowOf(text: string): Uint8Array {
  const row = new Uint8Array(LONGEST + 1);
  for (let i = 0; i < text.length; i++) row[i] = text.charCodeAt(i);
  row[LONGEST] = text.length;
  return row;
}

function isSame(given: string, secret: string): boolean {
  if (given.length > LONGEST || secret === '') return false;
  return equalBytes(rowOf(given), rowOf(secret), LONGEST + 1);
}

export function logIn(login: Login, attempt: Attempt): Verdict {
  const nowMs = attempt.nowMs;
  // A clock that was set back does not lock the door for longer than the longest wait.
  login.openMs = Math.min(login.openMs, nowMs + LONGEST_WAIT_S * 1000);
  if (nowMs < login.openMs) {
    return { waitS: Math.ceil((login.openMs - nowMs) / 1000), isJudged: false };
  }
  if (isSame(attempt.given, attempt.password)) {
    login.failures = 0;
    login.token = attempt.random();
    login.usedMs = nowMs;
    return { token: login.token, waitS: 0, isJudged: true };
  }
  const waitS = login.failures > 5 ? LONGEST_WAIT_S : 1 << login.failures;
  login.failures++;
  login.openMs = nowMs + waitS * 1000;
  return { waitS: waitS, isJudged: true };
}

/** True for the token that was given out, unless it lay unused for too long; using it keeps it alive. */
export function isLoggedIn(login: Login, token: string | undefined, nowMs: number): boolean {
  if (login.token === undefined) return false;
  const idleMs = nowMs - login.usedMs;
  if (idleMs < 0 || idleMs >= TOKEN_MS) login.token = undefined;
  if (login.token === undefined || token === undefined || !isSame(token, login.token)) return false;
  login.usedMs = nowMs;
  return true;
}
