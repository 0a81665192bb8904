/**
 * What the dongle must know when it starts: which application runs, whether one is on trial, how the
 * last boots went. In and out: two pages of flash, 0x312000 and 0x313000.
 *
 * Each change appends one entry with the whole state; the sound one with the highest number counts.
 * When a page is full, the other is erased and goes on: a power cut anywhere leaves the state before
 * or the state after. The loader is never updated, so this layout stays as it is (little endian):
 *
 *   0..3 number of the entry | 4 active slot | 5 slot on trial, 0: none | 6 attempts | 7 boots
 *   8 announced cause | 9..11 zero | 12..15 number of the boot
 *   16..19 CRC-32 of app1, FFFFFFFF: unknown | 20..23 of app2 | 24..27 zero | 28..31 CRC-32 of 0..27
 *
 * A boot costs at most 3 entries (its start, healthy, an announced restart), a page holds 128, so each
 * page is erased once in 85 boots: 100,000 erasures last for 8.5 million boots.
 */
import type { Digest, Flash } from '../ports.ts';

export type Slot = 'app1' | 'app2';

export type RestartCause = 'power' | 'crash' | 'memory' | 'saved' | 'update' | 'user' | 'reset';

export interface BootRecord {
  active: Slot;
  trial: Slot | undefined;
  /** Starts of the application on trial. */
  attempts: number;
  /** Boots since the latest that went well. */
  boots: number;
  /** Of this boot; never falls. */
  number: number;
  /** Announced for the next boot. */
  cause: RestartCause;
  /** CRC-32 of each slot's data, where it is known. */
  sums: { app1?: number; app2?: number };
}

export interface RecordPorts {
  flash: Flash;
  digest: Digest;
}

const PAGES = [0x312000, 0x313000];
const ENTRY = 32;
const SUMMED = 28;
const ENTRIES = 128;
/** CRC-32 of an entry that is still erased. */
const ERASED = 0xff6cab0b;
const UNKNOWN = 0xffffffff;
const MOST_BOOTS = 255;

/** The latest entry, and where the next one goes. */
interface Place {
  page: number;
  index: number;
  words?: Uint32Array;
}

function causes(): RestartCause[] {
  return ['power', 'crash', 'memory', 'saved', 'update', 'user', 'reset'];
}

export function otherSlot(slot: Slot): Slot {
  return slot === 'app1' ? 'app2' : 'app1';
}

function readEntry(p: RecordPorts, page: number, index: number): Uint8Array {
  return p.flash.read(ENTRY, PAGES[page] + index * ENTRY);
}

/** How many entries of a page are not erased, by halving: they are written one after the other. */
function countUsed(p: RecordPorts, page: number): number {
  let low = 0;
  let high = ENTRIES;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (p.digest.crc32(readEntry(p, page, middle)) === ERASED) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The last entry of a page that was written completely. */
function findLatest(p: RecordPorts, page: number): Place {
  const used = countUsed(p, page);
  for (let i = used - 1; i >= 0; i--) {
    const bytes = readEntry(p, page, i);
    const words = new Uint32Array(bytes.buffer);
    const sum = p.digest.crc32(new Uint8Array(bytes.buffer, 0, SUMMED));
    if (sum === words[7]) return { page: page, index: used, words: words };
  }
  return { page: page, index: used };
}

function findPlace(p: RecordPorts): Place {
  const first = findLatest(p, 0);
  const second = findLatest(p, 1);
  if (!second.words) return first;
  return first.words && first.words[0] > second.words[0] ? first : second;
}

function recordOf(words: Uint32Array): BootRecord {
  const states = words[1];
  const trial = (states >>> 8) & 255;
  return {
    active: (states & 255) === 2 ? 'app2' : 'app1',
    trial: trial === 0 ? undefined : trial === 2 ? 'app2' : 'app1',
    attempts: (states >>> 16) & 255,
    boots: states >>> 24,
    number: words[3],
    cause: causes()[words[2] & 7],
    sums: {
      app1: words[4] === UNKNOWN ? undefined : words[4],
      app2: words[5] === UNKNOWN ? undefined : words[5],
    },
  };
}

/** A dongle that was never started, or whose pages hold something else. */
function newRecord(): BootRecord {
  return {
    active: 'app1',
    trial: undefined,
    attempts: 0,
    boots: 0,
    number: 0,
    cause: 'power',
    sums: {},
  };
}

function codeOf(slot: Slot | undefined): number {
  return slot === undefined ? 0 : slot === 'app1' ? 1 : 2;
}

function sumWord(sum: number | undefined): number {
  return sum === undefined ? UNKNOWN : sum;
}

function append(p: RecordPorts, place: Place, record: BootRecord): void {
  const words = new Uint32Array(ENTRY >> 2);
  words[0] = place.words ? place.words[0] + 1 : 1;
  const trial = codeOf(record.trial) << 8;
  words[1] = codeOf(record.active) | trial | (record.attempts << 16) | (record.boots << 24);
  words[2] = causes().indexOf(record.cause);
  words[3] = record.number;
  words[4] = sumWord(record.sums.app1);
  words[5] = sumWord(record.sums.app2);
  words[7] = p.digest.crc32(new Uint8Array(words.buffer, 0, SUMMED));
  const isFull = !place.words || place.index >= ENTRIES;
  // Without a sound entry anywhere the first page is made anew.
  const page = !place.words ? 0 : isFull ? 1 - place.page : place.page;
  const index = isFull ? 0 : place.index;
  if (isFull) p.flash.erasePage(PAGES[page]);
  p.flash.write(new Uint8Array(words.buffer), PAGES[page] + index * ENTRY);
}

export function readRecord(p: RecordPorts): BootRecord {
  const words = findPlace(p).words;
  return words ? recordOf(words) : newRecord();
}

/** Reads the record, has it changed, and writes it as one entry. */
export function changeRecord(p: RecordPorts, change: (record: BootRecord) => void): BootRecord {
  const place = findPlace(p);
  const record = place.words ? recordOf(place.words) : newRecord();
  change(record);
  record.boots = Math.min(record.boots, MOST_BOOTS);
  append(p, place, record);
  return record;
}

export function rollBack(record: BootRecord): void {
  record.trial = undefined;
  record.attempts = 0;
  record.boots = 0;
}
