/**
 * How Home Assistant finds the readings: MQTT discovery, one retained message an entity:
 * <prefix>/<component>/<id>/<name>/config, keys abbreviated as its documentation lists them.
 * In: lines of the latest readings. Out: one configuration after the other: the readings, then what the
 * dongle tells of itself. The values stay where they are: this shape tells none.
 *
 * Energies never expire, since a gap would spoil their statistics; what is measured now does.
 */
import { findText } from '../bytes.ts';
import type { Message } from '../mqtt/packet.ts';
import { classPairs, entity, OWN_NAME, pair } from './entity.ts';
import type { HomeAssistantOptions } from './entity.ts';
import { labelOf } from './label.ts';
import type { Shape } from './shape.ts';
import { topicOf } from './topics.ts';

/** Said by Home Assistant when it has started, below its prefix: then all is announced again. */
export const BIRTH_TOPIC = '/status';
export const BIRTH_PAYLOAD = 'online';

const DIAGNOSTICS_S = 60;

/**
 * What a reading is to Home Assistant, found by its name without phase and number, by the last word of
 * its name, or by its unit: device class, state class (m measurement, i total_increasing; b is a
 * binary sensor), decimals shown, d for a diagnostic entity. Costs are no `monetary`: that wants to know when the
 * sum began anew, by a clock that is not the meter's.
 */
const KINDS = `
W power m 0 -
kWh energy i 3 -
kvarh reactive_energy i 3 -
V voltage m 1 -
A current m 1 -
VA apparent_power m 0 -
var reactive_power m 0 -
Hz frequency m 2 -
s duration m 0 -
m3 volume i 3 -
GJ energy i 3 -
EUR - i 2 -
text - - - d
json - - - d
gas_volume gas i 3 -
water_volume water i 3 -
warm_water_volume water i 3 -
power_factor power_factor m 3 -
power_failures - i 0 d
long_power_failures - i 0 d
quarter_allowance - m 3 -
voltage_sags - i 0 d
voltage_swells - i 0 d
breaker power b - -
relay - b - -
valve opening b - -
message - - - -
`;

/**
 * What the diagnostics hold, row by row: name, device class, state class, unit, what people read. Behind
 * the line "." stands what only a dongle has; of the last ones the code knows how they are.
 */
const OWN = `
uptime_s duration m s Uptime
latest_time timestamp - - Meter time
telegrams - i - Telegrams
authenticated - i - Authenticated telegrams
lost_frames - i - Lost frames
noise_bytes data_size i B Noise
unread_values - i - Unread values
repeated_codes - i - Repeated codes
mqtt_dropped - i - Dropped messages
mqtt_reconnects - i - MQTT reconnects
faults - i - Refused frames
connection - - - Connection
.
rssi_dbm signal_strength m dBm Wi-Fi signal
free_variables - m - Free variables
uart_overruns - i - UART overruns
wifi_joins - i - Wi-Fi joins
boots - i - Boots
version - - - Firmware version
restart - - - Restart cause
state - - - State
button restart - - Restart
`;

function kindOf(name: string, unit: string): string[] {
  const words = name.split('_').filter(function (word) {
    return word.charAt(word.length - 1) > '9';
  });
  const keys = [words.join('_'), words[words.length - 1], unit];
  for (let i = 0; i < keys.length; i++) {
    const at = findText(KINDS, '\n' + keys[i] + ' ', 0);
    if (at >= 0) return KINDS.substring(at + 1, KINDS.indexOf('\n', at + 1)).split(' ');
  }
  return [unit, '-', '-', '-', '-'];
}

/** Of what is not there; it makes a state unknown. */
const ABSENT = "|default('None')";

