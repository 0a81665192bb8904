/**
 * An encrypted frame in the parts that go-smarty-reader forwards.
 * In: a good frame as a byte string. Out: byte strings; undefined: it is no encrypted frame.
 */
import { newHeader, readHeader, TAG, TITLE, TITLE_LENGTH } from '../../firmware/core/frame/dlms.ts';
import { bytesOfText } from '../node/text.ts';

export interface Sealed {
  /** System title and frame counter, 12 bytes. */
  iv: string;
  cipherText: string;
  /** 12 bytes. */
  tag: string;
}

export function sealedParts(frame: string): Sealed | undefined {
  const header = newHeader();
  const bytes = bytesOfText(frame);
  if (bytes[0] !== TAG) return undefined;
  if (readHeader(header, bytes, { at: 0, end: bytes.length }) !== undefined) return undefined;
  const { counter, text, textSize, size } = header;
  const title = frame.slice(TITLE, TITLE + TITLE_LENGTH);
  return {
    iv: title + frame.slice(counter, text),
    cipherText: frame.slice(text, text + textSize),
    tag: frame.slice(text + textSize, size),
  };
}
