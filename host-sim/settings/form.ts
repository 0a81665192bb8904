/**
 * What the value of a setting may be: text -> value, or undefined when the text is none. The same
 * forms read flags, variables and TOML. No text that is refused is ever repeated in a message: it may be
 * a key or hold a password.
 */
import { readChoice, readDevice, readEndpoint, readKey, readNumber } from '../command/values.ts';
import type { Endpoint } from '../command/values.ts';

export interface Form<T> {
  /** What stands for the value in help: "PORT"; undefined: the setting is a switch. */
  value?: string;
  /** Completes "NAME must be …". */
  must: string;
  read(text: string): T | undefined;
  /** Several values: a list in TOML, commas between them in a flag or variable. */
  isList?: boolean;
  /** In a configuration file it is relative to the directory of that. */
  isPath?: boolean;
}

const YES = ['yes', 'true', 'on', '1'];
const NO = ['no', 'false', 'off', '0'];

/** A switch that may be given without a value. */
export const SWITCH: Form<boolean> = {
  must: 'true or false',
  read(text) {
    const word = text.toLowerCase();
    return YES.includes(word) ? true : NO.includes(word) ? false : undefined;
  },
};

export const KEY: Form<Uint8Array> = {
  value: 'HEX',
  must: '32 hexadecimal digits, as in the letter of your grid operator',
  // What people and word processors put between the digits.
  read: (text) => readKey(text.replace(/[\s\u00a0:.-]/g, '')),
};

/** Where to listen: without a host on this computer only. */
export const ENDPOINT: Form<Endpoint> = {
  value: '[HOST:]PORT',
  must: 'a port from 0 to 65535 (reached from this computer only), or HOST:PORT (0.0.0.0:2001: from every network)',
  read: readEndpoint,
};

/** A name for topics, labels and rows. */
export const NAME: Form<string> = {
  value: 'NAME',
  must: '1 to 64 letters, digits, ".", "_" or "-"',
  read: readDevice,
};

export const FILE: Form<string> = {
  value: 'FILE',
  must: 'the name of a file',
  isPath: true,
  read: (text) => (text !== '' && !text.includes('\0') ? text : undefined),
};

export const DIRECTORY: Form<string> = {
  ...FILE,
  value: 'DIRECTORY',
  must: 'the name of a directory',
};

/** Any text that is not empty. */
export function textForm(value: string, must: string, pattern = /^[^\0]+$/): Form<string> {
  return { value, must, read: (text) => (pattern.test(text) ? text : undefined) };
}

export function wholeForm(value: string, least: number, most: number): Form<number> {
  return {
    value,
    must: `a whole number from ${least} to ${most}`,
    read(text) {
      const number = readNumber(text, least, most);
      return Number.isInteger(number) ? number : undefined;
    },
  };
}

export function numberForm(value: string, least: number, most: number): Form<number> {
  return {
    value,
    must: `a number from ${least} to ${most}`,
    read: (text) => readNumber(text, least, most),
  };
}

export function choiceForm<T extends string>(choices: readonly T[]): Form<T> {
  return {
    value: choices.length > 4 ? 'NAME' : choices.join('|'),
    must: `one of ${choices.join(', ')}`,
    read: (text) => readChoice(text, choices),
  };
}

/** One or more values of another form. */
export function listForm<T>(one: Form<T>): Form<T[]> {
  return {
    value: `${one.value ?? 'VALUE'},...`,
    must: `a list, each value ${one.must}`,
    isList: true,
    read(text) {
      const values = text.split(',').map((item) => one.read(item.trim()));
      return values.includes(undefined) ? undefined : (values as T[]);
    },
  };
}
