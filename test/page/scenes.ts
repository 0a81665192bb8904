/** Dongles in made-up situations: one that was never set up, and one at work in a house with panels. */
import type { Json, Scene } from './mock.ts';

export const READINGS: [name: string, value: string, unit: string][] = [
  ['device_name', 'SAG1030700089067', ''],
  ['energy_imported', '6545.766', 'kWh'],
  ['energy_exported', '1208.021', 'kWh'],
  ['reactive_energy_imported', '4.318', 'kvarh'],
  ['power_imported', '1284', 'W'],
  ['power_exported', '0', 'W'],
  ['reactive_power_imported', '32', 'var'],
  ['threshold', '77376', 'VA'],
  ['breaker', '1', ''],
  ['power_failures', '7', ''],
  ['voltage_l1', '231.0', 'V'],
  ['voltage_l2', '229.0', 'V'],
  ['voltage_l3', '232.0', 'V'],
  ['current_l1', '2', 'A'],
  ['current_l2', '3', 'A'],
  ['current_l3', '1', 'A'],
  ['power_net', '1284', 'W'],
  ['gas_1_volume', '813.402', 'm3'],
];

/** What else meters send: long names, times, and three phases of everything. */
export const MORE_READINGS: [name: string, value: string, unit: string][] = [
  ['version', '50', ''],
  ['power_imported_l1', '400', 'W'],
  ['power_imported_l2', '500', 'W'],
  ['power_imported_l3', '384', 'W'],
  ['reactive_power_exported_l1', '12345', 'var'],
  ['reactive_power_exported_l2', '12345', 'var'],
  ['reactive_power_exported_l3', '12345', 'var'],
  ['voltage_sags_l1', '3', ''],
  ['power_factor', '0.98', ''],
  ['reactive_energy_q1', '1.234', 'kvarh'],
  ['gas_1_time', '2026-11-21T04:00:00+01:00', ''],
  ['gas_1_id', '4730303332353631323334363738393132', ''],
  ['gas_1_valve', '1', ''],
];

const step = (...names: string[]) =>
  ['network', 'broker', 'telegram', 'decryption'].map((name, i) => [name, ...names[i].split(' ')]);

/** Four steps, each as "state" or "failed fault". */
export function reportOf(steps: string[], rest: Json = {}): Json {
  return { steps: step(...steps), ...rest };
}

export const SUCCESS: Json[] = [
  reportOf(['busy', 'wait', 'wait', 'wait']),
  reportOf(['ok', 'ok', 'ok', 'ok'], { ip: '192.168.1.7', readings: READINGS.slice(1, 6) }),
];

/** The steps before the one that failed went well, those behind it were not tried. */
export function failureOf(name: string, fault: string): Json {
  const names = ['network', 'broker', 'telegram', 'decryption'];
  const at = names.indexOf(name);
  return reportOf(names.map((_, i) => (i < at ? 'ok' : i > at ? 'wait' : `failed ${fault}`)));
}

function sceneOf(live: Json): Scene {
  return {
    live,
    settings: { name: 'smarty-a1b2' },
    secrets: {},
    networks: [
      ['Fritz!Box Maison', -48, 'wpa2'],
      ['Villa Vauban', -66, 'wpa2'],
      ['Gare Wi-Fi', -79, 'open'],
    ],
    reports: SUCCESS.slice(),
    faults: undefined,
    telegrams: [],
    password: 'correct horse',
    busy: 0,
    waits: 0,
    updateFault: undefined,
    log: '',
  };
}

export function newSetup(): Scene {
  return sceneOf({ mode: 'setup', state: 'setup', name: 'smarty-a1b2', version: '0.1.0' });
}

export function newHouse(): Scene {
  const scene = sceneOf({
    mode: 'run',
    state: 'running',
    name: 'smarty-a1b2',
    version: '0.1.0',
    ip: '192.168.1.7',
    ssid: 'Fritz!Box Maison',
    rssi: -61,
    free: 1482,
    uptime_s: 93784,
    restart: 'saved',
    age_s: 3,
    time: '2026-11-21T04:34:50+01:00',
    authenticated: true,
    counts: {
      ...{ uptime_s: 93784, telegrams: 9310, authenticated: 9310, lost_frames: 0 },
      ...{ noise_bytes: 17, unread_values: 0, repeated_codes: 0, mqtt_dropped: 0 },
      ...{ mqtt_reconnects: 1, rssi_dbm: -61, free_variables: 1482, uart_overruns: 0 },
      ...{ wifi_joins: 2, boots: 12 },
    },
    faults: { cut: 1, tag: 2 },
    readings: READINGS,
  });
  const broker = { broker: '192.168.1.5', broker_port: 1883, broker_user: 'smarty' };
  scene.settings = { ssid: 'Fritz!Box Maison', name: 'smarty-a1b2', tag: 'verify', ...broker };
  scene.secrets = { wifi_password: true, key: true, auth_key: true, broker_password: true };
  return scene;
}

const SAMPLES = 300;

/** Watts at a place of the last ten minutes: panels behind passing clouds, a kettle, a fridge. */
function wattsAt(i: number): number {
  const clouds = Math.max(0, Math.sin(i / 38) + 0.35 * Math.sin(i / 9));
  const kettle = i > 225 && i < 262 ? 1900 : 0;
  const fridge = i % 120 < 45 ? 90 : 0;
  return Math.round(310 + kettle + fridge - 1700 * clouds + 25 * Math.sin(i * 1.7));
}

/** The house over ten minutes, a telegram at each poll; then time stands still. */
export function newDay(): Scene {
  const scene = newHouse();
  let i = 0;
  Object.defineProperty(scene.live, 'readings', {
    enumerable: true,
    get() {
      i = Math.min(i + 1, SAMPLES);
      const net = wattsAt(i);
      const power: Json = {
        power_imported: Math.max(0, net),
        power_exported: Math.max(0, -net),
        power_net: net,
      };
      return READINGS.map(([name, value, unit]) => [name, String(power[name] ?? value), unit]);
    },
  });
  return scene;
}
