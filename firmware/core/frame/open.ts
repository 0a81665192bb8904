/**
 * One whole frame -> the lines of its telegram, or why it is refused.
 *
 * In: the frame that the receiver found. Out: header, lines, frame counter, and whether the tag was
 * right. Done in steps: each `openStep` is short enough to serve the UART in between.
 * The tag is compared before the text is looked at (NIST SP 800-38D §7.2). Tag modes:
 *
 *   verify     a frame with a wrong tag is refused (when text and checksum are nevertheless right,
 *              the key is right and the authentication key wrong: said so)
 *   fallback   such a frame is accepted, and marked as not authenticated
 *   off        no tag is computed; the checksum alone decides
 */
import { hexOfBytes } from '../bytes.ts';
import { beginFrame, copyText, decryptText, hashText, isTagRight } from '../cipher/gcm.ts';
import { setKeys, TAG_SIZE } from '../cipher/gcm.ts';
import type { Gcm, Sealed } from '../cipher/gcm.ts';
import type { Fault } from '../fault.ts';
import type { Cipher, Text } from '../ports.ts';
import { beginTelegram, readSlice, telegramFault } from '../telegram/reader.ts';
import type { TelegramReader } from '../telegram/reader.ts';
import { TITLE, TITLE_LENGTH } from './dlms.ts';
import type { FrameKind, Receiver } from './receiver.ts';
import type { Workspace } from './workspace.ts';

export type TagMode = 'verify' | 'fallback' | 'off';

export interface OpenSettings {
  /** 16 bytes each; without a key only plain telegrams are read. */
  key?: Uint8Array;
  authKey: Uint8Array;
  tagMode: TagMode;
  cipher: Cipher;
  text: Text;
}

export interface Opening {
  readonly settings: OpenSettings;
  readonly gcm: Gcm;
  readonly reader: TelegramReader;
  readonly sealed: Sealed;
  readonly iv: Uint8Array;
  /** Security byte and authentication key, for hosts that open frames as a whole. */
  readonly additional: Uint8Array;
  kind: FrameKind;
  stage: 'hash' | 'text' | 'copy';
  /** The tag was right. */
  isAuthentic: boolean;
  /** System title as hex and frame counter; undefined for plain telegrams. */
  title: string | undefined;
  counter: number | undefined;
  fault: Fault | undefined;
  /** The text as it is, where somebody wants it. */
  keepsText: boolean;
  text: string;
}

export function newOpening(settings: OpenSettings, workspace: Workspace): Opening {
  const gcm = workspace.gcm;
  const additional = new Uint8Array(17);
  additional[0] = 0x30;
  additional.set(settings.authKey, 1);
  if (settings.key) setKeys(gcm, settings.cipher.newBlockCipher(settings.key), settings.authKey);
  return {
    settings: settings,
    gcm: gcm,
    reader: workspace.reader,
    sealed: { bytes: new Uint8Array(0), text: 0, size: 0 },
    iv: new Uint8Array(12),
    additional: additional,
    kind: 'plain',
    stage: 'copy',
    isAuthentic: false,
    title: undefined,
    counter: undefined,
    fault: undefined,
    keepsText: false,
    text: '',
  };
}

function readCounter(bytes: Uint8Array, at: number): number {
  return bytes[at] * 16777216 + ((bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3]);
}

/** Lets the host open the frame as a whole, where it can; false: the core's own GCM is to do it. */
function openWhole(o: Opening): boolean {
  const open = o.settings.cipher.open;
  const f = o.sealed;
  const end = f.text + f.size;
  if (!open) return false;
  const text = open(o.settings.key as Uint8Array, {
    iv: o.iv,
    additional: o.additional,
    text: f.bytes.subarray(f.text, end),
    tag: f.bytes.subarray(end, end + TAG_SIZE),
  });
  o.stage = 'text';
  if (!text) return false;
  o.isAuthentic = true;
  o.stage = 'copy';
  f.bytes = text;
  f.text = 0;
  return true;
}

function beginEncrypted(o: Opening, r: Receiver): void {
  const bytes = r.buffer.bytes;
  const at = r.buffer.start;
  const counter = at + r.header.counter;
  o.sealed.text = at + r.header.text;
  o.sealed.size = r.header.textSize;
  o.iv.set(bytes.subarray(at + TITLE, at + TITLE + TITLE_LENGTH), 0);
  o.iv.set(bytes.subarray(counter, counter + 4), TITLE_LENGTH);
  o.title = hexOfBytes(o.iv.subarray(0, TITLE_LENGTH));
  o.counter = readCounter(bytes, counter);
  o.stage = o.settings.tagMode === 'off' ? 'text' : 'hash';
  if (!o.settings.key) o.fault = 'no-key';
  else if (o.stage === 'text' || !openWhole(o)) beginFrame(o.gcm, o.iv);
}

/** Starts on the frame that the receiver found. */
export function beginOpening(o: Opening, r: Receiver, kind: FrameKind): void {
  o.kind = kind;
  o.fault = undefined;
  o.isAuthentic = false;
  o.title = undefined;
  o.counter = undefined;
  o.sealed.bytes = r.buffer.bytes;
  o.gcm.decrypted = 0;
  o.text = '';
  beginTelegram(o.reader);
  if (kind === 'encrypted') beginEncrypted(o, r);
  else {
    o.sealed.text = r.buffer.start;
    o.sealed.size = r.size;
    o.stage = 'copy';
  }
}

/** The fault of a frame whose text is no good telegram. */
function textFault(o: Opening, fault: Fault): Fault {
  if (o.kind === 'plain' || o.settings.tagMode === 'off') return fault;
  return o.isAuthentic ? fault : 'tag';
}

/** All text is read: judges the telegram. */
function finish(o: Opening): boolean {
  const fault = telegramFault(o.reader);
  const refusesText = o.kind === 'encrypted' && o.settings.tagMode === 'verify';
  if (fault) o.fault = textFault(o, fault);
  else if (refusesText && !o.isAuthentic) o.fault = 'auth-key';
  return true;
}

/** DLMS objects begin with the tag of a data notification (0F). */
function noTelegram(firstByte: number): Fault {
  return firstByte === 0x0f ? 'dlms' : 'not-telegram';
}

function textStep(o: Opening): boolean {
  const g = o.gcm;
  const size = o.stage === 'copy' ? copyText(g, o.sealed) : decryptText(g, o.sealed);
  if (!size) return finish(o);
  const text = o.settings.text.ofBytes(g.slice.subarray(0, size));
  if (o.keepsText) o.text += text;
  if (readSlice(o.reader, g.words, text)) return false;
  o.fault = textFault(o, noTelegram(g.slice[0]));
  return true;
}

function hashStep(o: Opening): boolean {
  if (!hashText(o.gcm, o.sealed)) return false;
  o.isAuthentic = isTagRight(o.gcm, o.sealed);
  o.stage = 'text';
  return false;
}

/** Goes on with the frame. True at its end: then `fault` tells, and the reader has header and lines. */
export function openStep(o: Opening): boolean {
  if (o.fault) return true;
  return o.stage === 'hash' ? hashStep(o) : textStep(o);
}
