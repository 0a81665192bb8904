/**
 * Which Espruino may run the dongle.
 * In: what the interpreter says of itself (`process.env`) and whether it has a function that came
 * with the repair. Out: nothing when it is fit, or a fault, and the sentence that goes with it.
 *
 *   2v25           fit, the release alone: its nightly builds end in ".1", ".2" ...
 *   2v26 .. 2v29   keep the first bytes of a burst at the UART and drop the rest (espruino#2718)
 *   c5ff787        fit, though it calls itself 2v29 as well
 *   2v30 on        fit, where dates know UTC: that came after the repair
 */
export interface Interpreter {
  /** VERSION, such as "2v25" or "2v29.277". */
  version: string;
  /** GIT_COMMIT; the first digits are enough. */
  commit?: string;
  board: string;
  /** Is `new Date().getUTCHours` a function? */
  hasUtc: boolean;
}

export type InterpreterFault = 'old' | 'loses-bytes' | 'board';

const RELEASE = '2v25';
const PINNED = 'c5ff787';
/** What the number of a version makes: 2v30 is 2030. */
const OLDEST = 2025;
const REPAIRED = 2030;

/** The dongle's board, and the interpreter on a PC in two shapes. */
function isKnownBoard(board: string): boolean {
  return board === 'ESP32' || board === 'ESP32SIM' || board === 'LINUX';
}

/** "2v29.277" gives 2029; text that is no version gives 0. */
function rankOf(version: string): number {
  const at = version.indexOf('v');
  const major = parseInt(version.substr(0, at), 10);
  const minor = parseInt(version.substr(at + 1), 10);
  return at > 0 && major >= 0 && minor >= 0 ? major * 1000 + minor : 0;
}

export function judgeInterpreter(one: Interpreter): InterpreterFault | undefined {
  const rank = rankOf(one.version);
  if (!isKnownBoard(one.board)) return 'board';
  if (rank < OLDEST) return 'old';
  if (one.version === RELEASE) return undefined;
  if (one.commit !== undefined && one.commit.substr(0, PINNED.length) === PINNED) return undefined;
  return rank >= REPAIRED && one.hasUtc ? undefined : 'loses-bytes';
}

/** One sentence: what is wrong with this interpreter and which one to get. */
export function interpreterSentence(fault: InterpreterFault, one: Interpreter): string {
  const remedy = ' Put Espruino 2v25 for the ESP32 on it (docs/flash.md says how).';
  if (fault === 'board') {
    return 'This is Espruino for the board ' + one.board + ', the dongle is an ESP32.' + remedy;
  }
  if (fault === 'old') return 'Espruino ' + one.version + ' is older than 2v25.' + remedy;
  return (
    'Espruino ' + one.version + ' loses bytes that the meter sends (2v26 to 2v29 do).' + remedy
  );
}
