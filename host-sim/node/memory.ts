/**
 * What a host remembers of the telegram before as a whole: most of the next one is the same, byte for
 * byte, and of the rest mostly digits are others.
 *
 * In: the text of an opened frame. Out: the same as the core would have made of it, header, lines,
 * checksum to be compared, readings; or nothing, then the core reads it, and it is remembered.
 * The text is compared word by word; a line that stayed is not looked at again, a line in which only
 * digits of a known number changed gives its reading anew. Any other change is left to the core.
 * Never in the bundle of the device, which has not the memory.
 */
import { copyText } from '../../firmware/core/cipher/gcm.ts';
import type { Opening } from '../../firmware/core/frame/open.ts';
import { crc16 } from '../../firmware/core/telegram/crc16.ts';
import type { Parsing, Recall } from '../../firmware/core/telegram/parse.ts';
import type { TelegramReader } from '../../firmware/core/telegram/reader.ts';
import { parseStamp } from '../../firmware/core/telegram/stamp.ts';
import { checksumPlace, isDigit, placesOf, readPlaces, wholeNumber } from './place.ts';
import type { Place } from './place.ts';
import { newRecall } from './recall.ts';

/** The telegram before. */
interface Known {
  size: number;
  /** Its text, as words and as bytes. */
  words: Int32Array;
  bytes: Uint8Array;
  /** All its lines, the header's first; where they stand, "!" last; and which stands at each byte. */
  lines: string[];
  places: Place[];
  lineAt: Uint16Array;
  /** What the lines behind the header say. */
  said: Parsing;
}

export interface Memory {
  /** For the parsing of what was read. */
  readonly recall: Recall;
  known: Known | undefined;
  /** The lines that were handed to the core with nothing left to read in them. */
  handed: string[] | undefined;
  /** The frame whose text the core reads by itself, to be remembered. */
  opening: Opening | undefined;
}

/** The text in the slice of `o` and what the core read of it; undefined where that is not all there is. */
function remember(o: Opening, lines: string[], recall: Recall): Known | undefined {
  const { reader, gcm, sealed } = o;
  const { separator, given } = reader;
  if (sealed.size > gcm.slice.length || given === undefined || reader.rest !== '') return undefined;
  const text = o.settings.text.ofBytes(gcm.slice.subarray(0, sealed.size));
  const bang = text.length - given.length - 1;
  const all = text.slice(0, bang).split(separator);
  if (all.pop() !== '' || text.slice(bang + 1) !== given) return undefined;
  const first = all.length - lines.length;
  const isAll =
    first === (all[1] === '' ? 2 : 1) && lines.every((line, i) => line === all[first + i]);
  if (!isAll) return undefined;
  const places = placesOf(all, separator);
  const said = readPlaces(lines, places.slice(first), recall);
  places.push(checksumPlace(bang, text.length));
  const words = gcm.words.slice();
  const bytes = new Uint8Array(words.buffer);
  const lineAt = new Uint16Array(text.length);
  places.forEach(({ start, end }, line) => lineAt.fill(line, start, end));
  return { size: text.length, words, bytes, lines: all, places, lineAt, said };
}

/** Takes over the bytes of the line, from the first that differs on. False: not only digits did. */
function takeDigits(known: Uint8Array, bytes: Uint8Array, place: Place, at: number): boolean {
  if (at < place.from) return false;
  for (let i = at; i < place.end; i++) {
    const byte = bytes[i];
    if (byte === known[i]) continue;
    if (i >= place.to || !isDigit(byte) || !isDigit(known[i])) return false;
    known[i] = byte;
  }
  return true;
}

function takeLine(k: Known, line: number, text: string): void {
  const { start, close, from, to, gives, reading, factor } = k.places[line];
  const { said } = k;
  k.lines[line] = text.substring(start, close);
  if (gives === 'stamp') {
    said.stampText = text.substring(from, to);
    said.stamp = parseStamp(said.stampText);
    return;
  }
  const { code, name, unit } = said.readings[reading];
  // Not -0 where all digits are 0.
  const milli = wholeNumber(k.bytes, from, to) * factor + 0;
  said.readings[reading] = { code, name, unit, milli };
}

/** The first byte that differs, by a word of which some bits do. Words are little-endian, as in the CRC. */
function firstByte(word: number, difference: number): number {
  return 4 * word + ((31 - Math.clz32(difference & -difference)) >> 3);
}

/** Takes over what has changed. False: more than digits; what is known is then worth nothing. */
function takeChanges(k: Known, words: Int32Array, bytes: Uint8Array, text: string): boolean {
  const count = (k.size + 3) >> 2;
  for (let i = 0; i < count;) {
    const difference = words[i] ^ k.words[i];
    if (difference === 0) {
      i++;
      continue;
    }
    const at = firstByte(i, difference);
    const place = k.places[k.lineAt[at]];
    if (place.gives === 'checksum') {
      k.bytes.set(bytes.subarray(at, k.size), at);
      return at > place.start;
    }
    if (!takeDigits(k.bytes, bytes, place, at)) return false;
    takeLine(k, k.lineAt[at], text);
    // Goes on behind the line; where that is in the midst of a word, its beginning is the same by now.
    i = place.end >> 2;
  }
  return true;
}

/** Leaves the reader as if it had read the text itself. */
function handOver(k: Known, o: Opening, text: string): string[] {
  const r: TelegramReader = o.reader;
  const bang = k.places[k.places.length - 1].start;
  r.crc = crc16(r.tables, 0, o.gcm.words, bang + 1);
  r.given = text.substring(bang + 1);
  r.lines = k.lines.slice();
  if (o.keepsText) o.text = text;
  return r.lines;
}

/**
 * Before the core reads the text of the frame that it has opened: reads it as a whole where that is
 * possible. What the core then does is to judge it.
 */
export function readOpened(m: Memory, o: Opening): void {
  const { gcm, sealed } = o;
  if (o.stage !== 'copy' || gcm.decrypted) return;
  const k = m.known;
  m.handed = undefined;
  m.opening = o;
  if (o.fault || !k || sealed.size !== k.size) return;
  copyText(gcm, sealed);
  const text = o.settings.text.ofBytes(gcm.slice.subarray(0, k.size));
  if (takeChanges(k, gcm.words, gcm.slice, text)) {
    m.handed = handOver(k, o, text);
    m.opening = undefined;
  } else {
    m.known = undefined;
    gcm.decrypted = 0;
  }
}

/** Ends the parsing: all that the lines say is known. */
function say(p: Parsing, said: Parsing): void {
  p.lines = [];
  p.readings = said.readings.slice();
  p.other = said.other.slice();
  p.stampText = said.stampText;
  p.stamp = said.stamp;
  p.unread = said.unread;
  p.repeated = said.repeated;
  p.channel = said.channel;
}

/** For the telegrams of one meter, one after another. */
export function newMemory(): Memory {
  const byLine = newRecall();
  const recall: Recall = {
    ...byLine,
    takeLine(p) {
      const isHanded = p.lines === m.handed;
      if (!isHanded && !m.opening) return byLine.takeLine(p);
      if (m.opening) m.known = remember(m.opening, p.lines.toReversed(), byLine);
      m.handed = m.opening = undefined;
      if (!m.known) return byLine.takeLine(p);
      say(p, m.known.said);
      return true;
    },
  };
  const m: Memory = { recall, known: undefined, handed: undefined, opening: undefined };
  return m;
}
