/** The settings of a Kamstrup heat meter, as rows. */
import { textForm, wholeForm } from '../settings/form.ts';
import type { Form } from '../settings/form.ts';
import type { OptionsOf } from '../settings/row.ts';
import { row } from '../settings/row.ts';
import { MAX_REGISTER } from './kmp.ts';
import { ALL_REGISTERS, USUAL_REGISTERS } from './registers.ts';

const NAMED: Readonly<Record<string, readonly number[]>> = {
  usual: USUAL_REGISTERS,
  all: ALL_REGISTERS,
};

const REGISTER_LIST: Form<readonly number[]> = {
  ...textForm('LIST', `usual, all, or numbers of registers from 0 to ${MAX_REGISTER}, each once`),
  isList: true,
  read(text) {
    const words = text.split(',').map((word) => word.trim());
    const registers = NAMED[text.trim()] ?? words.map((word) => parseInt(word, 10));
    const isRight = NAMED[text.trim()] || words.every((word) => /^\d{1,5}$/.test(word));
    const isInRange = registers.every((register) => register <= MAX_REGISTER);
    return isRight && isInRange && new Set(registers).size === registers.length
      ? registers
      : undefined;
  },
};

export const HEAT_GROUP = {
  name: 'kamstrup',
  title: 'Kamstrup heat meters',
  help: 'A Multical 402 or 403, read through an optical head.',
  rows: {
    period_s: row(wholeForm('SECONDS', 10, 86_400), {
      preset: '3600',
      help: 'Seconds between two readings. Each costs the battery of the meter: an hour is what it is made for.',
    }),
    registers: row(REGISTER_LIST, {
      preset: 'usual',
      help: 'What is asked for: usual, all, or numbers such as 60,68,80. docs/kamstrup.md lists them.',
    }),
    tries: row(wholeForm('N', 1, 10), {
      preset: '3',
      help: 'How often a question is asked before the reading is given up.',
    }),
    silence_ms: row(wholeForm('MS', 100, 60_000), {
      preset: '2000',
      help: 'So long a meter may be silent before its answer is given up; a slow network needs more.',
    }),
  },
} as const;

export type HeatSettings = OptionsOf<(typeof HEAT_GROUP)['rows']>;
