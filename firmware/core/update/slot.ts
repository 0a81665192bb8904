/**
 * The two slots that hold the application, and how a new one is written into the one that is not
 * running. A slot is a file of Storage that is created once and rewritten in place, so that Storage
 * never has to move anything.
 *
 *   page of 4096 bytes from 0x320000      a header is 32 bytes: size (low 24 bits; flags above), name
 *   0            header .bootcde | loader, with spaces to 4032 bytes | header app1 (last 32 bytes)
 *   1 .. 31      application, with spaces to 31 whole pages
 *   32           header identity | identity, with spaces to 4032 bytes | header app2 (last 32 bytes)
 *   33 .. 63     application, as above (empty when the dongle is new)
 *
 * So each header of a slot ends where a page ends, and a slot can be erased without touching any other
 * file. These are all 64 pages of the smallest Storage (Espruino 2v25).
 */
import type { Slot } from '../boot/record.ts';
import type { Flash } from '../ports.ts';

export interface SlotLayout {
  storage: number;
  page: number;
  header: number;
  /** Data bytes of .bootcde and identity: page - 2 headers. */
  small: number;
  /** Data bytes of app1 and app2. */
  slot: number;
  /** In this order, and nothing before, between or behind them. */
  order: string[];
}

/** Where the data of a slot lies: whole pages. */
export interface SlotPlace {
  address: number;
  size: number;
}

const STORAGE = 0x320000;
/** Of the smallest Storage. */
const STORAGE_END = 0x360000;
const PAGE = 4096;
const HEADER = 32;
const NAME = 4;
/** More files than a dongle ever has: what leads further is no Storage. */
const MOST_FILES = 16;

/** How the dongle must be flashed. */
export function slotLayout(): SlotLayout {
  return {
    storage: STORAGE,
    page: PAGE,
    header: HEADER,
    small: PAGE - 2 * HEADER,
    slot: 31 * PAGE,
    // One text: a word that stands alone keeps all fields of that name long (bundle/fields.mjs).
    order: '.bootcde app1 identity app2'.split(' '),
  };
}

function isNamed(header: Uint8Array, name: string): boolean {
  for (let i = 0; i < HEADER - NAME; i++) {
    const char = i < name.length ? name.charCodeAt(i) : 0;
    if (header[NAME + i] !== char) return false;
  }
  return true;
}

/** Walks the headers of Storage; undefined where the slot is missing or not made of whole pages. */
export function findSlot(flash: Flash, name: Slot): SlotPlace | undefined {
  let at = STORAGE;
  for (let i = 0; i < MOST_FILES && at + HEADER <= STORAGE_END; i++) {
    const header = flash.read(HEADER, at);
    const size = header[0] | (header[1] << 8) | (header[2] << 16);
    const address = at + HEADER;
    // Flags belong to files of other kinds; FF is where the files end.
    if (header[3] !== 0 || size === 0 || address + size > STORAGE_END) return undefined;
    if (isNamed(header, name)) {
      const isWhole = address % PAGE === 0 && size % PAGE === 0;
      return isWhole ? { address: address, size: size } : undefined;
    }
    at = address + ((size + 3) & ~3);
  }
  return undefined;
}

/** The next bytes of a slot, from its start on: each page is erased when its first bytes come. */
export function writeSlot(
  flash: Flash,
  place: SlotPlace,
  offset: number,
  bytes: Uint8Array,
): boolean {
  const isPlaced = offset % bytes.length === 0 && PAGE % bytes.length === 0;
  if (!isPlaced || offset + bytes.length > place.size) return false;
  if (offset % PAGE === 0) flash.erasePage(place.address + offset);
  flash.write(bytes, place.address + offset);
  return true;
}
