/**
 * All that the core asks of its host. The device (firmware/espruino) and Node (host-sim/node)
 * each satisfy these with object literals; the core never knows which it runs on.
 * Strings are byte strings throughout: one character is one byte, 0 to 255.
 */

export interface Socket {
  /**
   * Hands bytes over, in two texts where joining them would cost a copy. False: the host is full, wait
   * for `drained` before the next.
   */
  send(bytes: string, more?: string): boolean;
  close(): void;
}

export interface SocketEvents {
  open(): void;
  data(bytes: string): void;
  drained(): void;
  /** Once, whoever closed it, also when no connection came about; the reason is a short word. */
  closed(reason?: string): void;
}

/** Where no socket came about, which has been reported as closed. */
export const NO_SOCKET: Socket = {
  send: function () {
    return false;
  },
  close: function () {
    return undefined;
  },
};

/** A TCP client. `closed` may come while `connect` still runs; the host never retries. */
export interface Net {
  connect(host: string, port: number, on: SocketEvents): Socket;
}

/** AES-128 under one key: each whole 16-byte block encrypted for itself (FIPS 197, ECB). */
export interface BlockCipher {
  /** The result starts at a multiple of 4 bytes of its buffer and may be reused by the next call. */
  encrypt(blocks: Uint8Array): Uint8Array;
}

/** What a host offers for decryption. */
export interface Cipher {
  newBlockCipher(key: Uint8Array): BlockCipher;
  /**
   * A host with a complete AES-GCM of its own may open a frame as a whole: the text, or undefined
   * when the tag of 12 bytes is wrong. Left out, the core does it by itself.
   */
  open?(key: Uint8Array, frame: WholeFrame): Uint8Array | undefined;
}

export interface WholeFrame {
  iv: Uint8Array;
  additional: Uint8Array;
  text: Uint8Array;
  tag: Uint8Array;
}

/** Bytes to a byte string: the one conversion that a loop in the core would make far too slow. */
export interface Text {
  ofBytes(bytes: Uint8Array): string;
}

/** The ears of a connection that somebody else opened. */
export type ServerEvents = Pick<SocketEvents, 'data' | 'drained' | 'closed'>;

/** Where connections come in. */
export interface Door {
  /** False: who comes is told `busy` and sent away, before any memory is taken for it. */
  hasRoom(): boolean;
  busy: string;
  /** Returns the ears of a new connection. */
  accept(socket: Socket): ServerEvents;
}

/** A TCP server. */
export interface Listener {
  listen(port: number, door: Door): void;
}

/** UDP: `take` hears every datagram that comes to the port. */
export interface Datagrams {
  bind(
    port: number,
    take: (message: string, port: number, address: string) => void,
  ): DatagramSocket;
}

export interface DatagramSocket {
  send(message: string, port: number, address: string): void;
  close(): void;
}

/** Raw flash by address. Erasing sets a page of 4096 bytes to FF; writing can only clear bits. */
export interface Flash {
  erasePage(address: number): void;
  /** Address and length are multiples of 4. */
  write(bytes: Uint8Array, address: number): void;
  read(length: number, address: number): Uint8Array;
}

export interface Digest {
  /** IEEE 802.3, unsigned. */
  crc32(bytes: Uint8Array): number;
  /** Of a byte string (FIPS 180-4). */
  sha256(bytes: string): Uint8Array;
}

/** The network to join, and as whom. */
export interface Station {
  ssid: string;
  /** Left out for an open network. */
  password?: string;
  /** Host name, also for mDNS. */
  name: string;
  /** A fixed IPv4 address with its gateway and mask; left out, DHCP gives one. */
  fixed?: { ip: string; gw: string; netmask: string };
}

/** A network in reach. */
export interface Network {
  ssid: string;
  /** dBm, below 0. */
  rssi: number;
  /** "open", "wep", "wpa", "wpa2" ... */
  security: string;
}

export interface WifiEvents {
  joined(ip: string): void;
  /** The network is gone, or a join has failed; with the reason as the host names it. */
  lost(reason: string): void;
  /** What a scan has found. */
  found(networks: Network[]): void;
}

/** Wi-Fi as a station and, beside it, as an access point. */
export interface Wifi {
  /** Once, before all else. */
  listen(on: WifiEvents): void;
  join(station: Station): void;
  leave(): void;
  startAccessPoint(ssid: string, password: string): void;
  stopAccessPoint(): void;
  /** The events tell what it has found: who asked for it need not be kept in memory. */
  scan(): void;
  /** The signal in dBm, while there is a connection, and the dongle's own address, such as a1:b2:c3:d4:e5:f6. */
  about(): { rssi?: number; mac?: string };
}

/** What the board has beside the UART. */
export interface Board {
  light(green: boolean, red: boolean): void;
  isPressed(): boolean;
  /** Asks the meter for telegrams (5 V on its data request), or lets go. */
  request(on: boolean): void;
}

export interface System {
  /** Variables that are free. */
  free(): number;
  /** Tells the watchdog that all is well. */
  kick(): void;
  restart(): void;
  setClock(utcS: number): void;
  print(text: string): void;
}
