/**
 * A line to the interpreter's console.
 * In: the path of a serial port; expressions, files and text. Out: values, acknowledgements and what
 * the console prints. What does not work is thrown as a problem with the remedy.
 */
import { FAILED, newProblem } from '../command/problem.ts';
import { pause, waitUntil } from '../command/waiting.ts';
import type { Espruino } from './espruino.ts';
import { loadEspruino } from './espruino.ts';
import { portProblem } from './port-problem.ts';

export interface Line {
  path: string;
  espruino: Espruino;
  /** What the console has printed since it was last forgotten. */
  heard: string;
  /** Why it is broken, in the words of the system. */
  broken?: string;
}

/** Enough for any answer, and for the last words of a dongle that does not start. */
const MOST_HEARD = 8000;
/** What the package may take beyond the time it was given, to find a prompt. */
const GRACE_S = 3;

export async function openLine(path: string): Promise<Line> {
  const onFault = (reason: string) => (line.broken = reason);
  const line: Line = { path, heard: '', espruino: await loadEspruino({ path, onFault }) };
  const { Serial } = line.espruino.Core;
  Serial.startListening((bytes) => {
    line.heard = (line.heard + Buffer.from(bytes).toString('latin1')).slice(-MOST_HEARD);
  });
  const onClosed = () => (line.broken ??= 'the port was closed');
  const status = await new Promise((resolve) => Serial.open(path, resolve, onClosed));
  if (status === undefined) throw portProblem(path, line.broken ?? 'no reason given');
  return line;
}

export function closeLine({ espruino, broken }: Line): void {
  if (broken === undefined) espruino.Core.Serial.close();
}

/** Throws when the port is gone. */
export function checkLine({ path, broken }: Line): void {
  if (broken !== undefined) throw portProblem(path, broken);
}

/** Text as if it were typed. */
export function type({ espruino }: Line, text: string): void {
  espruino.Core.Serial.write(text, false);
}

/** True once the console has printed something like `pattern`, which may be before the call. */
export async function awaitText(line: Line, pattern: RegExp, mostMs: number): Promise<boolean> {
  await waitUntil(() => pattern.test(line.heard) || line.broken !== undefined, mostMs);
  checkLine(line);
  return pattern.test(line.heard);
}

/** The value of an expression of ES5 that JSON can carry; undefined when no answer came. */
export async function evaluate(line: Line, expression: string, mostS: number): Promise<unknown> {
  const options = { minTimeout: mostS, maxTimeout: mostS };
  const answered = new AbortController();
  const json = await new Promise<string | undefined>((resolve) => {
    line.espruino.Core.Utils.executeExpression(expression, resolve, options);
    // Of a port that breaks off meanwhile the package tells nobody.
    const isBroken = () => line.broken !== undefined;
    void waitUntil(isBroken, (mostS + GRACE_S) * 1000, answered.signal).then(() =>
      resolve(undefined),
    );
  });
  answered.abort();
  checkLine(line);
  try {
    return json === undefined ? undefined : (JSON.parse(json) as unknown);
  } catch {
    return undefined;
  }
}

const ANSWER_S = 5;
/**
 * Espruino lets the task that takes bytes from the UART and the one that reads them at its queue
 * without a lock: now and then a byte is lost, and with it what it belonged to.
 */
const TRIES = 3;
const CALM_MS = 300;

/** Ends what the console may be in the middle of. */
export async function clearConsole(line: Line): Promise<void> {
  await pause(CALM_MS);
  line.heard = '';
  type(line, '\x03\n');
  await awaitText(line, /(^|[\r\n])>/, CALM_MS);
}

/** The same, where an answer is certain; the expression may be evaluated more than once. */
export async function ask(line: Line, expression: string, mostS = ANSWER_S): Promise<unknown> {
  for (let tried = 0; tried < TRIES; tried++) {
    const answer = await evaluate(line, expression, mostS);
    if (answer !== undefined) return answer;
    await clearConsole(line);
  }
  const remedy = 'use a short cable, no hub, and run this again';
  throw newProblem(`The dongle stopped answering at ${line.path}: ${remedy}.`, FAILED);
}
