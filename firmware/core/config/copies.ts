/**
 * The settings in flash, as two copies in pages of their own: a save writes the older one, so that a
 * power cut at any moment leaves the old settings or the new ones.
 *
 *   0..3   CRC-32 (IEEE 802.3) of all from 4 to the end of the text
 *   4..7   "SMSE"
 *   8..9   format of the settings | 10..11 length of the text
 *   12..13 number of the save, wraps | 14..15 FF FF
 *   16..   text: a JSON object; FF up to a multiple of 4
 *
 * Numbers are little-endian. The text is written first and the head last: until then the page is
 * empty or damaged, and the other copy counts. The two pages last for 200,000 saves.
 */
import type { Digest, Flash } from '../ports.ts';
import { migrate } from './migrate.ts';
import { load as loadParse } from './parse.far.ts';
import type { Given } from './parse.ts';
import { SETTINGS_FORMAT } from './public.ts';

const PAGES = [0x310000, 0x311000];
const PAGE = 4096;
const HEAD = 16;
const COVERED = 4;
const MARK = 0x45534d53;
const WRAP = 0x10000;

interface Copy {
  format: number;
  sequence: number;
  /** What the checksum covers. */
  bytes: Uint8Array;
}

export interface SavedSettings {
  /** Names and values in the names of today, not checked otherwise. */
  settings: Given;
  sequence: number;
}

function number16(bytes: Uint8Array, at: number): number {
  return bytes[at] | (bytes[at + 1] << 8);
}

function number32(bytes: Uint8Array, at: number): number {
  const low = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
  // Not shifted: a number above 7FFFFFFF would be negative.
  return low + bytes[at + 3] * 0x1000000;
}

function put16(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value & 255;
  bytes[at + 1] = (value >> 8) & 255;
}

/** Eight bytes at a time: a call for each is what would take the device long. */
function textOf(b: Uint8Array, start: number): string {
  let text = '';
  for (let i = start; i < b.length; i += 8) {
    text += String.fromCharCode(b[i], b[i + 1], b[i + 2], b[i + 3]).concat(
      String.fromCharCode(b[i + 4], b[i + 5], b[i + 6], b[i + 7]),
    );
  }
  return text.substr(0, b.length - start);
}

/** The copy in a page; undefined when it is empty, cut or damaged. */
function readCopy(flash: Flash, digest: Digest, page: number): Copy | undefined {
  const head = flash.read(HEAD, page);
  const length = number16(head, 10);
  if (number32(head, COVERED) !== MARK || length > PAGE - HEAD) return undefined;
  const bytes = flash.read(HEAD - COVERED + length, page + COVERED);
  const format = number16(head, 8);
  if (format === 0 || digest.crc32(bytes) !== number32(head, 0)) return undefined;
  return { format: format, sequence: number16(head, 12), bytes: bytes };
}

/** True when `a` was saved after `b`, across the wrap of the numbers too (RFC 1982). */
function isLater(a: Copy, b: Copy): boolean {
  return ((a.sequence - b.sequence) & (WRAP - 1)) < WRAP / 2;
}

/** The index of the copy that counts; undefined when there is none. */
function newest(copies: (Copy | undefined)[]): number | undefined {
  const first = copies[0];
  const second = copies[1];
  if (!first) return second && 1;
  return second && isLater(second, first) ? 1 : 0;
}

/** The settings that were saved last; undefined when there are none, or none that is whole. */
export function readCopies(flash: Flash, digest: Digest): SavedSettings | undefined {
  const copies = [readCopy(flash, digest, PAGES[0]), readCopy(flash, digest, PAGES[1])];
  const index = newest(copies);
  const copy = index === undefined ? undefined : copies[index];
  const record = copy && loadParse().parseObject(textOf(copy.bytes, HEAD - COVERED));
  if (!copy || !record) return undefined;
  return { settings: migrate(copy.format, record), sequence: copy.sequence };
}

/** Head and text of a copy, one after the other. */
function bytesOfCopy(digest: Digest, json: string, sequence: number): Uint8Array {
  const length = json.length;
  const bytes = new Uint8Array((HEAD + length + 3) & ~3).fill(255);
  put16(bytes, 4, MARK & 0xffff);
  put16(bytes, 6, MARK >> 16);
  put16(bytes, 8, SETTINGS_FORMAT);
  put16(bytes, 10, length);
  put16(bytes, 12, sequence);
  for (let i = 0; i < length; i++) bytes[HEAD + i] = json.charCodeAt(i);
  const crc = digest.crc32(bytes.subarray(COVERED, HEAD + length));
  put16(bytes, 0, crc & 0xffff);
  put16(bytes, 2, crc >>> 16);
  return bytes;
}

/** Saves a JSON object; false when it is too long, or when the flash does not keep it. */
export function writeCopies(flash: Flash, digest: Digest, json: string): boolean {
  if (json.length > PAGE - HEAD) return false;
  const copies = [readCopy(flash, digest, PAGES[0]), readCopy(flash, digest, PAGES[1])];
  const index = newest(copies);
  const latest = index === undefined ? undefined : copies[index];
  const page = PAGES[index === 0 ? 1 : 0];
  const sequence = latest ? (latest.sequence + 1) & (WRAP - 1) : 0;
  const bytes = bytesOfCopy(digest, json, sequence);
  flash.erasePage(page);
  flash.write(bytes.subarray(HEAD, bytes.length), page + HEAD);
  flash.write(bytes.subarray(0, HEAD), page);
  const kept = readCopy(flash, digest, page);
  return !!kept && kept.sequence === sequence;
}

/** Factory reset. The newest copy goes last: cut off before that, nothing has happened yet. */
export function eraseCopies(flash: Flash, digest: Digest): void {
  const copies = [readCopy(flash, digest, PAGES[0]), readCopy(flash, digest, PAGES[1])];
  const last = newest(copies) || 0;
  flash.erasePage(PAGES[1 - last]);
  flash.erasePage(PAGES[last]);
}
