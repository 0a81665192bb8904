/**
 * Takes an update package and writes it into the slot that is not running.
 * In: bytes as they come. Out: the new application on trial at the next boot, or what is wrong.
 *
 *   SMARTY1 <bytes> <SHA-256 of the application> <HMAC-SHA256 of all before it>\n   hex, lower case
 *   the application
 *
 * The HMAC is checked before anything is erased, the SHA-256 over what can be read back from flash.
 * The slot that runs is never touched, and the boot record only when all is proven.
 */
import { load as loadMarks } from '../boot/marks.lazy.ts';
import { otherSlot } from '../boot/record.ts';
import type { RecordPorts, Slot } from '../boot/record.ts';
import { bytesOfHex, equalBytes } from '../bytes.ts';
import { hmacSha256 } from './hmac.ts';
import { findSlot, writeSlot } from './slot.ts';
import type { SlotPlace } from './slot.ts';

export type UpdateFault = 'size' | 'format' | 'sha256' | 'hmac' | 'busy' | 'flash';

/** A slot as Storage shows it. */
export interface SlotFile {
  /** Of its first bytes. */
  sha256(length: number): Uint8Array;
  /** Of all its data, unsigned. */
  crc32(): number;
}

export interface UpdatePorts extends RecordPorts {
  bytesOf(text: string): Uint8Array;
  openSlot(slot: Slot): SlotFile;
}

export interface Update {
  ports: UpdatePorts;
  secret: Uint8Array;
  slot: Slot;
  place: SlotPlace;
  /** Bytes of the whole package. */
  size: number;
  /** The first line as far as it has come; undefined once it is understood. */
  line: string | undefined;
  /** Bytes of the application, 0 until the first line has told, and their digest. */
  total: number;
  sha256: Uint8Array;
  /** Bytes of the application that have come, that are written, and those between. */
  taken: number;
  written: number;
  waiting: string;
  fault: UpdateFault | undefined;
}

const PIECE = 512;
const LONGEST_LINE = 160;
const LENGTH_DIGITS = 7;
const DIGEST = 32;

/** A decimal number of few digits. */
export function readDecimal(text: string, digits: number): number | undefined {
  if (text === '' || text.length > digits) return undefined;
  for (let i = 0; i < text.length; i++) {
    if (text.charAt(i) < '0' || text.charAt(i) > '9') return undefined;
  }
  return parseInt(text, 10);
}

function readDigest(hex: string): Uint8Array | undefined {
  return hex.length === 2 * DIGEST ? bytesOfHex(hex) : undefined;
}

/** `secret`: 32 bytes in hex. `size`: of the whole package. Nothing is written yet. */
export function newUpdate(ports: UpdatePorts, secret: string, size: number): Update | UpdateFault {
  const record = loadMarks().readRecord(ports);
  // The other slot is the one to come back to, or the one to go to.
  if (record.trial) return 'busy';
  const slot = otherSlot(record.active);
  const place = findSlot(ports.flash, slot);
  const key = readDigest(secret);
  if (!key) return 'hmac';
  if (!place) return 'flash';
  if (size > LONGEST_LINE + place.size) return 'size';
  return {
    ports: ports,
    secret: key,
    slot: slot,
    place: place,
    size: size,
    line: '',
    total: 0,
    sha256: key,
    taken: 0,
    written: 0,
    waiting: '',
    fault: undefined,
  };
}

/** Judges the first line, without its end. */
function readLine(u: Update, line: string): UpdateFault | undefined {
  const parts = line.split(' ');
  if (parts.length !== 4 || parts[0] !== 'SMARTY1') return 'format';
  const length = readDecimal(parts[1], LENGTH_DIGITS);
  const sha256 = readDigest(parts[2]);
  const given = readDigest(parts[3]);
  if (!length || !sha256 || !given) return 'format';
  const signed = line.substr(0, line.length - parts[3].length - 1);
  const own = hmacSha256(u.ports.digest, u.secret, signed);
  if (!equalBytes(own, given, DIGEST)) return 'hmac';
  if (length > u.place.size || line.length + 1 + length !== u.size) return 'size';
  u.total = length;
  u.sha256 = sha256;
  return undefined;
}

/** The bytes behind the first line, as soon as it is complete. */
function takeLine(u: Update, piece: string): string {
  const line = u.line + piece.substr(0, LONGEST_LINE);
  const end = line.indexOf('\n');
  if (end < 0) {
    u.line = line;
    if (line.length >= LONGEST_LINE) u.fault = 'format';
    return '';
  }
  const before = (u.line as string).length;
  u.line = undefined;
  u.fault = readLine(u, line.substr(0, end));
  return piece.substr(end + 1 - before);
}

function writePiece(u: Update, bytes: Uint8Array): void {
  if (!writeSlot(u.ports.flash, u.place, u.written, bytes)) u.fault = 'flash';
  u.written += bytes.length;
}

function writeWaiting(u: Update): void {
  while (u.waiting.length >= PIECE && u.fault === undefined) {
    writePiece(u, u.ports.bytesOf(u.waiting.substr(0, PIECE)));
    u.waiting = u.waiting.substr(PIECE);
  }
}

/** The next bytes of the package. False: no more is wanted. */
export function takePiece(u: Update, piece: string): boolean {
  if (u.fault !== undefined) return false;
  const bytes = u.line === undefined ? piece : takeLine(u, piece);
  if (u.fault !== undefined) return false;
  u.taken += bytes.length;
  if (u.line === undefined && u.taken > u.total) u.fault = 'size';
  else {
    u.waiting += bytes;
    writeWaiting(u);
  }
  return u.fault === undefined;
}

/** The rest of the slot becomes spaces: nothing of an older application stays behind the new one. */
function writeRest(u: Update): void {
  let spaces = ' ';
  while (spaces.length < PIECE) spaces += spaces;
  if (u.waiting !== '') u.waiting += spaces.substr(u.waiting.length);
  writeWaiting(u);
  const bytes = u.ports.bytesOf(spaces);
  while (u.written < u.place.size && u.fault === undefined) writePiece(u, bytes);
}

/** All has come: undefined when the new application is ready to be tried at the next boot. */
export function finishUpdate(u: Update): UpdateFault | undefined {
  if (u.fault !== undefined) return u.fault;
  if (u.line !== undefined || u.taken !== u.total) return 'size';
  writeRest(u);
  if (u.fault !== undefined) return u.fault;
  const file = u.ports.openSlot(u.slot);
  if (!equalBytes(file.sha256(u.total), u.sha256, DIGEST)) return 'sha256';
  loadMarks().stageTrial(u.ports, u.slot, file.crc32());
  return undefined;
}

/** Of the application, in whole percent. */
export function percentOf(u: Update): number {
  return u.total === 0 ? 0 : Math.floor((u.taken * 100) / u.total);
}
