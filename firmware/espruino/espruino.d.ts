/**
 * The Espruino built-ins that the firmware uses on an ESP32, and no others.
 *
 * It shadows @types/espruino 1.95, which lacks require, process, timers, sockets' events and most of
 * E, and declares the modules as global variables that the interpreter does not have.
 * Source: the reference of Espruino 2v25 and later, and its sources where that is silent.
 */
interface EspruinoSocket {
  /** Queues the bytes; always false: `drain` tells when they have gone. */
  write(bytes: string): boolean;
  end(): void;
  on(event: 'data', listener: (bytes: string) => void): void;
  on(event: 'drain' | 'close', listener: () => void): void;
  on(event: 'error', listener: (error: { message?: string }) => void): void;
}

interface EspruinoNet {
  /** Blocks until the connection is there; throws when it is refused or the name is unknown. */
  connect(options: { host: string; port: number }, connected: () => void): EspruinoSocket;
}

interface EspruinoStorage {
  /** Undefined when there is no such file. */
  read(name: string): string | undefined;
}

interface EspruinoAes {
  encrypt(message: Uint8Array, key: Uint8Array, options: { mode: 'ECB' }): ArrayBuffer;
}

interface EspruinoSerial {
  setup(baud: number, options: { rx?: unknown; tx?: unknown; path?: string }): void;
  on(event: 'data', listener: (bytes: string) => void): void;
}

declare function require(name: 'net'): EspruinoNet;
declare function require(name: 'Storage'): EspruinoStorage;
declare function require(name: 'crypto'): { AES: EspruinoAes };

declare const E: {
  /** A flat string of the bytes; undefined when no run of free variables is long enough. */
  toString(bytes: Uint8Array): string | undefined;
  toUint8Array(bytes: string): Uint8Array;
};

declare const Serial1: EspruinoSerial;
/** Missing on boards with one UART. */
declare const Serial3: EspruinoSerial | undefined;
/** Pins by name; missing on boards without them. */
declare const D16: unknown;
declare const D17: unknown;

/** Seconds, with microseconds behind the point. */
declare function getTime(): number;
declare function print(text: string): void;
declare function setTimeout(task: () => void, ms: number): number;
declare function setInterval(task: () => void, ms: number): number;
declare const process: {
  env: { SERIAL?: string; BOARD: string };
  on(event: 'uncaughtException', listener: (error: unknown) => void): void;
};
