/**
 * Sentences for the person who watches: to standard error, or to whoever draws on the terminal.
 * Under systemd each has its priority in front (sd-daemon(3)), so that journalctl -p finds it.
 */
import { fstatSync } from 'node:fs';
import type { Around } from '../sink/sink.ts';
import type { Tell } from '../source/source.ts';

export type Level = Parameters<Tell>[0];

export interface Log {
  tell: Tell;
  onNotice: Around['onNotice'];
  setLevel(level: Level): void;
}

const LEVELS: readonly Level[] = ['error', 'warning', 'info', 'debug'];
const PRIORITIES: Record<Level, string> = {
  error: '<3>',
  warning: '<4>',
  info: '<6>',
  debug: '<7>',
};

/** What is only for information needs no word in front. */
function headOf(level: Level, isJournal: boolean): string {
  if (isJournal) return PRIORITIES[level];
  return level === 'info' ? '' : `${level}: `;
}

/**
 * The variable names device and inode of the stream that goes to the journal; whoever is started by a service
 * has the variable too, and mostly another stream (systemd.exec(5)).
 */
function goesToJournal({ fd }: { fd?: number }, stream: string | undefined): boolean {
  if (stream === undefined || fd === undefined) return false;
  const { dev, ino } = fstatSync(fd, { bigint: true });
  return stream === `${dev}:${ino}`;
}

export function newLog(
  err: NodeJS.WritableStream & { fd?: number },
  env: Readonly<Record<string, string | undefined>>,
): Log {
  const isJournal = goesToJournal(err, env.JOURNAL_STREAM);
  const listeners = new Set<(sentence: string) => void>();
  let most: Level = 'info';
  return {
    tell(level, sentence) {
      if (LEVELS.indexOf(level) > LEVELS.indexOf(most)) return;
      // Where a terminal is drawn on, it shows them.
      if (listeners.size) listeners.forEach((take) => take(sentence));
      else err.write(`${headOf(level, isJournal)}${sentence}\n`);
    },
    onNotice(take) {
      listeners.add(take);
      return () => listeners.delete(take);
    },
    setLevel(level) {
      most = level;
    },
  };
}
