/**
 * The dongle at the other end: HTTP requests, answers, and what its refusals mean.
 * In: a host, what to send. Out: what the dongle has answered; what goes wrong is thrown as a problem.
 */
import { request } from 'node:http';
import type { ClientRequest } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { FAILED, newProblem } from '../command/problem.ts';

interface Answer {
  status: number;
  fields: Record<string, unknown>;
}

interface Post {
  host: string;
  path: string;
  type: string;
  token?: string;
  body: Buffer;
  silenceMs: number;
  tell?(sent: number): void;
}

const PIECE = 4096;
/** It has no memory for a request while a telegram is under way: so often it is asked, and so long apart. */
const NO_MEMORY = 503;
const TIMES = 10;
const AGAIN_MS = 500;

/** What `error` in an answer means, and what to do. */
const MEANINGS: Record<string, string> = {
  login: 'the login has expired: run this again',
  host: 'it is known by another name: use its address, or its name with .local',
  path: 'nothing there takes updates: is it a Smarty dongle?',
  size: 'the package does not fit: build it again (npm run build)',
  format: 'the package was not understood: is the dongle much older or newer?',
  sha256: 'the application was damaged on its way: run this again',
  hmac: 'the package was made with the secret of another dongle: check --secret-file',
  busy: 'an update is under way or on trial: wait twenty minutes, or restart the dongle',
  flash: 'its slots are not laid out for updates: flash it over USB (npm run flash)',
};

function connectionProblem(host: string, thrown: NodeJS.ErrnoException) {
  const reason = thrown.code ?? thrown.message;
  const remedy = 'check the address, and that this PC is in the same network';
  return newProblem(`${host} cannot be reached (${reason}): ${remedy}.`, FAILED);
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Sends piece by piece, each when the one before has gone; stops when there is an answer. */
function sendBody(asked: ClientRequest, { body, tell }: Post): void {
  let at = 0;
  let isAnswered = false;
  asked.on('response', () => (isAnswered = true));
  const next = () => {
    if (isAnswered || asked.destroyed) return;
    if (at >= body.length) return void asked.end();
    const piece = body.subarray(at, at + PIECE);
    at += piece.length;
    asked.write(piece, () => {
      tell?.(at);
      next();
    });
  };
  next();
}

function postOnce(p: Post): Promise<Answer> {
  const headers = {
    'Content-Type': p.type,
    'Content-Length': p.body.length,
    ...(p.token === undefined ? {} : { 'X-Token': p.token }),
  };
  const [hostname, port] = p.host.split(':');
  return new Promise((resolve, reject) => {
    const fail = (thrown: NodeJS.ErrnoException) => reject(connectionProblem(p.host, thrown));
    const asked = request({ hostname, port, path: p.path, method: 'POST', headers, agent: false });
    asked.setTimeout(p.silenceMs, () =>
      asked.destroy(Object.assign(new Error('silent'), { code: 'ETIMEDOUT' })),
    );
    asked.on('error', fail);
    asked.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (piece) => (text += piece));
      response.on('error', fail);
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, fields: fieldsOf(text) });
        asked.destroy();
      });
    });
    sendBody(asked, p);
  });
}

async function post(p: Post): Promise<Answer> {
  for (let left = TIMES; ; left--) {
    const answer = await postOnce(p);
    if (answer.status !== NO_MEMORY || left === 1) return answer;
    await sleep(AGAIN_MS);
  }
}

function refusal(host: string, { status, fields }: Answer) {
  if (status === NO_MEMORY) {
    return newProblem(
      `${host} has no memory for it just now: run this again after some seconds.`,
      FAILED,
    );
  }
  const error = String(fields.error);
  const meaning = MEANINGS[error] ?? `it answers ${status}: is it a Smarty dongle?`;
  return newProblem(`${host} has refused: ${meaning}.`, FAILED);
}

/** The token for all that follows. */
export async function logIn(host: string, password: string): Promise<string> {
  const body = Buffer.from(JSON.stringify({ password }));
  const type = 'application/json';
  const answer = await post({ host, path: '/api/login', type, body, silenceMs: 20_000 });
  const { token, error, wait_s: waitS } = answer.fields;
  if (answer.status === 200 && typeof token === 'string') return token;
  const wait = typeof waitS === 'number' ? `in ${waitS} s` : 'later';
  if (error === 'password') {
    const remedy = `give the right one with --password-file, ${wait}`;
    throw newProblem(`${host} has another device password: ${remedy}.`, FAILED);
  }
  if (error === 'wait') {
    throw newProblem(`${host} takes no password now, after wrong ones: try again ${wait}.`, FAILED);
  }
  throw refusal(host, answer);
}

export interface Upload {
  host: string;
  token: string;
  package: Buffer;
  /** Bytes that have gone. */
  tell(sent: number): void;
}

export async function sendPackage({ host, token, package: body, tell }: Upload): Promise<void> {
  const type = 'application/octet-stream';
  const answer = await post({
    host,
    path: '/api/update',
    type,
    token,
    body,
    silenceMs: 60_000,
    tell,
  });
  if (answer.status !== 200 || answer.fields.staged !== true) throw refusal(host, answer);
}
