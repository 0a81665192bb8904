/** What may be set of the API for programs. */
import { ENDPOINT, listForm, textForm } from '../../settings/form.ts';
import type { Group, OptionsOf } from '../../settings/row.ts';
import { row } from '../../settings/row.ts';

const ROWS = {
  listen: row(ENDPOINT, {
    help: 'Where programs ask, at /api/v1/readings and all other paths of docs/http.md; one for each meter.',
    preset: '127.0.0.1:8080',
  }),
  names: row(listForm(textForm('NAME', 'a host name', /^[A-Za-z0-9.-]{1,253}$/)), {
    help: 'Further names by which this computer may be asked, such as that of its container. Its own name, that name in .local, localhost and its addresses always may.',
  }),
};

export const HTTP: Group<typeof ROWS> = {
  name: 'http',
  title: 'HTTP for programs',
  help: 'The API of the dongle, for evcc and programs of your own: JSON, the names of the HomeWizard API, telegrams, metrics.',
  main: 'listen',
  rows: ROWS,
};

export type HttpSinkOptions = OptionsOf<typeof ROWS>;
