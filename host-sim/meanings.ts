/**
 * What every published name means, in one sentence, seen from the house: "imported" is taken from the
 * grid, "exported" given to it. For docs/readings.md; the device does not carry these texts.
 * In: nothing. Out: tables, name -> sentence.
 */
const PHASES = ['l1', 'l2', 'l3'] as const;

/** One sentence for each of three phases; "#" is its number. */
function byPhase(name: string, sentence: string): Record<string, string> {
  return Object.fromEntries(
    PHASES.map((phase, i) => [`${name}_${phase}`, sentence.replace('#', `${i + 1}`)]),
  );
}

/** One sentence for each of the first `count` tariffs; "#" is its number. */
function byTariff(name: string, count: number, sentence: string): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `${name}_tariff_${i + 1}`,
      sentence.replace('#', `${i + 1}`),
    ]),
  );
}

export const READING_MEANINGS: Record<string, string> = {
  version: 'Version of the P1 format that the telegram follows: 42 is DSMR 4.2, 50 is DSMR 5.0.',
  time: 'The clock of the meter, with its offset from UTC; left out when the meter prints no valid time.',
  device_name: 'Name that the maker gave the meter: maker, type, serial number.',
  energy_imported: 'Energy taken from the grid since the meter was fitted, in kilowatt hours.',
  energy_exported: 'Energy given to the grid since the meter was fitted, in kilowatt hours.',
  reactive_energy_imported:
    'Reactive energy taken from the grid since the meter was fitted, in kilovar hours.',
  reactive_energy_exported:
    'Reactive energy given to the grid since the meter was fitted, in kilovar hours.',
  power_imported: 'Power that the house takes from the grid now, in watts.',
  power_exported: 'Power that the house gives to the grid now, in watts.',
  reactive_power_imported: 'Reactive power that the house takes from the grid now, in var.',
  reactive_power_exported: 'Reactive power that the house gives to the grid now, in var.',
  threshold: 'Apparent power above which the meter may switch the house off, in volt-amperes.',
  threshold_power: 'The same limit where the meter prints it as power, in watts.',
  threshold_current: 'The same limit where the meter prints it as a current, in amperes.',
  apparent_power_imported: 'Apparent power while the house takes power, in volt-amperes.',
  apparent_power_exported: 'Apparent power while the house gives power, in volt-amperes.',
  current_limit_imported: 'Largest current that the house may take, in amperes.',
  current_limit_exported:
    'Largest current that the house may give, in amperes; a negative number, as the meter prints it.',
  breaker: 'Main switch in the meter: 0 is off, 1 is on, 2 is ready to be switched on by hand.',
  relay_1: 'Relay 1, by which the grid operator switches a load: 0 is off, 1 is on.',
  relay_2: 'Relay 2, by which the grid operator switches a load: 0 is off, 1 is on.',
  power_failures: 'How often the power was cut, on any phase.',
  ...byPhase('voltage_sags', 'How often the voltage of phase # was too low.'),
  ...byPhase('voltage_swells', 'How often the voltage of phase # was too high.'),
  message: 'A text that the grid operator sends to the house.',
  message_2: 'A second text of the grid operator.',
  message_3: 'A third text of the grid operator.',
  message_4: 'A fourth text of the grid operator.',
  message_5: 'A fifth text of the grid operator.',
  ...byPhase('voltage', 'Voltage of phase # now, in volts.'),
  ...byPhase('current', 'Current of phase # now, in amperes; many meters print whole ones only.'),
  ...byPhase('power_imported', 'Power that the house takes on phase # now, in watts.'),
  ...byPhase('power_exported', 'Power that the house gives on phase # now, in watts.'),
  ...byPhase(
    'reactive_power_imported',
    'Reactive power that the house takes on phase # now, in var.',
  ),
  ...byPhase(
    'reactive_power_exported',
    'Reactive power that the house gives on phase # now, in var.',
  ),

  equipment_id: 'Number of the meter at the grid operator.',
  serial_number: 'Serial number of the meter.',
  emucs_version: 'Version of the Belgian e-MUCS format that the telegram follows.',
  meter_number: 'Number of the meter, where it is printed under its general code.',
  tariff:
    'Number of the tariff that counts now; which of them is the cheap one differs by country.',
  ...byTariff('energy_imported', 4, 'Energy taken in tariff #, in kilowatt hours.'),
  ...byTariff('energy_exported', 4, 'Energy given in tariff #, in kilowatt hours.'),
  ...byTariff(
    'reactive_energy_imported',
    2,
    'Reactive energy taken in tariff #, in kilovar hours.',
  ),
  ...byTariff(
    'reactive_energy_exported',
    2,
    'Reactive energy given in tariff #, in kilovar hours.',
  ),
  long_power_failures: 'How often the power was cut for a long time.',
  power_failure_log:
    'The latest long cuts: when each ended (null: unknown) and how many seconds it took.',
  message_code: 'A short code that the grid operator sends to the house.',
  power_quarter_hour: 'Mean power taken in this quarter of an hour, so far, in watts.',
  power_peak: 'Highest mean power taken in a quarter of an hour of this month, in watts.',
  power_peak_time: 'When that quarter of an hour ended.',
  power_absolute: 'Power now, whichever way it flows, in watts.',
  energy_absolute: 'Energy that has flowed either way, in kilowatt hours.',
  power_factor: 'Active power divided by apparent power: 1 is a load without reactive power.',
  ...byPhase('power_factor', 'Power factor of phase #.'),
  frequency: 'Frequency of the grid, in hertz.',
  reactive_power_q1: 'Reactive power now, taken while power is taken (quadrant I), in var.',
  reactive_power_q2: 'Reactive power now, taken while power is given (quadrant II), in var.',
  reactive_power_q3: 'Reactive power now, given while power is given (quadrant III), in var.',
  reactive_power_q4: 'Reactive power now, given while power is taken (quadrant IV), in var.',
  reactive_energy_q1: 'Reactive energy taken while power was taken, in kilovar hours.',
  reactive_energy_q2: 'Reactive energy taken while power was given, in kilovar hours.',
  reactive_energy_q3: 'Reactive energy given while power was given, in kilovar hours.',
  reactive_energy_q4: 'Reactive energy given while power was taken, in kilovar hours.',
  ...byPhase('fuse_current', 'Current at which phase # is cut off, in amperes.'),
};

