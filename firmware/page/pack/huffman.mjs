/**
 * Prefix codes (RFC 1951 §3.2.2). In: how often each symbol is used. Out: the lengths of the best
 * codes no longer than a limit, by package-merge; and the codes that follow from lengths.
 */
export function codeLengths(counts, limit) {
  const lengths = new Uint8Array(counts.length);
  const leaves = [...counts.keys()]
    .filter((symbol) => counts[symbol] > 0)
    .sort((a, b) => counts[a] - counts[b] || a - b)
    .map((symbol) => ({ count: counts[symbol], symbols: [symbol] }));
  if (leaves.length === 1) lengths[leaves[0].symbols[0]] = 1;
  if (leaves.length < 2) return lengths;
  let row = leaves;
  for (let level = 1; level < limit; level++) {
    const packages = [];
    for (let i = 0; i + 1 < row.length; i += 2) {
      const symbols = row[i].symbols.concat(row[i + 1].symbols);
      packages.push({ count: row[i].count + row[i + 1].count, symbols });
    }
    row = leaves.concat(packages).sort((a, b) => a.count - b.count);
  }
  for (const { symbols } of row.slice(0, 2 * leaves.length - 2)) {
    for (const symbol of symbols) lengths[symbol]++;
  }
  return lengths;
}

/** The bits of each code, first bit lowest, as deflate writes them. */
export function codesOf(lengths) {
  const codes = new Uint16Array(lengths.length);
  let code = 0;
  for (let length = 1; length <= 15; length++) {
    for (let symbol = 0; symbol < lengths.length; symbol++) {
      if (lengths[symbol] !== length) continue;
      for (let bit = 0; bit < length; bit++)
        codes[symbol] |= ((code >> bit) & 1) << (length - 1 - bit);
      code++;
    }
    code <<= 1;
  }
  return codes;
}
