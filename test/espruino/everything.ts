/** The settings with which all is told that may be on beside each other. */
import type { Extras } from '../../firmware/core/config/settings.ts';

export const EVERYTHING: Partial<Extras> = {
  telegram_topic: 'qos1_retained',
  reading_topics: 'qos0_retained',
  obis_topics: 'qos0_retained',
  smartyreader_topics: 'qos0_retained',
  homeassistant: 'yes',
  homie: 'homie5',
  quarters: 'yes',
  reference_power_w: 3000,
  api: 'yes',
  log_level: 'debug',
};
