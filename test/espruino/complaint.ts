/**
 * What the interpreter complains of. In: its console. Out: the first line that tells of something that must not
 * happen on a dongle, or undefined.
 */

/**
 * Two of its errors are no faults: with free variables but no run of them long enough, the cipher gets no result, and
 * goes on block by block (firmware/espruino/cipher.ts); and there may be nobody to connect to.
 */
const COMPLAINT =
  /.*(Too much recursion|Uncaught|MEMORY|STACK|FIFO|removing it|in function|ERROR(?!: (Not enough memory for result|Connect failed))).*/;

export function complaintOf(console: string): string | undefined {
  return COMPLAINT.exec(console)?.[0];
}
