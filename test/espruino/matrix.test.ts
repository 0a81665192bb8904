/**
 * Every shape of an hour: what the built bundle tells in the real interpreter is what the core tells on
 * Node. What each topic holds is proven elsewhere, against other oracles.
 */
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';
import { complaintOf } from './complaint.ts';
import { esp32Interpreters } from './fit.ts';
import { recordHour, runDevice, runHost } from './matrix.ts';
import type { Told } from './matrix.ts';

const interpreters = esp32Interpreters('every shape in the real interpreter');
const TELEGRAMS = 60;

/**
 * Together: what may be on beside each other. What waits for an acknowledgement of each message is told a
 * few times in the hour, for the time it takes.
 */
const CASES: [string, Told, topics: string[]][] = [
  [
    'each telegram: JSON, readings, OBIS codes that have changed, SmartyReader, quarter hours',
    {
      homeassistant: 'no',
      obis_topics: 'qos0',
      obis_changed: 'yes',
      smartyreader_topics: 'qos0',
      quarters: 'yes',
      reference_power_w: 1000,
    },
    [
      'smarty/dev/telegram',
      'smarty/dev/reading/last_quarter_power_imported',
      'smarty/dev/reading/exceeded_energy_day',
      'obis/dev/1-0:1.8.0',
      'lamsmarty/act_pwr_imported_p_plus_kW',
    ],
  ],
  [
    'each quarter of an hour: JSON, readings, Home Assistant, Homie 4',
    {
      publish_period_s: 900,
      telegram_topic: 'qos0_retained',
      homeassistant: 'yes',
      homie: 'homie4',
    },
    [
      'smarty/dev/telegram',
      'smarty/dev/reading/power_imported_mean',
      'smarty/dev/discovery',
      'homie/dev/electricity/power-imported',
      'homie/dev/electricity/$properties',
    ],
  ],
  [
    'each quarter of an hour: Homie 5, OBIS codes, and nothing else',
    {
      publish_period_s: 900,
      telegram_topic: 'no',
      reading_topics: 'no',
      homeassistant: 'no',
      obis_topics: 'qos0_retained',
      obis_root: 'my/codes',
      homie: 'homie5',
    },
    [
      'my/codes/dev/1-0:1.7.0',
      'homie/5/dev/electricity/power-imported',
      'homie/5/dev/$description',
    ],
  ],
  [
    'every five minutes: JSON, Home Assistant from it, mueli, SmartyReader as it calculates, quarter hours',
    {
      publish_period_s: 300,
      reading_topics: 'no',
      homeassistant: 'yes',
      homie: 'mueli',
      smartyreader_topics: 'qos0_retained',
      smartyreader_names: 'calculated',
      quarters: 'yes',
      reference_power_w: 3000,
    },
    [
      'smarty/dev/telegram',
      'homie/electric-smart-meter/energy/imported-total',
      'lamsmarty/power_consumption_calc_mean_W',
      'lamsmarty/energy_consumption_calc_cumul_day_Wh',
    ],
  ],
];

describe.each(interpreters.map((path) => [basename(path), path]))('%s', (_name, interpreter) => {
  test.each(CASES)(
    'tells what Node tells: %s',
    async (_title, told, topics) => {
      const frames = recordHour(TELEGRAMS);
      const host = await runHost(told, frames);
      const device = await runDevice(interpreter, told, frames, host.counts);
      // Or both might be silent together.
      expect(Object.keys(host.account.messages)).toEqual(expect.arrayContaining(topics));
      expect(device.messages).toEqual(host.account.messages);
      expect(device.retained).toEqual(host.account.retained);
      expect(complaintOf(device.console)).toBeUndefined();
    },
    240_000,
  );
});
