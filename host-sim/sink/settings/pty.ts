/** What may be set of the pseudo-terminal that stands in for a serial port. */
import { choiceForm, FILE, SWITCH, textForm } from '../../settings/form.ts';
import type { Group, OptionsOf } from '../../settings/row.ts';
import { row } from '../../settings/row.ts';

const ROWS = {
  link: row(FILE, {
    help: 'Offers telegrams at a serial port of our own making; this is the name under which programs open it, such as /run/smarty/p1: a link, made at the start and removed at the end. One that an earlier run has left is replaced; anything else of that name is not touched.',
  }),
  content: row(choiceForm(['telegram', 'frame']), {
    help: 'telegram: decrypted, exactly as the meter printed it; frame: as it was received, encrypted.',
    preset: 'telegram',
  }),
  aliases: row(SWITCH, {
    help: 'Telegrams also carry what readers of Dutch meters insist on (docs/streams.md).',
    preset: 'false',
  }),
  group: row(textForm('GROUP', 'the name or number of a group', /^[A-Za-z0-9_.-]{1,64}$/), {
    help: 'The group that may use it, such as dialout.',
    otherwise: 'that which the system gives, mostly tty',
  }),
  mode: row(textForm('OCTAL', 'three octal digits, such as 660', /^[0-7]{3}$/), {
    help: 'Who may read and write it: owner, group, others.',
    preset: '660',
  }),
};

export const PTY: Group<typeof ROWS> = {
  name: 'pty',
  title: 'Pseudo-terminal',
  help: 'A serial port of our own making for programs that read nothing else; no socat needed.',
  main: 'link',
  rows: ROWS,
};

export type PtyOptions = OptionsOf<typeof ROWS>;

export function ptyFault({ link }: PtyOptions): string | undefined {
  return link === undefined
    ? 'pty needs a link: give it a name, such as /run/smarty/p1'
    : undefined;
}
