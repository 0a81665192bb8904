/**
 * Saved settings of any format -> a record in the names of today.
 *
 * A setting that is new needs nothing here: checkSettings fills in its preset. One that changes its
 * name or meaning takes a step: the step at index i makes format i + 2 of format i + 1, and
 * SETTINGS_FORMAT is then one more than there are steps. A format from the future, after a return to
 * an older application, is read as far as its names are known.
 */
import type { Given } from './parse.ts';
import { load as loadSchema } from './schema.lazy.ts';

export type Step = (record: Given) => void;

const STEPS: Step[] = [];

export function migrate(format: number, record: Given, steps = STEPS): Given {
  const schema = loadSchema();
  const known: Given = {};
  for (let i = format - 1; i < steps.length; i++) steps[i](record);
  for (const name in record) {
    if (record[name] !== undefined && schema.isSetting(name)) known[name] = record[name];
  }
  return known;
}
