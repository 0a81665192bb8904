/**
 * One setting of the reader, and groups of them. One row drives everything: the key in the
 * configuration file, the flag, the variable, the help, the check and docs/reader.md.
 *
 *   group mqtt, row password:   [house.mqtt] password = "..."      --mqtt-password ...
 *                               SMARTY_HOUSE__MQTT__PASSWORD, SMARTY_MQTT__PASSWORD
 *   main row of a group:        [house] mqtt = "mqtt://..."        --mqtt mqtt://...
 *
 * The options that a source or sink gets are typed by its rows (`OptionsOf`).
 */
import type { Form } from './form.ts';

export interface Row<T> {
  form: Form<NonNullable<T>>;
  /** What it does, a sentence or two; the preset is added by itself. */
  help: string;
  /** As one would write it. */
  preset?: string;
  /** What is used when there is none, for people: "the name of this computer". */
  otherwise?: string;
  /** It may stand in the file of secrets, and is never shown. */
  isSecret?: boolean;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- rows of any type stand side by side
export type Rows = Readonly<Record<string, Row<any>>>;

export type OptionsOf<R extends Rows> = { [K in keyof R]: R[K] extends Row<infer T> ? T : never };

export interface Group<R extends Rows = Rows> {
  /** In TOML the name of the table; small letters, digits and "_". */
  name: string;
  /** Over its settings in help and documentation. */
  title: string;
  /** What it is for, a sentence. */
  help: string;
  /** The row that may be given as the group itself. */
  main?: string;
  rows: R;
}

type About<T> = Omit<Row<T>, 'form'>;

/** Names of rows are keys of TOML: small letters, digits and "_". With a preset it is never undefined. */
export function row<T>(form: Form<T>, about: About<T> & { preset: string }): Row<T>;
export function row<T>(form: Form<T>, about: About<T>): Row<T | undefined>;
export function row<T>(form: Form<T>, about: About<T>): Row<T> {
  return { form: form as Form<NonNullable<T>>, ...about };
}
