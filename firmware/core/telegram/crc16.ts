/**
 * The checksum of a telegram: CRC-16/ARC (polynomial 8005 reflected, start 0), over every byte from
 * "/" to "!" (DSMR P1 5.0.2 §6.2).
 *
 * In: bytes, four at a time. Out: the running checksum. Two bytes a step, each with its own table,
 * take half the statements of the usual byte loop.
 */
const POLYNOMIAL = 0xa001;

/** Two tables of 256: of one byte, and of one byte with a zero byte behind it. */
export function newCrcTables(): Uint16Array[] {
  const tables = [new Uint16Array(256), new Uint16Array(256)];
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ POLYNOMIAL : crc >> 1;
    tables[0][byte] = crc;
  }
  for (let byte = 0; byte < 256; byte++) {
    const crc = tables[0][byte];
    tables[1][byte] = (crc >> 8) ^ tables[0][crc & 255];
  }
  return tables;
}

/** The checksum after `count` more bytes, which stand at the beginning of `words`. */
export function crc16(
  tables: Uint16Array[],
  crc: number,
  words: Int32Array,
  count: number,
): number {
  const A = tables[1];
  const B = tables[0];
  const whole = count >> 2;
  let i = 0;
  while (i < whole) {
    crc ^= words[i++];
    // The upper half of the word waits there for the second step.
    crc = A[crc & 255] ^ B[(crc >> 8) & 255] ^ (crc >>> 16);
    crc = A[crc & 255] ^ B[crc >> 8];
  }
  let rest = words[whole];
  for (i = count & 3; i; i--) {
    crc = (crc >> 8) ^ B[(crc ^ rest) & 255];
    rest >>= 8;
  }
  return crc;
}
