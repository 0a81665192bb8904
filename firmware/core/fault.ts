/**
 * What the wire can do wrong, as a closed list: the name is counted and published, the sentence
 * says what it means and what to do. Nothing that was received disappears without one of these.
 */
export type Fault =
  | 'cut'
  | 'title-length'
  | 'length-form'
  | 'length'
  | 'too-long'
  | 'security'
  | 'no-key'
  | 'tag'
  | 'auth-key'
  | 'replay'
  | 'header'
  | 'not-telegram'
  | 'dlms'
  | 'no-end'
  | 'crc'
  | 'crc-field'
  | 'crc-missing'
  | 'hdlc'
  | 'mbus';

/** One sentence each, for pages, logs and the documentation. The device does not carry it. */
export const FAULT_MEANINGS: Record<Fault, string> = {
  cut: 'A frame began and did not end: the line went silent, or another frame began inside it. One at power-up is normal; many mean a bad cable.',
  'title-length':
    'The system title is not 8 bytes long: noise, or a meter that does not follow the P1 specification.',
  'length-form': 'The length field has a form that DLMS does not know: noise on the line.',
  length: 'The length field leaves no room for counter, text and tag: noise on the line.',
  'too-long':
    'A frame is longer than the frame buffer and was skipped: raise the capacity (the longest legal one has 11,759 bytes).',
  security:
    'The security byte is not 30 (authenticated and encrypted): this meter uses another mode, ask the grid operator for the P1 customer interface.',
  'no-key': 'An encrypted frame came and no key is set: enter the key of your grid operator.',
  tag: 'The frame is damaged or the key is wrong: compare the key, digit by digit, with the letter of your grid operator.',
  'auth-key':
    'The key is right and the authentication key is wrong: enter the one of your grid operator (Austria), or choose the tag mode "fallback".',
  replay: 'A frame counter came again or went back: a copy of an older frame, refused.',
  header: 'A line began with "/" but is no telegram header: noise on the line.',
  'not-telegram': 'The frame is authentic but does not hold a P1 telegram.',
  dlms: 'The frame is authentic but holds DLMS objects in place of a P1 telegram: ask the grid operator for the DSMR text output.',
  'no-end': 'The telegram has no "!" line: the frame is incomplete.',
  crc: 'The checksum of the telegram is wrong: noise on the line.',
  'crc-field': 'What stands behind "!" is no checksum: noise on the line.',
  'crc-missing': 'The telegram says DSMR 4 or later but carries no checksum: refused.',
  hdlc: 'The meter sends HDLC frames (7E A0): not a P1 text interface, not supported.',
  mbus: 'The meter sends M-Bus frames (68 .. .. 68): not a P1 text interface, not supported.',
};
