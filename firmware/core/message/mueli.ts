/**
 * The Homie 4 tree of mueli's smart-meter-reader for a Sagemcom T210-D-r: ids, node names, datatypes and
 * units as there, whole numbers, so that what was built on it goes on:
 * homie/electric-smart-meter/energy/imported-total "6545766".
 *
 * What it leaves out and Homie wants, the types of nodes and the names of properties, is there.
 */
import { findText } from '../bytes.ts';
import { milliText, parseMilli } from '../telegram/value.ts';
import type { Homie4Profile } from './homie4.ts';

export const MUELI_ID = 'electric-smart-meter';

/** Our name, our unit, its node and property: lines of readings, as far as an announcement needs them. */
const LINES = `energy_imported kWh energy/imported-total
energy_imported_tariff_1 kWh energy/used-tariff-1
energy_imported_tariff_2 kWh energy/used-tariff-2
energy_exported_tariff_1 kWh energy/delivered-tariff-1
energy_exported_tariff_2 kWh energy/delivered-tariff-2
power_imported W power/current-usage
power_exported W power/current-delivery
`;

/** kWh as Wh, W as they are: whole ones. */
function wholeText(value: string, unit: string): string | undefined {
  const milli = parseMilli(value + '*' + unit, unit);
  if (milli === undefined) return undefined;
  return milliText(unit === 'kWh' ? milli * 1000 : Math.round(milli / 1000) * 1000);
}

export const MUELI: Homie4Profile = {
  lines: LINES,
  nodeName: function (node) {
    return node === 'energy' ? 'Energy consumption meters' : 'Actual power meters';
  },
  propertyOf: function (line) {
    const words = line.split(' ');
    const key = words[0] + ' ' + words[1] + ' ';
    const at = findText(LINES, key, 0);
    if (at < 0 || (at > 0 && LINES.charAt(at - 1) !== '\n')) return undefined;
    const from = at + key.length;
    const path = LINES.substring(from, LINES.indexOf('\n', from)).split('/');
    const value = wholeText(words[2], words[1]);
    const unit = words[1] === 'kWh' ? 'Wh' : 'W';
    return { node: path[0], id: path[1], datatype: 'integer', unit: unit, value: value };
  },
};
