/**
 * The names of all faults of fault.ts, as a text: what has not happened is told as 0, so that who
 * counts sees the first one come. Each is followed by a blank.
 */
export const FAULTS =
  'cut title-length length-form length too-long security no-key tag auth-key replay header ' +
  'not-telegram dlms no-end crc crc-field crc-missing hdlc mbus ';
