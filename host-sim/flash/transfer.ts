/**
 * Files to Storage, piece by piece, each checked by the interpreter before it is written. The packets
 * that Espruino has for files would be faster, but 2v25 corrupts its memory with them.
 * In: a line with a console that answers, files. Out: true once all are stored; false when one piece
 * does not get through.
 */
import { crc32 } from 'node:zlib';
import type { StoredFile } from './files.ts';
import type { Line } from './line.ts';
import { ask } from './line.ts';

/**
 * With its quotes and the call around it less than the driver of the UART holds (1,152 bytes), which
 * 2v25 empties every 100 ms.
 */
const PIECE = 512;
/** What is only filling is made on the other side. */
const FILLING = 4096;
const TRIES = 4;

interface Piece {
  /** An expression of ES5 for the bytes. */
  source: string;
  bytes: string;
}

function pieceAt(data: string, at: number): Piece {
  const filling = data.slice(at, at + FILLING);
  if (/^ *$/.test(filling)) return { source: `"".padEnd(${filling.length})`, bytes: filling };
  const bytes = data.slice(at, at + PIECE);
  const isPlain = /^[ -~]*$/.test(bytes);
  const base64 = Buffer.from(bytes, 'latin1').toString('base64');
  return { source: isPlain ? JSON.stringify(bytes) : `atob("${base64}")`, bytes };
}

const EMPTY: Piece = { source: '"\\xff"', bytes: '\xff' };

interface Call {
  expression: string;
  /** How many it writes. */
  bytes: number;
}

/**
 * True when the piece has come whole and stands in its file. It is not written twice: a second write
 * to the same place is refused, or makes the file anew somewhere else.
 */
function callFor({ name, size }: StoredFile, at: number, { source, bytes }: Piece): Call {
  const isWhole = `(E.CRC32(d)|0)==${crc32(Buffer.from(bytes, 'latin1')) | 0}`;
  const isThere = `S.read("${name}",${at},${bytes.length})==d`;
  const write = `S.write("${name}",d,${at},${size})`;
  const check = `function(d,S){return ${isWhole}&&(${isThere}||${write})}`;
  return { expression: `(${check})(${source},require("Storage"))`, bytes: bytes.length };
}

function* callsFor(file: StoredFile): Generator<Call> {
  // What stays empty: flash reads FF until it is written.
  if (file.data === undefined) yield { ...callFor(file, 0, EMPTY), bytes: 0 };
  const { data = '' } = file;
  for (let at = 0; at < data.length;) {
    const call = callFor(file, at, pieceAt(data, at));
    yield call;
    at += call.bytes;
  }
}

async function isWritten(line: Line, { expression }: Call): Promise<boolean> {
  for (let tried = 0; tried < TRIES; tried++) {
    if ((await ask(line, expression)) === true) return true;
  }
  return false;
}

/** `onSent` hears how many bytes have been written since it was last called. */
export async function sendFiles(
  line: Line,
  files: readonly StoredFile[],
  onSent: (bytes: number) => void,
): Promise<boolean> {
  for (const file of files) {
    for (const call of callsFor(file)) {
      if (!(await isWritten(line, call))) return false;
      onSent(call.bytes);
    }
  }
  return true;
}