function readingEntity(o: HomeAssistantOptions, line: string): Message {
  const words = line.split(' ');
  const name = words[0];
  const unit = words[1];
  const kind = kindOf(name, unit);
  const topic = topicOf(o.device, o.isJson ? 'telegram' : 'reading/' + name);
  const path = 'value_json.readings.' + name;
  const value = o.isJson ? path + ABSENT : 'value';
  const isBinary = kind[2] === 'b';
  // It stays as it is for a month, and then is another one: no sum that grows.
  if (findText(name, 'last_month', 0) >= 0) kind[2] = '-';
  // Always there: where it is left out later Home Assistant goes on with the one before.
  let template = value;
  let pairs = '';
  if (isBinary) {
    // 2 is "ready to be switched on": not on.
    template = value + "|replace('2','0')";
    pairs = pair('pl_on', '1') + pair('pl_off', '0');
  } else if (unit === 'json') {
    const list = o.isJson ? path + '|default([])' : 'value_json';
    template = list + '|count';
    pairs =
      pair('json_attr_t', topic) + pair('json_attr_tpl', "{{ {'list':" + list + '}|tojson }}');
  } else if (unit === 'text') {
    // Home Assistant refuses longer states.
    template = '(' + value + ')[:255]';
    if (words[2].charAt(4) === '-' && words[2].charAt(10) === 'T') kind[1] = 'timestamp';
  } else if (unit !== '-') pairs = pair('unit_of_meas', unit === 'm3' ? 'm\u00c2\u00b3' : unit);
  pairs += classPairs(kind[1], kind[2], 3 * o.periodS);
  if (kind[3] !== '-') pairs += ',"sug_dsp_prc":' + kind[3];
  if (kind[4] === 'd') pairs += pair('ent_cat', 'diagnostic');
  pairs = pair('val_tpl', '{{' + template + '}}') + pairs;
  const component = isBinary ? 'binary_sensor/' : 'sensor/';
  return entity(o, component + name, labelOf(name.split('_')), pair('stat_t', topic) + pairs);
}

/** Of one row of what the dongle tells of itself. */
function ownEntity(o: HomeAssistantOptions, row: string): Message {
  const words = row.split(' ');
  const name = words[0];
  const label = words.slice(4).join(' ');
  if (name === 'button') {
    const command = pair('cmd_t', topicOf(o.device, 'command'));
    const place = 'button/' + OWN_NAME + 'restart_button';
    const rest = ',"pl_prs":"restart","dev_cla":"restart","ent_cat":"config"';
    return entity(o, place, label, command + rest);
  }
  let topic = topicOf(o.device, name === 'state' ? 'state' : 'diagnostics');
  let value = 'value_json.' + name + ABSENT;
  let pairs = pair('ent_cat', 'diagnostic');
  if (name === 'connection') {
    topic = o.availability.topic;
    value = "iif(value=='" + o.availability.online + "','ON','OFF')";
    pairs += pair('dev_cla', 'connectivity');
  } else if (name === 'faults') {
    value = 'value_json.faults.values()|sum';
    pairs += pair('json_attr_t', topic) + pair('json_attr_tpl', '{{value_json.faults|tojson}}');
  } else if (name === 'state') value = 'value';
  pairs += pair('unit_of_meas', words[3]) + classPairs(words[1], words[2], 3 * DIAGNOSTICS_S);
  const component = name === 'connection' ? 'binary_sensor/' : 'sensor/';
  return entity(
    o,
    component + OWN_NAME + name,
    label,
    pair('stat_t', topic) + pair('val_tpl', '{{' + value + '}}') + pairs,
  );
}

export function newHomeAssistantShape(o: HomeAssistantOptions): Shape {
  return {
    announce: function (lines, walk) {
      const at = walk.at;
      if (at < lines.length) {
        walk.at = lines.indexOf('\n', at) + 1;
        return readingEntity(o, lines.substring(at, walk.at - 1));
      }
      // From here on `part` is where the next row begins.
      let from = walk.part || 1;
      if (OWN.charAt(from) === '.') from = o.isDongle ? from + 2 : OWN.length;
      if (from >= OWN.length) return undefined;
      const end = OWN.indexOf('\n', from);
      walk.part = end + 1;
      return ownEntity(o, OWN.substring(from, end));
    },
  };
}
