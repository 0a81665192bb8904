/**
 * What has happened lately, in a bounded number of bytes. In: entries and the time. Out: lines:
 *
 *   seconds since boot, level, text          12 warning wifi lost no-address
 *   repeated: how often, and until when      30 warning broker lost timeout x5 to 610
 *
 * Two texts take turns: when the newer one is full the older one is forgotten, and nothing is ever
 * copied. The latest few entries are kept apart from them, so that what comes again is only counted,
 * also where a few things take turns.
 */
export type Level = 'error' | 'warning' | 'info' | 'debug';

/** In their order; a text stays in flash. */
const LEVELS = 'error warning info debug';

export interface Entry {
  level: Level;
  text: string;
  firstS: number;
  lastS: number;
  count: number;
}

export interface Log {
  /** The most that all lines together take. */
  bytes: number;
  /** Of what is less grave nothing is kept. */
  level: Level;
  /** Seconds since boot: whoever owns the log sets it as time passes. */
  nowS: number;
  older: string;
  newer: string;
  recent: Entry[];
  /** A new entry; and again when it has been repeated and is over. */
  onEntry?(entry: Entry): void;
}

/** Texts are cut to this. */
const LONGEST = 48;
/** With numbers, level and blanks. */
const LONGEST_LINE = 96;
/** What takes turns when a network or a broker goes and comes, state and all, is counted. */
const RECENT = 4;

/** `bytes`: 640 or more. */
export function newLog(options: { bytes: number; level: Level }): Log {
  return {
    bytes: options.bytes,
    level: options.level,
    nowS: 0,
    older: '',
    newer: '',
    recent: [],
    onEntry: undefined,
  };
}

function lineOf(e: Entry): string {
  const line = e.firstS + ' ' + e.level + ' ' + e.text;
  return line + (e.count > 1 ? ' x' + e.count + ' to ' + e.lastS : '') + '\n';
}

/** The oldest of the recent entries is over. */
function settle(log: Log): void {
  const entry = log.recent.shift() as Entry;
  const line = lineOf(entry);
  if (log.newer.length + line.length > (log.bytes - RECENT * LONGEST_LINE) / 2) {
    log.older = log.newer;
    log.newer = '';
  }
  log.newer += line;
  if (entry.count > 1 && log.onEntry) log.onEntry(entry);
}

/** `text`: words from closed tables and numbers, never what somebody typed or sent. */
export function note(log: Log, level: Level, text: string): void {
  if (LEVELS.indexOf(level) > LEVELS.indexOf(log.level)) return;
  const words = text.substr(0, LONGEST);
  for (let i = 0; i < log.recent.length; i++) {
    const known = log.recent[i];
    if (known.text === words && known.level === level) {
      known.count++;
      known.lastS = log.nowS;
      return;
    }
  }
  if (log.recent.length === RECENT) settle(log);
  const entry = { level: level, text: words, firstS: log.nowS, lastS: log.nowS, count: 1 };
  log.recent.push(entry);
  if (log.onEntry) log.onEntry(entry);
}

/** All lines, oldest first. */
export function logLines(log: Log): string {
  return log.older + log.newer + log.recent.map(lineOf).join('');
}
