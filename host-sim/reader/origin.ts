/**
 * The source of a meter, by its settings.
 * In: settings. Out: a wire, or a heat meter; what cannot be is thrown as a problem that names the setting.
 */
import { newProblem, USAGE } from '../command/problem.ts';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../house/seal.ts';
import type { Dial } from '../source/connection.ts';
import { newReconnectingWire } from '../source/reconnect.ts';
import type { Heat, Tell, Wire } from '../source/source.ts';
import { isOneTopic, TOPIC_MISSING } from './place.ts';
import type { Place } from './place.ts';
import type { MeterSettings } from './settings.ts';

export type Origin = { wire: Wire; heat?: undefined } | { heat: Heat; wire?: undefined };

type PlaceOf<K extends Place['kind']> = Place & { kind: K };
type Opener<K extends Place['kind']> = (
  place: PlaceOf<K>,
  settings: MeterSettings,
  tell: Tell,
) => Promise<Origin>;

/** A cable that is plugged in again is to be read at once. */
const CABLE = { firstMs: 1000, longestMs: 5000 };
/** A meter sends every ten seconds: after so long the other side has gone without a word. */
const NETWORK = { firstMs: 1000, longestMs: 30_000, silentMs: 120_000 };
const SIMULATED_S = 2;
/** Kamstrup Meter Protocol: two stop bits are sent. */
const KMP_LINE = { baud: 1200, format: '8N2' };

async function dialOf(
  line: PlaceOf<'serial' | 'tcp' | 'simulated'>,
  form: { baud: number; format: string },
): Promise<Dial> {
  if (line.kind === 'simulated') return (await import('../kamstrup/simulated.ts')).simulatedDial();
  if (line.kind === 'tcp') return (await import('../source/tcp.ts')).tcpDial(line.to);
  // Loaded here: it is a native package, which not everybody needs.
  const { serialDial } = await import('../source/serial.ts');
  return serialDial({ path: line.path, ...form });
}

const OPENERS: { [K in Place['kind']]: Opener<K> } = {
  async serial(place, { source }, tell) {
    return { wire: newReconnectingWire(await dialOf(place, source), CABLE, tell) };
  },
  async tcp(place, { source }, tell) {
    return { wire: newReconnectingWire(await dialOf(place, source), NETWORK, tell) };
  },
  async mqtt(place, { source }, tell) {
    const topic = source.topic ?? place.topic;
    if (!isOneTopic(topic)) throw newProblem(TOPIC_MISSING, USAGE);
    const { newMqttWire } = await import('../source/mqtt.ts');
    return { wire: newMqttWire({ settings: source, broker: place.broker, topic }, tell) };
  },
  async file({ file }, { source }, tell) {
    const { newRecordingWire } = await import('../source/recording.ts');
    const periodMs = (source.period_s ?? 0) * 1000;
    return { wire: newRecordingWire({ file, periodMs }, tell) };
  },
  async simulated(_place, { source, '': meter }) {
    const { newSimulatedWire } = await import('../source/simulated.ts');
    const { key = TEST_KEY, auth_key: authKey = LUXEMBOURG_AUTH_KEY } = meter;
    const { list, seed, period_s: periodS = SIMULATED_S } = source;
    return { wire: newSimulatedWire({ list, seed, key, authKey, periodMs: periodS * 1000 }) };
  },
  async kamstrup({ line }, { kamstrup: settings }, tell) {
    const { newHeatSource } = await import('../kamstrup/heat.ts');
    return { heat: newHeatSource({ dial: await dialOf(line, KMP_LINE), settings, tell }) };
  },
};

export function openOrigin(place: Place, settings: MeterSettings, tell: Tell): Promise<Origin> {
  const open = OPENERS[place.kind] as Opener<Place['kind']>;
  return open(place, settings, tell);
}
