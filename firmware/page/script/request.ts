/**
 * Requests to the dongle, one after the other: it has four sockets, and other things to do.
 * In: path and body. Out: status and what the JSON says; a lost connection throws.
 */
import { byId, show } from './element.ts';
import { note, say } from './speech.ts';

export interface Answer {
  status: number;
  /** What the page reads of it is checked where it is used. */
  data: any; // eslint-disable-line @typescript-eslint/no-explicit-any
  text: string;
}

/** A look-up or a connect holds up the dongle for as long as ten seconds. */
const PATIENCE_MS = 15000;

let token = '';
let latest: Promise<unknown> = Promise.resolve();

export function setToken(given: string): void {
  token = given;
}

/** Of the requests, only an upload takes long, and only this way tells how far it is. */
function send(path: string, body?: object): Promise<Answer> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const isFile = body instanceof File;
    request.open(body ? 'POST' : 'GET', '/api/' + path);
    if (body)
      request.setRequestHeader(
        'Content-Type',
        isFile ? 'application/octet-stream' : 'application/json',
      );
    if (token) request.setRequestHeader('X-Token', token);
    if (!isFile) request.timeout = PATIENCE_MS;
    else {
      request.upload.onprogress = ({ loaded, total }) =>
        note('percent', Math.floor((100 * loaded) / total));
    }
    request.onload = () => {
      const text = request.responseText;
      let data;
      try {
        data = JSON.parse(text);
      } catch {
        // A telegram is no JSON.
      }
      done({ status: request.status, data: data || {}, text });
    };
    request.onerror = request.ontimeout = fail;
    request.send(isFile ? (body as File) : body && JSON.stringify(body));
  });
}

/** The dongle had no memory for it (503): most often it has in a moment. */
async function persist(path: string, body?: object, times = 5): Promise<Answer> {
  const answer = await send(path, body);
  if (answer.status !== 503 || !times) return answer;
  await pause(1000);
  return persist(path, body, times - 1);
}

/** With a body it is a POST. */
export function ask(path: string, body?: object): Promise<Answer> {
  const answer = latest.then(() => persist(path, body));
  latest = answer.catch(() => 0);
  return answer;
}

export function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

/** True for an answer that is none of the refusals; those are told. */
export function isTaken({ status, data }: Answer): boolean {
  if (status < 300) return true;
  if (status === 401) {
    note('login');
    show('login', true);
    byId('password').focus();
  } else if (data.faults) note('correct');
  else tellRefusal(data.error || status);
  return false;
}

/** In a sentence, or by its word. */
export function tellRefusal(why: string | number): void {
  note(say('refused.' + why) ? 'refused.' + why : 'refused', why);
}

/** A button does one thing at a time, and says so when the dongle is gone. */
export function onPress(id: string, task: () => Promise<unknown>): void {
  const button = byId<HTMLButtonElement>(id);
  button.onclick = async () => {
    // One that is no button is pressed all the same.
    if (button.disabled) return;
    button.disabled = true;
    note('');
    await task().catch(() => note('todo.lost'));
    button.disabled = false;
  };
}
