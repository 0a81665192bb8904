/** How a run shows itself. `open` is called once the broker is there, `close` at the end. */
export interface View {
  open(signal: AbortSignal): Promise<void>;
  /** The core has published a telegram; its JSON is a byte string. */
  telegram?(json: string): void;
  /** A sentence for the person who watches. */
  notice(sentence: string): void;
  /** A frame was refused, for the first time for this reason. Left out where the end tells it. */
  fault?(sentence: string): void;
  close(): Promise<void>;
}

/** The part of a terminal, pipe or file that a view needs. */
export interface Output {
  write(text: string | Uint8Array): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
  on?(event: 'resize', listener: () => void): unknown;
  off?(event: 'resize', listener: () => void): unknown;
}

export interface Outputs {
  out: Output;
  err: Output;
}
