/**
 * A document of bytes as a comment in front of the script, for espruino/page.ts to read. Blocks of 510
 * bytes, all of one size in the end but for the last, so that each is found at once:
 *
 *   /*SSSSSSSSBBBBTTTTTTTT:block block ... * /   size of the document, of a stored block, of all blocks
 *
 * A comment must hold neither a byte 0, which ends it for Espruino, nor what ends it for everybody. Those
 * bytes, and the one that begins such a pair, are pairs: FE 01 for 00, FE 02 for "*" before "/" or at
 * the end of a block, FE 03 for FE. FE 04 fills a block up.
 */
const BLOCK = 510;
const ESCAPE = '\xfe';
const FILLING = `${ESCAPE}\x04`;

function encode(block) {
  return block
    .replaceAll(ESCAPE, `${ESCAPE}\x03`)
    .replaceAll('\0', `${ESCAPE}\x01`)
    .replace(/\*(?=\/|$)/g, `${ESCAPE}\x02`);
}

/** `bytes` -> a byte string. */
export function commentOf(bytes) {
  const text = Buffer.from(bytes).toString('latin1');
  const blocks = [];
  for (let at = 0; at < text.length; at += BLOCK) blocks.push(encode(text.substr(at, BLOCK)));
  const size = Math.max(...blocks.map(({ length }) => length));
  const filled = blocks.map((block, i) => {
    const gap = i < blocks.length - 1 ? size - block.length : 0;
    // An odd gap is filled by the first byte of a pair that nobody reads.
    return block + FILLING.repeat(Math.ceil(gap / 2)).slice(0, gap);
  });
  const stored = filled.join('');
  const digits = (number, count) => String(number).padStart(count, '0');
  const head = digits(bytes.length, 8) + digits(size, 4) + digits(stored.length, 8);
  return `/*${head}:${stored}*/`;
}
