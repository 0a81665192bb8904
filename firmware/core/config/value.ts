/**
 * One value of one setting. In: its row of the table and what was given. Out: the value in the form
 * in which it is kept, and what is wrong with it.
 */
import { findText } from '../bytes.ts';
import { jsonString } from '../message/json.ts';
import { octetsOf } from './address.ts';
import { consistsOf, DIGITS, wholeNumber } from './characters.ts';
import type { SettingFault } from './fault.ts';
import type { Setting, SettingKind } from './row.ts';

const OWN_NAME = DIGITS + 'abcdefghijklmnopqrstuvwxyz-';
const HOST = OWN_NAME + 'ABCDEFGHIJKLMNOPQRSTUVWXYZ_.';
const HEX = DIGITS + 'ABCDEF';
/** What people and word processors put between the digits of a key; the last is a no-break space. */
const SEPARATORS = ' \t\r\n-:.';
const NO_BREAK_SPACE = '\xc2\xa0';

/** The key without what stands between its digits, in capitals. */
function bareKey(text: string): string {
  let bare = text.split(NO_BREAK_SPACE).join('');
  for (let i = 0; i < SEPARATORS.length; i++) bare = bare.split(SEPARATORS.charAt(i)).join('');
  return bare.toUpperCase();
}

/** The value as it is kept; what is of the wrong type stays as it is. */
export function tidyValue(value: unknown, setting: Setting): unknown {
  if (typeof value !== 'string' || setting.kind === 'text') return value;
  if (setting.kind === 'key') return bareKey(value);
  const trimmed = value.trim();
  if (setting.kind === 'name') return trimmed.toLowerCase();
  return setting.kind === 'number' && trimmed !== '' ? wholeNumber(trimmed) : trimmed;
}

/** Labels between the dots, none empty, no hyphen at an end (RFC 1123 §2.1). */
function isHost(text: string): boolean {
  const labels = text.split('.');
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    const ends = label.charAt(0) + label.charAt(label.length - 1);
    if (ends === '' || ends.indexOf('-') >= 0) return false;
  }
  return consistsOf(text, HOST);
}

type Form = (text: string, setting: Setting) => SettingFault | undefined;

/** Of texts and topics: in one function, since calls must not nest deep. */
function plainFault(text: string, setting: Setting): SettingFault | undefined {
  // Control characters and what is no UTF-8 want escapes; MQTT forbids them too [MQTT-1.5.3-1].
  const escaped = text.split('\\').join('\\\\').split('"').join('\\"');
  if (jsonString(text) !== '"' + escaped + '"' || text.indexOf('\x7f') >= 0) return 'characters';
  if (setting.kind === 'text') return undefined;
  // No wildcards, and no level that is empty (OASIS MQTT 3.1.1, §4.7).
  const isWild = text.indexOf('+') >= 0 || text.indexOf('#') >= 0 || text.charAt(0) === '$';
  return isWild || findText('/' + text + '/', '//', 0) >= 0 ? 'characters' : undefined;
}

/** What is wrong with a text that is not empty, apart from its length. */
const FORMS: Record<Exclude<SettingKind, 'number'>, Form> = {
  text: plainFault,
  topic: plainFault,
  name: function (text) {
    const isWhole = text.charAt(0) !== '-' && text.charAt(text.length - 1) !== '-';
    return isWhole && consistsOf(text, OWN_NAME) ? undefined : 'characters';
  },
  host: function (text) {
    if (!isHost(text)) return 'characters';
    return consistsOf(text, DIGITS + '.') && !octetsOf(text) ? 'address' : undefined;
  },
  address: function (text) {
    return octetsOf(text) ? undefined : 'address';
  },
  key: function (text, setting) {
    if (!consistsOf(text, HEX)) return 'hex';
    return text.length === setting.most ? undefined : 'hex-length';
  },
  choice: function (text, setting) {
    return setting.choices.indexOf(text) < 0 ? 'choice' : undefined;
  },
};

function numberFault(value: unknown, setting: Setting): SettingFault | undefined {
  if (value === '') return 'missing';
  if (typeof value !== 'number' || isNaN(value)) return 'type';
  if (value < setting.least || value > setting.most) return 'range';
  return value === Math.floor(value) ? undefined : 'type';
}

export function valueFault(value: unknown, setting: Setting): SettingFault | undefined {
  if (value === undefined) return 'missing';
  if (setting.kind === 'number') return numberFault(value, setting);
  if (typeof value !== 'string') return 'type';
  if (value === '') return setting.isRequired ? 'missing' : undefined;
  const fault = FORMS[setting.kind](value, setting);
  if (fault) return fault;
  if (value.length > setting.most) return 'long';
  return value.length < setting.least ? 'short' : undefined;
}
