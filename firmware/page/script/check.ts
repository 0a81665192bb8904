/**
 * What can be seen to be wrong before the dongle is asked. In: a setting of the table and what was
 * typed. Out: the fault the dongle would find, by its name, or a plainer word for it; '' where there is
 * none.
 */
import type { Setting } from '../../core/config/row.ts';

type Form = [pattern: RegExp, fault: string];

const FORMS: { [kind: string]: Form } = {
  name: [/^(?!-)[a-z0-9-]*[a-z0-9]$/, 'characters'],
  host: [/^[\w.-]+$/, 'characters'],
  topic: [/^(?![$/])(?!.*\/(\/|$))[^+#]+$/, 'topic'],
  address: [/^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$/, 'address'],
  key: [/^[0-9a-f]+$/i, 'hex'],
  number: [/^\d{1,9}$/, 'type'],
};

/** What is left when everything people put between the digits of a key is gone. */
export function keyDigits(text: string): string {
  return text.replace(/[\s:.-]/g, '');
}

export function faultOf(
  { kind, least, most, isRequired, isSecret }: Setting,
  text: string,
): string {
  if (!text) return isRequired && !isSecret ? 'missing' : '';
  const value = kind === 'key' ? keyDigits(text) : text;
  const form = FORMS[kind];
  if (form && !form[0].test(value)) return form[1];
  const isNumber = kind === 'number';
  const size = isNumber ? +value : new Blob([value]).size;
  if (size >= least && size <= most) return '';
  if (isNumber) return 'range';
  if (kind === 'key') return 'hex-length';
  return size < least ? 'short' : 'long';
}
