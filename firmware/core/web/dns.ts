/**
 * The DNS of the access point: whoever asks for an address is led to the dongle (RFC 1035 §4.1).
 * In: a datagram. Out: the answer, or undefined where there is nothing to answer.
 *
 *   0  id | 2  QR opcode AA TC RD | 3  RA Z rcode | 4  questions | 6  answers | 8  authority
 *   10 additional | 12.. name, as labels: length, characters; then 0 | type, 2 | class, 2
 *
 * Additional records (EDNS, RFC 6891) are not looked at and not answered.
 */
const HEADER = 12;
const FLAGS = 2;
const COUNTS = 4;
/** RFC 1035 §2.3.4: a datagram, a label. */
const LONGEST = 512;
const LONGEST_LABEL = 63;
const LONGEST_NAME = 255;

const ONE_QUESTION = '\x00\x01\x00\x00\x00\x00';
const TYPE_A = '\x00\x01';
const CLASS_IN = '\x00\x01';
/** A pointer to the name of the question, type A, class IN, 10 s to live, 4 bytes of address. */
const ANSWER = '\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x0a\x00\x04';

/** Where the name ends; undefined: cut short, too long, or compressed, which has no sense here. */
function nameEnd(message: string): number | undefined {
  let at = HEADER;
  let length = message.charCodeAt(at);
  while (at < message.length && length > 0) {
    if (length > LONGEST_LABEL) return undefined;
    at += length + 1;
    length = message.charCodeAt(at);
  }
  return at < message.length && at - HEADER < LONGEST_NAME ? at + 1 : undefined;
}

/** `ip`: four numbers. Other questions than for an IPv4 address get no answer, but no error either. */
export function answerDns(message: string, ip: number[]): string | undefined {
  if (message.length < HEADER || message.length > LONGEST) return undefined;
  const flags = message.charCodeAt(FLAGS);
  // A response (QR), another operation than a query, or a truncated one (TC).
  if (flags & 0xfa || message.substr(COUNTS, 6) !== ONE_QUESTION) return undefined;
  const end = nameEnd(message);
  if (end === undefined || end + 4 > message.length) return undefined;
  const isAddress = message.substr(end, 2) === TYPE_A && message.substr(end + 2, 2) === CLASS_IN;
  // QR and AA set, RD as it came; RA set, since some resolvers pass over a server without it.
  let text = message.substr(0, 2) + String.fromCharCode(0x84 | (flags & 1)) + '\x80\x00\x01';
  text += (isAddress ? '\x00\x01' : '\x00\x00') + '\x00\x00\x00\x00';
  text += message.substring(HEADER, end + 4);
  return isAddress ? text + ANSWER + String.fromCharCode(ip[0], ip[1], ip[2], ip[3]) : text;
}
