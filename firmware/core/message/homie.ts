/**
 * Readings as properties of the Homie convention, versions 4 and 5.
 *
 * Nodes: "electricity" for what the meter measures, "meter" for what it says in words, and one for each
 * meter behind it, such as "gas-1". Ids are the names with - for _: "electricity/power-imported-l1",
 * "gas-1/volume".
 */
import { findText } from '../bytes.ts';
import { isUtf8 } from './json.ts';

export interface HomieOptions {
  /** "homie", where its owner has not chosen another one. */
  root: string;
  /** Of a-z, 0-9 and -, no - at its ends. */
  id: string;
  /** As people call it. */
  name: string;
}

export interface Property {
  node: string;
  id: string;
  /** float, integer, string or json. */
  datatype: string;
  /** Empty: it has none. */
  unit: string;
  /** Undefined: it is none that the datatype allows. */
  value: string | undefined;
}

/** What a line of the readings is in Homie; undefined: it is not told. */
export type Mapping = (line: string) => Property | undefined;

/** Bytes that are no UTF-8 are taken as Latin-1: Homie is UTF-8 throughout. */
function utf8Text(text: string): string {
  if (isUtf8(text)) return text;
  let encoded = '';
  for (let i = 0; i < text.length; i++) {
    const byte = text.charCodeAt(i);
    encoded +=
      byte < 0x80 ? text.charAt(i) : String.fromCharCode(0xc0 | (byte >> 6), 0x80 | (byte & 0x3f));
  }
  return encoded;
}

/** How long "gas_1" is at the beginning of a name; 0: it is of no meter behind the meter. */
function channelSize(name: string): number {
  // Gas, heat, warm water, water, and what is only known to be on the M-Bus.
  if ('ghwm'.indexOf(name.charAt(0)) < 0) return 0;
  for (let n = 1; n <= 4; n++) {
    const at = findText(name, '_' + n + '_', 0);
    if (at > 0) return at + 2;
  }
  return 0;
}

function numberProperty(p: Property, name: string, unit: string): Property {
  if (unit === '-') {
    // Factors stand between 0 and 1, everything else without unit is counted.
    p.datatype = name.substr(0, 12) === 'power_factor' ? 'float' : 'integer';
    if (p.datatype === 'integer' && (p.value as string).indexOf('.') >= 0) p.value = undefined;
  } else p.unit = unit === 'm3' ? 'm\u00c2\u00b3' : unit;
  return p;
}

export function propertyOf(line: string): Property {
  const words = line.split(' ');
  const name = words[0];
  const unit = words[1];
  const isText = unit === 'text' || unit === 'json';
  const size = channelSize(name);
  const property: Property = {
    node: size ? name.substr(0, size).split('_').join('-') : isText ? 'meter' : 'electricity',
    id: (size ? name.substr(size + 1) : name).split('_').join('-'),
    datatype: unit === 'text' ? 'string' : unit === 'json' ? 'json' : 'float',
    unit: '',
    value: line.substr(name.length + unit.length + 2),
  };
  if (!isText) return numberProperty(property, name, unit);
  property.value = utf8Text(property.value as string);
  return property;
}
