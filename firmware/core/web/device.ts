/**
 * All that the web server asks of the dongle it stands in, as it is at the moment of one request.
 */
import type { Content, Flow, Sink } from './exchange.ts';
import type { Login } from './login.ts';

/** What came of a request that the device judges: 200 or 202 done, 400 no JSON, 422 with faults. */
export interface Outcome {
  status: number;
  json: string;
}

export interface Device {
  /** In setup everybody within reach of the access point is the owner. */
  mode: 'setup' | 'run';
  /** Host name, the same with ".local", and addresses: lower case, without port, none empty. */
  names: string[];
  /** Does not jump. */
  nowMs: number;

  login: Login;
  password: string;
  /** 32 hex digits that nobody can guess. */
  newToken(): string;

  /** Gzipped: the page under "/"; under another path the further settings with their texts, as JSON. */
  openDocument(path: string): Content;

  /**
   * What there is to say under a path of the table in routes.ts: JSON, complete and ready to send, but
   * for the telegram, which is plain text. undefined: nothing yet.
   */
  get(path: string): string | Flow | undefined;
  /**
   * Does what the path says. `body`: as it came, at most 2,048 bytes and nothing about it checked; of an
   * update its URL. A restart comes a little later, so that the answer still goes out.
   */
  post(path: string, body: string): Outcome;

  /** `size`: of the whole package. A text is the fault: busy, size. */
  openUpdate(size: number): Sink | string;
}
