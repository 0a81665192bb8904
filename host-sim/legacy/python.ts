/**
 * Bytes as Python 3 prints them, b'...', since that is what scripts around decrypt.py read.
 * In: a byte string. Out: the literal (Python Language Reference §2.4.1; bytes.__repr__).
 */
const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
};

function charText(char: string, quote: string): string {
  if (char === quote) return `\\${quote}`;
  if (ESCAPES[char]) return ESCAPES[char];
  const isPlain = char >= ' ' && char <= '~';
  return isPlain ? char : `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

export function bytesLiteral(bytes: string): string {
  const quote = bytes.includes("'") && !bytes.includes('"') ? '"' : "'";
  return `b${quote}${[...bytes].map((char) => charText(char, quote)).join('')}${quote}`;
}
