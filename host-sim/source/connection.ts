/**
 * One opened line in both directions, such as a serial port or a TCP connection, until it closes. It is
 * never opened again: who wants that opens another one (reconnect.ts).
 */
export interface Connection {
  write(bytes: Uint8Array): void;
  /** `closed` follows. */
  close(): void;
}

export interface ConnectionEvents {
  opened(): void;
  /** The piece is the listener's own. */
  bytes(piece: Uint8Array): void;
  /** Once, whoever closed it, also when it did not open. The reason is a sentence with the remedy. */
  closed(reason?: string): void;
}

/** How a connection is opened, which may be done again and again. */
export interface Dial {
  /** For people, without passwords. */
  readonly name: string;
  open(on: ConnectionEvents): Connection;
}
