/**
 * A line to a stand-in: expressions are evaluated by Node in a world of the test's own, what is typed
 * is handed to the test, which says what the console prints.
 */
import { runInNewContext } from 'node:vm';
import { crc32 } from 'node:zlib';
import type { Line } from '../../../host-sim/flash/line.ts';

export interface FakeConsole {
  /** Global names of the interpreter. */
  world: object;
  /** What the console prints when this is typed; left out, it is a prompt. */
  typed?(text: string): string;
  /** What becomes of a call on its way, and of its answer on the way back. */
  fate?(count: number, call: string): { call?: string; isAnswerLost?: boolean };
}

const E = { CRC32: (text: string) => crc32(Buffer.from(text, 'latin1')) };
const atob = (text: string) => Buffer.from(text, 'base64').toString('latin1');

export function newFakeLine({ world, typed, fate }: FakeConsole): Line {
  let count = 0;
  const executeExpression = (asked: string, done: (json?: string) => void) => {
    const { call = asked, isAnswerLost } = fate?.(count++, asked) ?? {};
    let json: string | undefined;
    try {
      json = JSON.stringify(runInNewContext(call, { E, atob, ...world }));
    } catch {
      json = undefined;
    }
    done(isAnswerLost ? undefined : json);
  };
  const line: Partial<Line> = { path: 'the port', heard: '' };
  const write = (text: string) => {
    const printed = typed?.(text) ?? '\r\n>';
    setTimeout(() => (line.heard += printed), 1);
  };
  const Core = { Serial: { write }, Utils: { executeExpression } };
  return Object.assign(line, { espruino: { Config: {}, Core } }) as unknown as Line;
}