/** By the ends of their names: in front stand the kind of meter and the number of its channel. */
export const CHANNEL_MEANINGS: Record<string, string> = {
  volume: 'What that meter has counted at the time below, in cubic metres.',
  energy: 'The same for a heat meter, in gigajoules.',
  time: 'When that was: such meters report once an hour, or more seldom.',
  id: 'Number of that meter.',
  valve: 'Its valve: 0 is shut, 1 is open, 2 is ready to be opened by hand.',
};

export const DERIVED_MEANINGS: Record<string, string> = {
  power_net: 'Imported less exported power, in watts: negative while the house gives power.',
  ...byPhase('power_net', 'The same on phase #.'),
};

/** Keys of the telegram's JSON beside the readings. */
export const TELEGRAM_MEANINGS: Record<string, string> = {
  readings: 'The readings, by the names of this page.',
  other: 'Registers that this page does not list, and values that could not be read: as printed.',
  time: READING_MEANINGS.time,
  meter_time: 'The clock of the meter as it is printed; there even when it is no valid time.',
  header: 'First line of the telegram: make and type of the meter.',
  encrypted: 'Whether the telegram came encrypted.',
  authenticated: 'Whether its tag was right: nobody has changed it since the meter sealed it.',
  system_title: 'System title of an encrypted frame: which meter has sealed it, in hex.',
  frame_counter: 'Counter of an encrypted frame: rises by one with each.',
};

export const DIAGNOSTIC_MEANINGS: Record<string, string> = {
  uptime_s: 'Seconds since the dongle was started.',
  telegrams: 'Good telegrams.',
  authenticated: 'How many of them had a right tag.',
  lost_frames: 'Frames that the counters of the meter say were sent and that did not arrive.',
  noise_bytes: 'Bytes that belonged to no frame.',
  unread_values: 'Lines that are no data line, and values that are empty or cannot be read.',
  repeated_codes: 'Registers that came more than once in a telegram: the first one counts.',
  mqtt_dropped: 'Messages thrown away because the broker was not reachable for too long.',
  mqtt_reconnects: 'How often the connection to the broker was made anew.',
  latest_time: 'The clock of the meter in the latest telegram.',
  faults:
    'What was refused, by the names above, and how often; a fault that never was is left out.',
};

/** What the dongle adds to them. */
export const DONGLE_MEANINGS: Record<string, string> = {
  rssi_dbm: 'The signal of the Wi-Fi in dBm: -50 is good, -80 poor.',
  free_variables: 'Memory that is free, in variables of 14 bytes.',
  uart_overruns: 'Times that the chip had no room for what the meter sent.',
  wifi_joins: 'Attempts to join the network.',
  boots: 'Starts since it was flashed.',
  state: 'What it is doing: the words are in [troubleshooting](troubleshooting.md).',
  restart: 'Why it was started: the words are in [troubleshooting](troubleshooting.md#restarts).',
  version: 'The version of its program.',
};
