/** What may be set of the TCP streams. */
import { ENDPOINT, SWITCH, wholeForm } from '../../settings/form.ts';
import type { Group, OptionsOf } from '../../settings/row.ts';
import { row } from '../../settings/row.ts';

const ROWS = {
  telegrams: row(ENDPOINT, {
    help: 'Offers each decrypted telegram, exactly as the meter printed it, with its CRC; mostly 2001.',
  }),
  frames: row(ENDPOINT, {
    help: 'Offers each good frame as it was received, encrypted; mostly 2002.',
  }),
  aliases: row(SWITCH, {
    help: 'Telegrams also carry what readers of Dutch meters insist on (docs/streams.md).',
    preset: 'false',
  }),
  listeners: row(wholeForm('N', 1, 1000), {
    help: 'So many may listen at each port.',
    preset: '128',
  }),
};

export const TCP: Group<typeof ROWS> = {
  name: 'tcp',
  title: 'TCP streams',
  help: 'For DSMR-reader, Home Assistant, evcc and all that was made for ser2net.',
  main: 'telegrams',
  rows: ROWS,
};

export type TcpOptions = OptionsOf<typeof ROWS>;

export function tcpFault({ telegrams, frames, aliases }: TcpOptions): string | undefined {
  if (!telegrams && !frames) return 'tcp needs a port: give telegrams or frames, or both';
  return aliases && !telegrams ? 'tcp aliases is for the port of telegrams: give both' : undefined;
}
