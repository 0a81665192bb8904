/**
 * The ledger: the state of reckoning.ts in flash, so that a restart goes on where it was.
 *
 * In and out: two pages of flash, 0x314000 and 0x315000. Each save appends one record of fixed size, 160
 * bytes, 25 to a page; the sound one with the highest number counts. When a page is full, the other is
 * erased and goes on: a power cut anywhere leaves the record before or the one after.
 *
 *   0..3 "SMQ1", the layout | 4..7 number of the record | 8..155 the words of reckoning.ts
 *   156..159 CRC-32 of 0..155 (IEEE 802.3); all little-endian
 *
 * It is written once for each quarter hour that ends: 96 times a day, so that each page is erased about
 * twice a day (96 / 25 / 2 = 1.92) and 100,000 erasures last for 142 years.
 */
import type { RecordPorts } from '../boot/record.ts';
import type { Flash } from '../ports.ts';
import { CHECKSUM, LAYOUT, MARK, RECORD, SEQUENCE, setTariff } from './reckoning.ts';
import type { Tariff } from './reckoning.ts';

const LEDGER_PAGES = [0x314000, 0x315000];
const BYTES = RECORD * 4;
const SUMMED = CHECKSUM * 4;
const ENTRIES = 25;
/** CRC-32 of a record that is still erased. */
const ERASED = 0x421bb803;

/** The latest record, and where the next one goes. */
interface Place {
  page: number;
  index: number;
  words?: Int32Array;
}

/** How many records of a page are not erased, by halving: they are written one after the other. */
function countUsed(p: RecordPorts, page: number): number {
  let low = 0;
  let high = ENTRIES;
  while (low < high) {
    const middle = (low + high) >> 1;
    const bytes = p.flash.read(BYTES, LEDGER_PAGES[page] + middle * BYTES);
    if (p.digest.crc32(bytes) === ERASED) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The last record of a page that was written completely. */
function findLatest(p: RecordPorts, page: number): Place {
  const used = countUsed(p, page);
  for (let i = used - 1; i >= 0; i--) {
    const bytes = p.flash.read(BYTES, LEDGER_PAGES[page] + i * BYTES);
    const sum = new Uint32Array(bytes.buffer)[CHECKSUM];
    const words = new Int32Array(bytes.buffer);
    if (words[MARK] !== LAYOUT || words[SEQUENCE] < 1) continue;
    if (p.digest.crc32(new Uint8Array(bytes.buffer, 0, SUMMED)) === sum)
      return { page: page, index: used, words: words };
  }
  return { page: page, index: used };
}

function findPlace(p: RecordPorts): Place {
  const first = findLatest(p, 0);
  const second = findLatest(p, 1);
  if (!second.words) return first;
  return first.words && first.words[SEQUENCE] > second.words[SEQUENCE] ? first : second;
}

/** Reads the latest record into a new state, which keeps its tariff. False: there is none. */
export function readLedger(p: RecordPorts, s: Int32Array, tariff: Tariff): boolean {
  const words = findPlace(p).words;
  if (!words) return false;
  s.set(words, 0);
  setTariff(s, tariff);
  return true;
}

/** Appends the state as one record. */
export function writeLedger(p: RecordPorts, s: Int32Array): void {
  const place = findPlace(p);
  s[SEQUENCE] = place.words ? place.words[SEQUENCE] + 1 : 1;
  new Uint32Array(s.buffer)[CHECKSUM] = p.digest.crc32(new Uint8Array(s.buffer, 0, SUMMED));
  const isFull = !place.words || place.index >= ENTRIES;
  // Without a sound record anywhere the first page is made anew.
  const page = !place.words ? 0 : isFull ? 1 - place.page : place.page;
  const index = isFull ? 0 : place.index;
  if (isFull) p.flash.erasePage(LEDGER_PAGES[page]);
  p.flash.write(new Uint8Array(s.buffer, 0, BYTES), LEDGER_PAGES[page] + index * BYTES);
}

/** Factory reset. The page with the latest record goes last: cut off before, nothing has happened. */
export function eraseLedger(flash: Flash): void {
  const firsts = LEDGER_PAGES.map(function (page) {
    return new Int32Array(flash.read(BYTES, page).buffer)[SEQUENCE];
  });
  const last = firsts[0] > firsts[1] ? 0 : 1;
  flash.erasePage(LEDGER_PAGES[1 - last]);
  flash.erasePage(LEDGER_PAGES[last]);
}
