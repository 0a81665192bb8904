/**
 * Enciphers a telegram as the meter does, with node:crypto and nothing of our own cipher.
 * In: telegram, keys, title and counter. Out: one frame, DLMS general-glo-ciphering with AES-128-GCM
 * (Lux. P1 specification 1.1.3 §3.2.5):
 *
 *   DB | 08 | title (8) | length | 30 | counter (4) | ciphertext | tag (12)
 *
 * The length is BER and counts all behind it. The nonce is title and counter, the additional data
 * are 30 and the authentication key.
 */
import { createCipheriv } from 'node:crypto';

/** BER: 'short' is one byte, the others are that byte (hex) and 1 to 3 more. */
export type LengthForm = 'short' | 81 | 82 | 83;

export interface Sealing {
  /** A byte string. */
  telegram: string;
  key: Uint8Array;
  authKey: Uint8Array;
  systemTitle: Uint8Array;
  counter: number;
  lengthForm?: LengthForm;
}

export const TEST_KEY = Uint8Array.from({ length: 16 }, (_none, i) => i);
export const TEST_TITLE = Uint8Array.from([0x54, 0x53, 0x54, 0x01, 0x23, 0x45, 0x67, 0x89]);
/** The same in every Luxembourg meter. */
export const LUXEMBOURG_AUTH_KEY = Uint8Array.from({ length: 16 }, (_none, i) => 0x11 * i);

const TAG = 0xdb;
const SECURITY = 0x30;
const GCM_TAG_SIZE = 12;

const LENGTH_FORMS = {
  short: { start: [], size: 1, most: 0x7f },
  81: { start: [0x81], size: 1, most: 0xff },
  82: { start: [0x82], size: 2, most: 0xffff },
  83: { start: [0x83], size: 3, most: 0xffffff },
} as const;

function checkSealing({ telegram, key, authKey, systemTitle, counter }: Sealing): void {
  if (key.length !== 16) throw new Error('seal: key must be 16 bytes');
  if (authKey.length !== 16) throw new Error('seal: authentication key must be 16 bytes');
  if (systemTitle.length !== 8) throw new Error('seal: system title must be 8 bytes');
  if (!Number.isInteger(counter) || counter < 0 || counter > 0xffffffff) {
    throw new Error('seal: counter must be an integer from 0 to 4294967295');
  }
  for (let i = 0; i < telegram.length; i++) {
    if (telegram.charCodeAt(i) > 0xff) throw new Error('seal: telegram must be a byte string');
  }
}

function bigEndian(value: number, size: number): Buffer {
  const bytes = Buffer.alloc(size);
  bytes.writeUIntBE(value, 0, size);
  return bytes;
}

function lengthField(length: number, form: LengthForm): Buffer {
  const { start, size, most } = LENGTH_FORMS[form];
  if (length > most) throw new Error(`seal: length ${length} does not fit the form ${form}`);
  return Buffer.concat([Buffer.from(start), bigEndian(length, size)]);
}

export function sealFrame(sealing: Sealing): Uint8Array {
  checkSealing(sealing);
  const { telegram, key, authKey, systemTitle, lengthForm = 82 } = sealing;
  const counter = bigEndian(sealing.counter, 4);
  const cipher = createCipheriv('aes-128-gcm', key, Buffer.concat([systemTitle, counter]), {
    authTagLength: GCM_TAG_SIZE,
  });
  cipher.setAAD(Buffer.from([SECURITY, ...authKey]));
  const body = Buffer.concat([
    Buffer.from([SECURITY]),
    counter,
    cipher.update(telegram, 'latin1'),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
  const start = Buffer.from([TAG, systemTitle.length, ...systemTitle]);
  return new Uint8Array(Buffer.concat([start, lengthField(body.length, lengthForm), body]));
}
