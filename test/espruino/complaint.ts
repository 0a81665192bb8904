/**
 * What the interpreter complains of. In: its console. Out: the first line that tells of something that must not
 * happen on a dongle, or undefined.
 */

/**
 * One of its errors is no fault: with free variables but no run of them long enough, the cipher gets no result, and
 * goes on block by block (firmware/espruino/cipher.ts).
 */
const COMPLAINT =
  /.*(Too much recursion|Uncaught|MEMORY|STACK|FIFO|removing it|in function|ERROR(?!: Not enough memory for result)).*/;

export function complaintOf(console: string): string | undefined {
  return COMPLAINT.exec(console)?.[0];
}
