/**
 * The settings as a record. What is told and to whom (extras.ts) is there only where it differs from
 * its preset, for the memory: `extraOf` in schema.ts fills in the rest.
 */
import type { TagMode } from '../frame/open.ts';

export interface Basics {
  ssid: string;
  wifi_password: string;
  address: string;
  gateway: string;
  netmask: string;
  name: string;
  /** 32 hex digits in capitals. */
  key: string;
  auth_key: string;
  tag: TagMode;
  broker: string;
  broker_port: number;
  broker_user: string;
  broker_password: string;
  device_password: string;
  access_point_after_s: number;
  capacity: number;
}

/** Whether and how a kind of topics is published. */
export type Delivery = 'no' | 'qos0' | 'qos0_retained' | 'qos1' | 'qos1_retained';
type Switch = 'no' | 'yes';

export interface Extras {
  /** 0: every telegram. */
  publish_period_s: number;
  telegram_topic: Delivery;
  reading_topics: Delivery;
  obis_topics: Delivery;
  obis_root: string;
  obis_changed: Switch;
  smartyreader_topics: Delivery;
  smartyreader_names: 'printed' | 'calculated';
  smartyreader_root: string;
  homeassistant: Switch;
  homeassistant_prefix: string;
  homie: 'no' | 'homie4' | 'homie5' | 'mueli';
  homie_root: string;
  frame_topic: 'no' | 'hex_qos0' | 'hex_qos1' | 'binary_qos0' | 'binary_qos1';
  /** 0: none. */
  telegram_port: number;
  frame_port: number;
  stream_listeners: number;
  tariff_aliases: Switch;
  api: Switch;
  quarters: Switch;
  /** How long a quarter hour is: other countries have other periods. */
  quarter_s: number;
  /** 0: none. */
  reference_power_w: number;
  /** Ten-thousandths of a euro for a kWh. */
  exceeded_price: number;
  log_level: 'error' | 'warning' | 'info' | 'debug';
  log_topic: 'no' | 'qos0' | 'qos1';
  /** IPv4 address; empty: none. */
  syslog: string;
  syslog_port: number;
}

export type Settings = Basics & Partial<Extras>;
export type SettingName = keyof Basics | keyof Extras;
