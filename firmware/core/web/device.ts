/**
 * All that the web server asks of the dongle it stands in. Texts of JSON are complete and ready to
 * send; bodies are as they came, at most 2,048 bytes and nothing about them checked.
 */
import type { Content, Sink } from './exchange.ts';
import type { Login } from './login.ts';

/** What came of a request that the device judges: 200 or 202 done, 400 no JSON, 422 with faults. */
export interface Outcome {
  status: number;
  json: string;
}

export interface Device {
  /** In setup everybody within reach of the access point is the owner. */
  mode(): 'setup' | 'run';
  /** Host name, the same with ".local", and addresses: lower case, without port, none empty. */
  names(): string[];
  /** Does not jump. */
  nowMs(): number;

  login: Login;
  password(): string;
  /** 32 hex digits that nobody can guess. */
  newToken(): string;

  /** Gzipped HTML. */
  page(): Content;
  live(): string;
  /** The latest telegram without identifiers; undefined while waiting for the next one. */
  telegram(): string | undefined;

  settings(): string;
  exported(): string;
  save(body: string): Outcome;
  startTry(body: string): Outcome;
  tryReport(): string;
  startScan(): void;
  scanReport(): string;

  /** These two restart a little later, so that the answer still goes out. */
  restart(): void;
  reset(): void;

  /** `size`: of the whole package. A text is the fault: busy, size. */
  openUpdate(size: number): Sink | string;
  /** A text is the fault; progress is in `live`. */
  fetchUpdate(url: string): string | undefined;
}
