/** What may be set of the UDP sink. */
import type { Endpoint } from '../../command/values.ts';
import { readEndpoint } from '../../command/values.ts';
import type { Form } from '../../settings/form.ts';
import { choiceForm, listForm, textForm, wholeForm } from '../../settings/form.ts';
import type { Group, OptionsOf } from '../../settings/row.ts';
import { row } from '../../settings/row.ts';
import { nameFault } from './readings.ts';

const TARGET: Form<Endpoint> = {
  value: 'HOST:PORT',
  must: 'HOST:PORT, such as 192.168.1.77:7000, port 1 to 65535',
  read(text) {
    const endpoint = text.includes(':') ? readEndpoint(text) : undefined;
    return endpoint && endpoint.port > 0 ? endpoint : undefined;
  },
};

const READING = textForm(
  'READING',
  'the name of a reading, as in docs/readings.md',
  /^[a-z0-9_]{1,64}$/,
);

const ROWS = {
  to: row(TARGET, {
    help: 'Sends the numbers of each telegram there as datagrams; a broadcast address reaches the whole network.',
  }),
  content: row(choiceForm(['lines', 'json', 'telegram']), {
    help: 'lines: a line "name=value" for each number, for a Loxone Miniserver; json: one object; telegram: as the meter printed it.',
    preset: 'lines',
  }),
  readings: row(listForm(READING), {
    help: 'Only these, in this order.',
    otherwise: 'all numbers',
  }),
  template: row(textForm('TEXT', 'a text'), {
    help: 'Lines of your own in place of "name=value": {power_net} stands for the value of that reading, {meter} for the name of the meter, \\n for a new line. A line with a reading that the meter has not sent is left out.',
  }),
  interval_s: row(wholeForm('SECONDS', 0, 86400), {
    help: 'At most one telegram in so many seconds; 0: every telegram.',
    preset: '0',
  }),
};

export const UDP: Group<typeof ROWS> = {
  name: 'udp',
  title: 'UDP, Loxone',
  help: 'Readings as datagrams, such as for the virtual UDP input of a Loxone Miniserver.',
  main: 'to',
  rows: ROWS,
};

/** The names between braces. */
export const BLANK = /\{([a-z0-9_]+)\}/g;
/** What a template may have besides readings. */
export const METER_BLANK = 'meter';

export type UdpOptions = OptionsOf<typeof ROWS>;

function unknownFault({ readings = [], template = '' }: UdpOptions): string | undefined {
  const blanks = [...template.matchAll(BLANK)].map(([, name]) => name);
  const named = blanks.filter((name) => name !== METER_BLANK);
  return nameFault('udp readings', readings) ?? nameFault('udp template', named);
}

export function udpFault(options: UdpOptions): string | undefined {
  const { to, content, readings, template } = options;
  if (!to) return 'udp needs an address: give to = "HOST:PORT"';
  if (template !== undefined && readings)
    return 'udp template names its readings: leave readings out';
  const isLines = content === 'lines' || (!readings && template === undefined);
  if (!isLines) return 'udp readings and template are for content = "lines"';
  return unknownFault(options);
}
