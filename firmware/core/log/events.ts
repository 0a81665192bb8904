/**
 * Which events are noted, how grave they are, and in which words. In: the name of an event and a
 * detail, which is a word from a closed list or a number: nothing that somebody typed or sent, so that
 * no secret gets into a log. Out: entries. Documented for the owner in docs/logs.md.
 */
import type { RestartCause } from '../boot/record.ts';
import type { LinkFault } from '../device/link.ts';
import type { State } from '../device/state.ts';
import type { Fault } from '../fault.ts';
import type { SessionFault } from '../mqtt/session.ts';
import type { Level, Log } from './log.ts';
import { note } from './log.ts';
import { findText } from '../bytes.ts';

/** Words that stand behind the text of an event. */
export type Detail = Fault | LinkFault | RestartCause | SessionFault | State;

export type LogEvent =
  | 'boot'
  | 'safe'
  | 'misfit'
  | 'state'
  | 'joined'
  | 'lost'
  | 'down'
  | 'frame'
  | 'overrun'
  | 'refused'
  | 'confirmed'
  | 'restart';

/** Name, level, text. */
const ROWS = `
boot info started after
safe warning started in safe mode
misfit error wrong interpreter
state info state
joined info wifi joined
lost warning wifi lost
down warning broker lost
frame warning frame refused
overrun warning uart lost bytes
refused warning login refused
confirmed info update stays
restart info restart for
`;

export function noteEvent(log: Log, event: LogEvent, detail?: Detail | number): void {
  const row = findText(ROWS, '\n' + event + ' ', 0) + event.length + 2;
  const blank = ROWS.indexOf(' ', row);
  const text = ROWS.substring(blank + 1, ROWS.indexOf('\n', row));
  const words = detail === undefined ? text : text + ' ' + detail;
  note(log, ROWS.substring(row, blank) as Level, words);
}

/** All events, for documentation and tests. */
export function allEvents(): { event: string; level: string; text: string }[] {
  return ROWS.substring(1, ROWS.length - 1)
    .split('\n')
    .map(function (row) {
      const fields = row.split(' ');
      return { event: fields[0], level: fields[1], text: fields.slice(2).join(' ') };
    });
}
