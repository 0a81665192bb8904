/** Where frames come from, one at a time; undefined: there are no more. */
export interface Supply {
  next(nowMs: number): Uint8Array | undefined;
  /** Nothing more will come: there is nothing to wait for. */
  isAtEnd(): boolean;
}
