/**
 * The package `espruino`, Espruino's own command line tool, as a library: it knows the console of
 * the interpreter, how to get its prompt back and how to tell an answer from what it prints besides.
 * In: a serial port. Out: the parts of the package that are used, with a device of ours in place of
 * its own, because its own ends the program when a port does not open, and must find it in a list.
 */
import { createRequire } from 'node:module';
import { SerialPort } from 'serialport';

/** How the package asks for a serial device; see the head of its core/serial.js. */
interface Device {
  name: string;
  getPorts(found: (ports: { path: string; description: string }[], isAll: boolean) => void): void;
  open(path: string, opened: (as: string) => void, received: Ear, closed: () => void): void;
  write(bytes: string, written: () => void): void;
  close(): void;
}

type Ear = (bytes: ArrayBuffer) => void;

export interface Espruino {
  Config: Record<string, unknown>;
  Core: {
    Serial: {
      devices: Device[];
      /** Undefined: the port did not open. */
      open(path: string, opened: (status?: unknown) => void, closed: () => void): void;
      close(): void;
      write(text: string, showsStatus: boolean): void;
      startListening(ear: Ear): void;
    };
    Utils: {
      /** Waits `minTimeout` seconds without a word; the result is JSON, or undefined. */
      executeExpression(
        expression: string,
        done: (json?: string) => void,
        options: { minTimeout: number; maxTimeout: number },
      ): void;
    };
  };
}

export interface Opening {
  path: string;
  /** Why the port did not open, or broke, in the words of the system. */
  onFault(reason: string): void;
}

const BAUD = 115_200;

function newDevice({ path, onFault }: Opening): Device {
  let port: SerialPort | undefined;
  return {
    name: 'serial port',
    getPorts: (found) => found([{ path, description: path }], true),
    open: (_path, opened, received, closed) => {
      port = new SerialPort({ path, baudRate: BAUD });
      port.on('open', () => opened('open'));
      // A copy: the buffer is part of a larger one.
      port.on('data', (bytes: Buffer) => received(new Uint8Array(bytes).buffer));
      port.on('close', closed);
      port.on('error', ({ message }) => {
        onFault(message);
        if (!port?.isOpen) closed();
      });
    },
    write: (bytes, written) => void port?.write(Buffer.from(bytes, 'latin1'), () => written()),
    close: () => void (port?.isOpen && port.close()),
  };
}

/** The package tells all it does on the console: there is nothing in it for who flashes a dongle. */
function silenceConsole(): void {
  const silent = () => undefined;
  Object.assign(globalThis.console, { log: silent, warn: silent, error: silent, info: silent });
}

export function loadEspruino(opening: Opening): Promise<Espruino> {
  silenceConsole();
  const require = createRequire(import.meta.url);
  const tool = require('espruino') as { init(done: () => void): void };
  return new Promise((resolve) =>
    tool.init(() => {
      const { Espruino } = globalThis as unknown as { Espruino: Espruino };
      // It would look for the description of the board on the Internet.
      Espruino.Config.ENV_ON_CONNECT = false;
      Espruino.Core.Serial.devices.splice(0, Infinity, newDevice(opening));
      resolve(Espruino);
    }),
  );
}
