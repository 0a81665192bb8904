/** What may be set of the endpoint for Prometheus. */
import { ENDPOINT, listForm, textForm, wholeForm } from '../../settings/form.ts';
import type { Group, OptionsOf } from '../../settings/row.ts';
import { row } from '../../settings/row.ts';

const ROWS = {
  listen: row(ENDPOINT, {
    help: 'Where Prometheus asks, at /metrics; one for all meters.',
    preset: '127.0.0.1:9464',
  }),
  stale_s: row(wholeForm('SECONDS', 1, 86400), {
    help: 'Readings of a silent meter are left out after so long: a gap, and no straight line.',
    preset: '60',
  }),
  heat_stale_s: row(wholeForm('SECONDS', 1, 604800), {
    help: 'The same for heat meters, which are asked once an hour.',
    preset: '10800',
  }),
  names: row(listForm(textForm('NAME', 'a host name', /^[A-Za-z0-9.-]{1,253}$/)), {
    help: 'Further names by which this computer may be asked. Its own, addresses, and names without a dot or in .local, .lan, .home.arpa and .internal always may.',
  }),
};

export const PROMETHEUS: Group<typeof ROWS> = {
  name: 'prometheus',
  title: 'Prometheus',
  help: 'An endpoint for Prometheus: the metrics of the dongle, with a label for the meter.',
  main: 'listen',
  rows: ROWS,
};

export type PrometheusOptions = OptionsOf<typeof ROWS>;
