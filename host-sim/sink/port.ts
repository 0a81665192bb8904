/**
 * A serial port that is there already, written to (package `serialport`).
 * In: readouts, or frames. Out: each whole, in order. A port that is pulled out is opened again as soon as
 * it is there. What comes while there is no port, or while too much is under way on it, is dropped and
 * counted: who reads a meter wants no old telegrams.
 */
import { SerialPort } from 'serialport';
import { FAILED, newProblem } from '../command/problem.ts';
import { isDone, waitUntil } from '../command/waiting.ts';
import { adviceOf, formatOf } from '../source/serial.ts';
import type { Tell } from '../source/source.ts';
import { newPrinter } from './printed.ts';
import type { PortOptions } from './settings/port.ts';
import { portFault } from './settings/port.ts';
import type { OpenSink } from './sink.ts';

interface Line {
  options: PortOptions & { path: string };
  port: SerialPort | undefined;
  state: 'opening' | 'open' | 'waiting' | 'closed';
  waitingBytes: number;
  timer: NodeJS.Timeout | undefined;
  told: Set<string>;
  tell: Tell;
  counts: { taken: number; told: number; dropped: number; waiting: number };
}

const AGAIN_MS = 2000;
/** Six seconds of a line of 115200 baud. */
const MOST_BYTES = 65_536;
const GOODBYE_MS = 1000;

function fail(line: Line, reason: string): void {
  const sentence = `${adviceOf(line.options.path, reason)} It is tried again.`;
  if (!line.told.has(sentence)) line.tell('error', sentence);
  line.told.add(sentence);
}

function takeOpen(line: Line): void {
  line.state = 'open';
  if (line.told.size > 0) line.tell('info', `${line.options.path} is back.`);
  line.told.clear();
}

function leave(line: Line, reason: string | undefined): void {
  if (line.state === 'closed') return;
  if (reason !== undefined) fail(line, reason);
  line.state = 'waiting';
  line.port = undefined;
  line.timer ??= setTimeout(() => open(line), AGAIN_MS).unref();
}

function open(line: Line): void {
  const { path, baud, format } = line.options;
  const port = new SerialPort({ path, baudRate: baud, ...formatOf(format), autoOpen: false });
  line.timer = undefined;
  line.state = 'opening';
  line.port = port;
  // What is said there is not for us, but must not fill up.
  port.on('data', () => undefined);
  port.on('error', (error) => leave(line, error.message));
  port.on('close', (error?: Error | null) => leave(line, error?.message));
  port.open((error) => {
    if (error) leave(line, error.message);
    else if (line.state === 'closed') port.close();
    else takeOpen(line);
  });
}

function put(line: Line, bytes: string): void {
  const { counts, port } = line;
  counts.taken++;
  if (line.state !== 'open' || !port || line.waitingBytes > MOST_BYTES) {
    counts.dropped++;
    return;
  }
  let isOver = false;
  const end = (error?: Error | null) => {
    if (isOver) return;
    isOver = true;
    port.off('close', lose);
    line.waitingBytes -= bytes.length;
    counts.waiting--;
    if (error) counts.dropped++;
    else counts.told++;
  };
  const lose = () => end(new Error('closed'));
  counts.waiting++;
  line.waitingBytes += bytes.length;
  port.setMaxListeners(0).on('close', lose);
  port.write(Buffer.from(bytes, 'latin1'), end);
}

async function shut(line: Line): Promise<void> {
  await waitUntil(() => line.counts.waiting === 0 || line.state !== 'open', GOODBYE_MS);
  const { port } = line;
  line.state = 'closed';
  clearTimeout(line.timer);
  if (!port?.isOpen) return;
  const closed = new Promise<void>((resolve) => port.close(() => resolve()));
  await isDone(closed, GOODBYE_MS);
}

export const openPort: OpenSink<PortOptions> = async (options, { tell }) => {
  const fault = portFault(options);
  const { path } = options;
  if (fault !== undefined || path === undefined) throw newProblem(`${fault}.`, FAILED);
  const line: Line = {
    options: { ...options, path },
    port: undefined,
    state: 'opening',
    waitingBytes: 0,
    timer: undefined,
    told: new Set(),
    tell,
    counts: { taken: 0, told: 0, dropped: 0, waiting: 0 },
  };
  const print = newPrinter(options.aliases);
  const isTelegram = options.content === 'telegram';
  open(line);
  await waitUntil(() => line.state !== 'opening', GOODBYE_MS);
  return {
    name: path,
    take(readout) {
      const text = isTelegram ? print(readout) : undefined;
      if (text !== undefined) put(line, text);
    },
    frame(_meter, frame) {
      if (!isTelegram) put(line, frame);
    },
    async room() {
      const isRoom = () => line.state !== 'open' || line.waitingBytes < MOST_BYTES / 2;
      await waitUntil(isRoom, Infinity);
    },
    facts: () => ({ state: line.state, ...line.counts }),
    close: () => shut(line),
  };
};
