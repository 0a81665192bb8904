/**
 * A serial port as a line that can be opened again and again (package `serialport`).
 * In: path, rate and format. Out: bytes; why it broke, as a sentence with the remedy.
 */
import { existsSync } from 'node:fs';
import { SerialPort } from 'serialport';
import type { PortFault } from '../node/port-fault.ts';
import { JOIN_GROUP, portFault } from '../node/port-fault.ts';
import type { Connection, ConnectionEvents, Dial } from './connection.ts';

export interface SerialOptions {
  path: string;
  baud: number;
  /** Data bits, parity, stop bits: "8N1". */
  format: string;
}

const PARITIES = { N: 'none', E: 'even', O: 'odd' } as const;
const SEE_PORTS = '"smarty list-ports" shows the ports that are there';

const ADVICE: Readonly<Record<PortFault, string>> = {
  busy: 'another program has it open: end that one (on Linux "fuser -v PORT" names it)',
  denied: `your user may not use it. ${JOIN_GROUP}`,
  gone: `it is not there: plug the cable in; ${SEE_PORTS}`,
  'no-port': `it is no serial port: ${SEE_PORTS}`,
};

export function adviceOf(path: string, reason: string): string {
  const fault = portFault(reason);
  const why = fault ? ADVICE[fault].replace('PORT', path) : `the system says "${reason}"`;
  return `The serial port ${path} cannot be used: ${why}.`;
}

const LOOK_MS = 1000;

/**
 * A port that was pulled out can go on saying nothing, for good: its name is what goes. On Windows COM3 is
 * no file that could be looked for, and its driver breaks off the reading.
 */
function isGone(path: string, platform: NodeJS.Platform): boolean {
  return platform !== 'win32' && !existsSync(path);
}

/** "8N1" as the package wants it. */
export function formatOf(format: string) {
  return {
    dataBits: Number(format[0]) as 5 | 6 | 7 | 8,
    parity: PARITIES[format[1] as keyof typeof PARITIES],
    stopBits: Number(format[2]) as 1 | 2,
  };
}

function openPort(
  { path, baud, format }: SerialOptions,
  on: ConnectionEvents,
  platform: NodeJS.Platform,
): Connection {
  let reason: string | undefined;
  let isOver = false;
  const port = new SerialPort({ path, baudRate: baud, ...formatOf(format), autoOpen: false });
  const end = () => {
    clearInterval(looking);
    if (!isOver) on.closed(reason);
    isOver = true;
  };
  const fail = (error: Error) => (reason ??= adviceOf(path, error.message));
  const looking = setInterval(() => {
    if (!port.isOpen || !isGone(path, platform)) return;
    fail(new Error('ENOENT: no such file or directory'));
    // Whatever becomes of what is under way in it.
    port.close(() => undefined);
    end();
  }, LOOK_MS).unref();
  port.on('data', (piece: Buffer) => on.bytes(piece));
  port.on('error', fail);
  // With an error where the adapter was pulled out.
  port.on('close', (error?: Error | null) => {
    if (error) fail(error);
    end();
  });
  port.open((error) => {
    if (error) fail(error);
    if (error || isOver) end();
    else on.opened();
  });
  return {
    write: (bytes) => void port.write(Buffer.from(bytes)),
    close: () => {
      if (port.isOpen) port.close();
      else if (!port.opening) end();
      else port.once('open', () => port.close());
    },
  };
}

export function serialDial(options: SerialOptions, platform = process.platform): Dial {
  return { name: options.path, open: (on) => openPort(options, on, platform) };
}
