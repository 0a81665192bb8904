/** What may be set of the webhook. */
import type { Form } from '../../settings/form.ts';
import { choiceForm, listForm, textForm, wholeForm } from '../../settings/form.ts';
import type { Group, OptionsOf } from '../../settings/row.ts';
import { row } from '../../settings/row.ts';

const TARGET: Form<URL> = {
  value: 'URL',
  must: 'http://HOST/PATH or https://HOST/PATH, without user and password: they belong in authorization',
  read(text) {
    try {
      const url = new URL(text);
      const isBare = url.username === '' && url.password === '' && !url.hash;
      return /^https?:$/.test(url.protocol) && url.hostname !== '' && isBare ? url : undefined;
    } catch {
      return undefined;
    }
  },
};

/** RFC 9110 §5.1, §5.5; those that HTTP itself needs are not for setting. */
const FIELD =
  /^(?!(?:host|content-length|transfer-encoding|connection)\s*:)[!#$%&'*+.^_`|~\w-]+:[ \t]*[\t\x20-\x7e]*$/i;

const ROWS = {
  url: row(TARGET, {
    help: 'Sends each telegram as JSON to a web server, again and again until it is taken.',
  }),
  method: row(choiceForm(['POST', 'PUT']), { help: 'The method of the request.', preset: 'POST' }),
  headers: row(listForm(textForm('NAME: VALUE', 'a header, "Name: value"', FIELD)), {
    help: 'Headers besides Content-Type. Secret ones belong in authorization or secret_header.',
  }),
  authorization: row(
    textForm('TEXT', 'the value of the header, such as "Bearer ..."', /^[\x20-\x7e]{1,4096}$/),
    {
      help: 'The value of the header Authorization, such as "Bearer 0123".',
      isSecret: true,
    },
  ),
  secret_header: row(textForm('NAME: VALUE', 'a header, "Name: value"', FIELD), {
    help: 'One more header, kept as a secret, such as "X-Api-Key: 0123".',
    isSecret: true,
  }),
  interval_s: row(wholeForm('SECONDS', 0, 86400), {
    help: 'At most one telegram in so many seconds; 0: every telegram.',
    preset: '0',
  }),
  timeout_s: row(wholeForm('SECONDS', 1, 300), {
    help: 'After so long without an answer it is tried again.',
    preset: '10',
  }),
  queue: row(wholeForm('TELEGRAMS', 1, 100000), {
    help: 'So many may wait; then the oldest is dropped, and counted.',
    preset: '360',
  }),
};

export const WEBHOOK: Group<typeof ROWS> = {
  name: 'webhook',
  title: 'HTTP webhook',
  help: 'Each telegram as JSON to a web server, in order, tried again until it is taken.',
  main: 'url',
  rows: ROWS,
};

export type WebhookOptions = OptionsOf<typeof ROWS>;

export function webhookFault({ url }: WebhookOptions): string | undefined {
  return url ? undefined : 'webhook needs an address: give url = "https://..."';
}
