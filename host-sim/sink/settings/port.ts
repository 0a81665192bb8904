/** What may be set of a serial port that is written to. */
import { choiceForm, FILE, SWITCH, textForm, wholeForm } from '../../settings/form.ts';
import type { Group, OptionsOf } from '../../settings/row.ts';
import { row } from '../../settings/row.ts';

const ROWS = {
  path: row(FILE, {
    help: 'Writes each telegram to a serial port or pseudo-terminal that is there already, such as /dev/ttyUSB1 or /dev/pts/2; COM3 on Windows.',
  }),
  baud: row(wholeForm('BAUD', 300, 4_000_000), { help: 'Bits a second.', preset: '115200' }),
  format: row(
    textForm('8N1', 'data bits, parity (N, E, O), stop bits, such as 8N1', /^[5-8][NEO][12]$/),
    {
      help: 'Data bits, parity, stop bits.',
      preset: '8N1',
    },
  ),
  content: row(choiceForm(['telegram', 'frame']), {
    help: 'telegram: decrypted, exactly as the meter printed it; frame: as it was received, encrypted.',
    preset: 'telegram',
  }),
  aliases: row(SWITCH, {
    help: 'Telegrams also carry what readers of Dutch meters insist on (docs/streams.md).',
    preset: 'false',
  }),
};

export const PORT: Group<typeof ROWS> = {
  name: 'port',
  title: 'Serial port, out',
  help: 'Telegrams to a serial port, as smarty_dsmr_proxy does.',
  main: 'path',
  rows: ROWS,
};

export type PortOptions = OptionsOf<typeof ROWS>;

export function portFault({ path }: PortOptions): string | undefined {
  return path === undefined ? 'port needs a path: give one, such as /dev/ttyUSB1' : undefined;
}
