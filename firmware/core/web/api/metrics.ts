/**
 * Readings and counts in the text format of Prometheus, version 0.0.4, piece by piece.
 *
 * Names follow prometheus.io/docs/practices/naming: base units in plural, counters end in "_total".
 * Energies are counters of joules, so that rate() of them is watts. What a meter tells in all and by
 * phase are two metrics, as a sum over one must not count twice.
 */
import type { Diagnosis } from '../../message/diagnostics.ts';
import type { Flow } from '../exchange.ts';
import { FAULTS } from './faults.ts';
import { findChannel, findReading } from './lines.ts';
import type { LineReading } from './lines.ts';
import { baseValue, unitSuffix } from './quantity.ts';
import type { ApiSource } from './source.ts';

/**
 * Name without unit, and source, where that is another word. Sources: a reading; "voltage_l#phase"
 * voltage_l1 to voltage_l4, the number as label; "*_volume" of each channel; ".uptime_s" a count of the
 * dongle; "@" the meter's clock. What they mean is in docs/readings.md.
 */
const METRICS = `
energy_imported
energy_exported
energy_absolute
tariff_energy_imported energy_imported_tariff_#tariff
tariff_energy_exported energy_exported_tariff_#tariff
reactive_energy_imported
reactive_energy_exported
tariff_reactive_energy_imported reactive_energy_imported_tariff_#tariff
tariff_reactive_energy_exported reactive_energy_exported_tariff_#tariff
quadrant_reactive_energy reactive_energy_q#quadrant
power_imported
power_exported
power_net
power_absolute
power_quarter_hour
power_peak
phase_power_imported power_imported_l#phase
phase_power_exported power_exported_l#phase
phase_power_net power_net_l#phase
reactive_power_imported
reactive_power_exported
phase_reactive_power_imported reactive_power_imported_l#phase
phase_reactive_power_exported reactive_power_exported_l#phase
quadrant_reactive_power reactive_power_q#quadrant
apparent_power_imported
apparent_power_exported
phase_voltage voltage_l#phase
phase_current current_l#phase
frequency
power_factor_ratio power_factor
phase_power_factor_ratio power_factor_l#phase
threshold
threshold_power
threshold_current
current_limit_imported
current_limit_exported
phase_fuse_current fuse_current_l#phase
tariff
breaker
relay relay_#relay
power_failures_total power_failures
long_power_failures_total long_power_failures
phase_voltage_sags_total voltage_sags_l#phase
phase_voltage_swells_total voltage_swells_l#phase
channel *_volume
channel *_energy
channel_valve *_valve
latest_telegram_timestamp_seconds @time
telegrams_total .telegrams
authenticated_telegrams_total .authenticated
lost_frames_total .lost_frames
noise_bytes_total .noise_bytes
unread_values_total .unread_values
repeated_codes_total .repeated_codes
uart_overruns_total .uart_overruns
mqtt_dropped_messages_total .mqtt_dropped
mqtt_reconnects_total .mqtt_reconnects
wifi_joins_total .wifi_joins
boots_total .boots
uptime_seconds .uptime_s
wifi_signal_dbm .rssi_dbm
free_variables .free_variables
`;

/** A piece is sent once it has so many bytes. */
const ENOUGH = 250;
const MOST_NUMBER = 4;

function headOf(name: string, source: string): string {
  const type = name.substr(name.length - 6) === '_total' ? ' counter\n' : ' gauge\n';
  return '# HELP ' + name + ' See ' + source + ' in the documentation.\n# TYPE ' + name + type;
}

/** A reading of a row, with the labels that tell it from the others. */
interface Found {
  name: string;
  labels: string;
  reading: LineReading;
}

function findChannels(lines: string, ending: string): Found[] {
  const found: Found[] = [];
  let channel = findChannel(lines, ending, 0);
  while (channel) {
    const name = channel.name + ending;
    const labels = '{channel="' + channel.number + '",type="' + channel.medium + '"}';
    found.push({ name: name, labels: labels, reading: findReading(lines, name) as LineReading });
    channel = findChannel(lines, ending, channel.next);
  }
  return found;
}

function findReadings(lines: string, source: string): Found[] {
  const found: Found[] = [];
  const words = source.split('#');
  const label = words[1];
  for (let i = 1; i <= (label ? MOST_NUMBER : 1); i++) {
    const name = label ? words[0] + i : source;
    const reading = findReading(lines, name);
    const labels = label ? '{' + label + '="' + i + '"}' : '';
    if (reading) found.push({ name: name, labels: labels, reading: reading });
  }
  return found;
}

function readingSamples(lines: string, base: string, source: string): string {
  const isChannel = source.charAt(0) === '*';
  const found = isChannel ? findChannels(lines, source.substr(1)) : findReadings(lines, source);
  if (!found.length) return '';
  const name = base + unitSuffix(found[0].reading.unit);
  let text = headOf(name, found[0].name);
  for (let i = 0; i < found.length; i++) {
    text += name + found[i].labels + ' ' + baseValue(found[i].reading) + '\n';
  }
  return text;
}

function numberSample(name: string, source: string, value: number | undefined): string {
  return value === undefined ? '' : headOf(name, source.substr(1)) + name + ' ' + value + '\n';
}

/** Texts as labels: none has a character that the format would have to escape. */
function infoText(name: string, source: string, labels: string): string {
  return headOf(name, source) + name + '{' + labels + '} 1\n';
}

function infosOf(source: ApiSource): string {
  const texts = source.facts.texts;
  const build = 'version="' + source.version + '",name="' + source.name + '"';
  let text = infoText('smarty_build_info', 'version', build);
  if (texts.state) {
    text += infoText('smarty_state_info', 'state', 'state="' + texts.state + '"');
  }
  if (texts.restart) {
    const cause = 'cause="' + texts.restart + '"';
    text += infoText('smarty_boot_info', 'restart', cause);
  }
  return text;
}

function faultSamples(flow: Flow, counts: Diagnosis['faults']): string {
  let text = '';
  let at = flow.at - METRICS.length;
  if (at === 0) text = headOf('smarty_faults_total', 'faults');
  while (text.length < ENOUGH && at < FAULTS.length) {
    const end = FAULTS.indexOf(' ', at);
    const name = FAULTS.substring(at, end);
    text += 'smarty_faults_total{fault="' + name + '"} ' + (counts[name] || 0) + '\n';
    at = end + 1;
  }
  flow.at = METRICS.length + at;
  return text;
}

/** In one function, since calls must not nest deep. */
export function nextMetrics(source: ApiSource, flow: Flow): string {
  const facts = source.facts;
  let text = '';
  if (flow.at < 0) {
    flow.at = 1;
    return infosOf(source);
  }
  while (text.length < ENOUGH && flow.at < METRICS.length) {
    const end = METRICS.indexOf('\n', flow.at);
    const words = METRICS.substring(flow.at, end).split(' ');
    const name = 'smarty_' + words[0];
    const from = words[1] || words[0];
    const first = from.charAt(0);
    if (first === '@') text += numberSample(name, from, source.utcS);
    else if (first !== '.') text += readingSamples(flow.lines, name, from);
    else text += numberSample(name, from, facts.numbers[from.substr(1)]);
    flow.at = end + 1;
  }
  return text === '' ? faultSamples(flow, facts.faults) : text;
}
