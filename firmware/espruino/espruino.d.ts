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
  /** Closes when all is sent. */
  end(): void;
  /** Set: closed at once, with all that is not sent (socketserver.c, HTTP_NAME_CLOSENOW). */
  clsNow?: boolean;
  /** It has ended, or is to end when all is sent (HTTP_NAME_CLOSE). */
  cls?: boolean;
  on(event: 'data', listener: (bytes: string) => void): void;
  on(event: 'drain' | 'close', listener: () => void): void;
  on(event: 'error', listener: (error: { message?: string }) => void): void;
  removeAllListeners(): void;
}

interface EspruinoNet {
  /** Blocks until the connection is there; throws when it is refused or the name is unknown. */
  connect(options: { host: string; port: number }, connected: () => void): EspruinoSocket;
  createServer(connected: (socket: EspruinoSocket) => void): { listen(port: number): void };
}

interface EspruinoDatagrams {
  createSocket(kind: 'udp4'): EspruinoDatagramSocket;
}

interface EspruinoDatagramSocket {
  bind(port: number): void;
  on(
    event: 'message',
    listener: (message: string, from: { address: string; port: number }) => void,
  ): void;
  on(event: 'error', listener: () => void): void;
  send(message: string, offset: number, length: number, port: number, address: string): void;
  close(): void;
}

interface EspruinoStorage {
  /** Undefined when there is no such file; from flash it is read where it stands. */
  read(name: string, offset?: number, length?: number): string | undefined;
}

interface EspruinoFlash {
  erasePage(address: number): void;
  write(bytes: Uint8Array, address: number): void;
  read(length: number, address: number): Uint8Array;
}

interface EspruinoWifi {
  on(event: 'connected', listener: (details: { ip: string }) => void): void;
  on(event: 'disconnected', listener: (details?: { msg?: string }) => void): void;
  connect(ssid: string, options: { password: string }, done: () => void): void;
  disconnect(): void;
  startAP(
    ssid: string,
    options: { password: string; authMode: string },
    done: (error?: string) => void,
  ): void;
  stopAP(): void;
  scan(done: (found?: { ssid: string; rssi: number; authMode: string }[]) => void): void;
  setHostname(name: string, done: () => void): void;
  /** The callback must be there; what it says is the wrong way round. */
  setIP(fixed: { ip: string; gw: string; netmask: string }, done: () => void): void;
  getStatus(): { rssi?: number };
  getIP(): { mac?: string };
  getHostByName(host: string, done: (address?: string) => void): void;
}

interface EspruinoAes {
  /** Undefined: no run of free variables is long enough for the result. */
  encrypt(message: Uint8Array, key: Uint8Array, options: { mode: 'ECB' }): ArrayBuffer | undefined;
}

interface EspruinoSerial {
  setup(baud: number, options: { rx: EspruinoPin; tx: EspruinoPin }): void;
  on(event: 'data', listener: (bytes: string) => void): void;
  removeAllListeners(event: 'data'): void;
}

declare function require(name: 'net'): EspruinoNet;
declare function require(name: 'dgram'): EspruinoDatagrams;
declare function require(name: 'Storage'): EspruinoStorage;
declare function require(name: 'Flash'): EspruinoFlash;
declare function require(name: 'Wifi'): EspruinoWifi;
declare function require(name: 'TelnetServer'): { setOptions(options: { mode: 'off' }): void };
declare function require(name: 'crypto'): {
  AES: EspruinoAes;
  SHA256(bytes: string): ArrayBuffer;
};

declare const E: {
  /** A flat string of the bytes; undefined when no run of free variables is long enough. */
  toString(bytes: Uint8Array): string | undefined;
  toUint8Array(bytes: string): Uint8Array;
  CRC32(bytes: Uint8Array | string): number;
  on(event: 'errorFlag', listener: (flags: string[]) => void): void;
  /** Takes them back too. */
  getErrorFlags(): string[];
  /** Without `isAuto` somebody has to kick it. */
  enableWatchdog(seconds: number, isAuto: boolean): void;
  kickWatchdog(): void;
  reboot(): void;
  srand(seed: number): void;
  setPassword(password: string): void;
  lockConsole(): void;
  setConsole(device: EspruinoSerial, options: { force: boolean }): void;
};

/** UART 0 of the ESP32, the console. */
declare const Serial1: EspruinoSerial;
/** UART 2 of the ESP32. */
declare const Serial3: EspruinoSerial;

interface EspruinoPin {
  read(): boolean;
}
declare const Pin: new (name: string) => EspruinoPin;
declare function pinMode(pin: EspruinoPin, mode: 'input_pullup'): void;
declare function digitalWrite(pin: EspruinoPin, value: boolean): void;
declare function digitalRead(pin: EspruinoPin): number;

/** Seconds, with microseconds behind the point. */
declare function getTime(): number;
declare function setTime(utcS: number): void;
declare function atob(text: string): string;
declare function print(text: string): void;
declare function setTimeout<T>(task: (given: T) => void, ms: number, given?: T): number;
declare function clearTimeout(timer: number): void;
declare function setInterval(task: () => void, ms: number): number;
declare const process: {
  env: { SERIAL?: string; BOARD: string; VERSION: string; GIT_COMMIT: string };
  memory(collectsGarbage: boolean): { free: number; usage: number; total: number };
  on(event: 'uncaughtException', listener: (error: unknown) => void): void;
};
