/**
 * Readings under the field names of the HomeWizard P1 meter (api-documentation.homewizard.com, v1,
 * "Recent Measurement"), which energy software knows, piece by piece. What the meter does not tell is
 * left out. Names and numbers of the device are our own.
 */
import { jsonString } from '../../message/json.ts';
import { milliText, parseMilli } from '../../telegram/value.ts';
import type { Flow } from '../exchange.ts';
import { isDigits } from '../request.ts';
import { findChannel, findReading } from './lines.ts';
import type { Channel } from './lines.ts';
import type { ApiSource } from './source.ts';

/**
 * Field and where it comes from, the first that is there: a reading; "=" its digits as a number; "+" the
 * sum of those that end in 1 to 4; "?" the channel of the first gas meter; "~" negative while the second
 * one is; "^" the first line of the telegram; "%" the signal.
 * Without tariffs the total is that of tariff 1, as their meters without tariffs tell it.
 */
const FIELDS = `
wifi_strength %
smr_version =version
meter_model ^
unique_id equipment_id|serial_number|device_name|meter_number
active_tariff tariff
total_power_import_kwh energy_imported|+energy_imported_tariff_
total_power_import_t1_kwh energy_imported_tariff_1|energy_imported
total_power_import_t2_kwh energy_imported_tariff_2
total_power_import_t3_kwh energy_imported_tariff_3
total_power_import_t4_kwh energy_imported_tariff_4
total_power_export_kwh energy_exported|+energy_exported_tariff_
total_power_export_t1_kwh energy_exported_tariff_1|energy_exported
total_power_export_t2_kwh energy_exported_tariff_2
total_power_export_t3_kwh energy_exported_tariff_3
total_power_export_t4_kwh energy_exported_tariff_4
active_power_w power_net|power_imported
active_power_l1_w power_net_l1|power_imported_l1
active_power_l2_w power_net_l2|power_imported_l2
active_power_l3_w power_net_l3|power_imported_l3
active_voltage_l1_v voltage_l1
active_voltage_l2_v voltage_l2
active_voltage_l3_v voltage_l3
active_current_l1_a current_l1~power_net_l1
active_current_l2_a current_l2~power_net_l2
active_current_l3_a current_l3~power_net_l3
active_frequency_hz frequency
voltage_sag_l1_count voltage_sags_l1
voltage_sag_l2_count voltage_sags_l2
voltage_sag_l3_count voltage_sags_l3
voltage_swell_l1_count voltage_swells_l1
voltage_swell_l2_count voltage_swells_l2
voltage_swell_l3_count voltage_swells_l3
any_power_fail_count power_failures
long_power_fail_count long_power_failures
active_power_average_w power_quarter_hour
montly_power_peak_w power_peak
montly_power_peak_timestamp =power_peak_time
total_gas_m3 ?_volume
gas_timestamp =?_time
gas_unique_id ?_id
`;

/** The one medium of ours that has another name with them. */
const INLET = 'heat_inlet';
const ENOUGH = 300;

/** "50", or YYMMDDhhmmss of an ISO 8601 time, without zeros in front; undefined: no number. */
function digitsOf(text: string): string | undefined {
  let digits = text;
  if (text.charAt(4) === '-') {
    digits = '';
    for (let at = 2; at < 19; at += 3) digits += text.substr(at, 2);
  }
  if (!isDigits(digits)) return undefined;
  let from = 0;
  while (from < digits.length - 1 && digits.charAt(from) === '0') from++;
  return digits.substr(from);
}

function sumOf(lines: string, name: string): string | undefined {
  let sum: number | undefined;
  for (let i = 1; i < 5; i++) {
    const reading = findReading(lines, name + i);
    const milli = reading && parseMilli(reading.value, '-');
    if (milli !== undefined) sum = (sum || 0) + milli;
  }
  return sum === undefined ? undefined : milliText(sum);
}

/** The first channel that counts gas; its name as if there were one, where there is none. */
function gasName(lines: string): string {
  for (let i = 1; i < 5; i++) if (findReading(lines, 'gas_' + i + '_volume')) return 'gas_' + i;
  return 'gas';
}

function readingJson(lines: string, name: string): string | undefined {
  const words = name.split('~');
  const reading = findReading(lines, words[0]);
  if (!reading) return undefined;
  if (reading.unit === 'text') return jsonString(reading.value);
  const other = words.length > 1 ? findReading(lines, words[1]) : undefined;
  const isNegative = other && other.value.charAt(0) === '-' && reading.value !== '0';
  return (isNegative ? '-' : '') + reading.value;
}

function sourceJson(source: ApiSource, lines: string, from: string): string | undefined {
  if (from === '^') return source.header === '' ? undefined : jsonString(source.header);
  if (from === '%') {
    const dbm = source.facts.numbers.rssi_dbm as number | undefined;
    return dbm === undefined ? undefined : '' + Math.max(0, Math.min(100, 2 * (dbm + 100)));
  }
  if (from.charAt(0) === '+') return sumOf(lines, from.substr(1));
  const name = from.indexOf('?') < 0 ? from : from.replace('?', gasName(lines));
  if (name.charAt(0) !== '=') return readingJson(lines, name);
  const reading = findReading(lines, name.substr(1));
  return reading && digitsOf(reading.value);
}

function pairOf(source: ApiSource, lines: string, row: string): string {
  const blank = row.indexOf(' ');
  const sources = row.substr(blank + 1).split('|');
  for (let i = 0; i < sources.length; i++) {
    const json = sourceJson(source, lines, sources[i]);
    if (json !== undefined) return '"' + row.substr(0, blank) + '":' + json;
  }
  return '';
}

/** A meter of the M-Bus; '' where its kind has no name with them. */
function externalOf(lines: string, channel: Channel): string {
  const name = channel.name;
  const reading = findReading(lines, name + '_volume') || findReading(lines, name + '_energy');
  const id = findReading(lines, name + '_id');
  const time = findReading(lines, name + '_time');
  const stamp = time && digitsOf(time.value);
  const medium = channel.medium;
  if (!reading || medium === 'mbus') return '';
  const type = medium === INLET ? 'inlet_heat' : medium;
  let json = '{' + (id ? '"unique_id":' + jsonString(id.value) + ',' : '');
  json += '"type":"' + type + '_meter"';
  if (stamp !== undefined) json += ',"timestamp":' + stamp;
  return json + ',"value":' + reading.value + ',"unit":"' + reading.unit + '"}';
}

function externalsOf(lines: string): string {
  let json = '';
  let channel = findChannel(lines, '_time', 0);
  while (channel) {
    const external = externalOf(lines, channel);
    json += (json !== '' && external !== '' ? ',' : '') + external;
    channel = findChannel(lines, '_time', channel.next);
  }
  return json;
}

export function nextData(source: ApiSource, flow: Flow): string {
  let json = '';
  if (flow.at < 0) {
    json = '{';
    flow.at = 1;
  }
  if (flow.at > FIELDS.length) return '';
  while ((json === '{' || json.length < ENOUGH) && flow.at < FIELDS.length) {
    const end = FIELDS.indexOf('\n', flow.at);
    const pair = pairOf(source, flow.lines, FIELDS.substring(flow.at, end));
    if (pair !== '') json += (json === '{' ? '' : ',') + pair;
    flow.at = end + 1;
  }
  if (flow.at === FIELDS.length && json.length < ENOUGH) {
    json += (json === '{' ? '' : ',') + '"external":[' + externalsOf(flow.lines) + ']}';
    flow.at++;
  }
  return json;
}
