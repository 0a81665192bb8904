/**
 * All that the core asks of its host. The device (firmware/espruino) and Node (host-sim/node)
 * each satisfy these with object literals; the core never knows which it runs on.
 * Strings are byte strings throughout: one character is one byte, 0 to 255.
 */

export interface Socket {
  /** Hands bytes over. False: the host is full, wait for `drained` before the next. */
  send(bytes: string): boolean;
  close(): void;
}

export interface SocketEvents {
  open(): void;
  data(bytes: string): void;
  drained(): void;
  /** Once, whoever closed it, also when no connection came about; the reason is a short word. */
  closed(reason?: string): void;
}

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
