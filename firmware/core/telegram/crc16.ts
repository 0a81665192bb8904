/**
 * The checksum of a telegram: CRC-16/ARC (polynomial 8005 reflected, start 0), over every byte from
 * "/" to "!" (DSMR P1 5.0.2 §6.2).
 *
 * In: bytes, four at a time. Out: the running checksum. Four bytes a step, each with its own
 * table, take half the statements of the usual byte loop.
 */
const POLYNOMIAL = 0xa001;

/** Four tables of 256: table n is one byte followed by n zero bytes. */
export function newCrcTables(): Uint16Array[] {
  const tables = [];
  for (let n = 0; n < 4; n++) tables.push(new Uint16Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ POLYNOMIAL : crc >> 1;
    tables[0][byte] = crc;
  }
  for (let n = 1; n < 4; n++) {
    for (let byte = 0; byte < 256; byte++) {
      const crc = tables[n - 1][byte];
      tables[n][byte] = (crc >> 8) ^ tables[0][crc & 255];
    }
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
  const A = tables[3];
  const B = tables[2];
  const C = tables[1];
  const D = tables[0];
  const whole = count >> 2;
  let i = 0;
  if (whole & 1) {
    crc ^= words[i++];
    crc = A[crc & 255] ^ B[(crc >> 8) & 255] ^ C[(crc >> 16) & 255] ^ D[crc >>> 24];
  }
  while (i < whole) {
    crc ^= words[i++];
    crc = A[crc & 255] ^ B[(crc >> 8) & 255] ^ C[(crc >> 16) & 255] ^ D[crc >>> 24];
    crc ^= words[i++];
    crc = A[crc & 255] ^ B[(crc >> 8) & 255] ^ C[(crc >> 16) & 255] ^ D[crc >>> 24];
  }
  let rest = words[whole];
  for (i = count & 3; i; i--) {
    crc = (crc >> 8) ^ D[(crc ^ rest) & 255];
    rest >>= 8;
  }
  return crc;
}
