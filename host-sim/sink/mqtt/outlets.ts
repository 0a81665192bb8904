/**
 * The shapes of one meter, by its settings: those of the dongle (command/outlets.ts), and for a heat
 * meter the same with what heat has in place of electricity.
 */
import { extraOf } from '../../../firmware/core/config/schema.ts';
import type { Settings } from '../../../firmware/core/config/settings.ts';
import { homeAssistantOptions } from '../../../firmware/core/device/outlets.ts';
import type { Shape } from '../../../firmware/core/message/shape.ts';
import { settingsOf } from '../../command/extras.ts';
import { hostOutlets } from '../../command/outlets.ts';
import type { HostOutlets, OutletApp } from '../../command/outlets.ts';
import { newMemoryFlash } from '../../node/flash.ts';
import { localAddress } from '../../node/local.ts';
import { SHAPES } from '../settings/mqtt.ts';
import type { MqttOptions } from '../settings/mqtt.ts';
import { HEAT_MUELI_ID, heatDiscovery, heatHomie4, heatHomie5, heatMueli } from './heat.ts';

export interface OutletParty {
  meter: string;
  isHeat: boolean;
  version: string;
  app(): OutletApp;
}

/** What the core has for electricity alone. */
const ELECTRIC = {
  obis_topics: 'no',
  smartyreader_topics: 'no',
  frame_topic: 'no',
  homie: 'no',
  homeassistant: 'no',
};
/** A battery meter is asked once an hour: what it said holds for three times that. */
const HEAT_PERIOD_S = 3600;

export function shapeSettings(options: MqttOptions, meter: string): Settings {
  const given = Object.fromEntries(Object.keys(SHAPES).map((name) => [name, options[name]]));
  return settingsOf(given, meter);
}

function heatStatus(settings: Settings): HostOutlets['status'] | undefined {
  if (extraOf(settings, 'homie') !== 'mueli') return undefined;
  const topic = `${extraOf(settings, 'homie_root')}/${HEAT_MUELI_ID}/$state`;
  return { topic, online: 'init', offline: 'lost', gone: 'disconnected' };
}

function homieShapes(settings: Settings, party: OutletParty): Shape[] {
  const kind = extraOf(settings, 'homie');
  const { meter: id, version, app } = party;
  const options = { root: extraOf(settings, 'homie_root'), id, name: id };
  if (kind === 'homie5') {
    return [heatHomie5({ ...options, version: () => app().counts.latestUtcS ?? 0 })];
  }
  const local = () => localAddress();
  if (kind === 'homie4') return [heatHomie4({ ...options, version, local })];
  return kind === 'mueli' ? [heatMueli({ ...options, id: HEAT_MUELI_ID, version, local })] : [];
}

function heatOutlets(settings: Settings, party: OutletParty): HostOutlets {
  const { meter, version, app } = party;
  const base = { flash: newMemoryFlash(), local: localAddress(), app };
  const whole = hostOutlets({ ...base, settings });
  const plain = hostOutlets({ ...base, settings: { ...settings, ...ELECTRIC } as Settings });
  const status = heatStatus(settings) ?? whole.status;
  const isFound = extraOf(settings, 'homeassistant') === 'yes';
  const discovery = heatDiscovery(() => {
    const options = homeAssistantOptions(settings, version, false);
    const availability = { ...options.availability, topic: status.topic };
    const id = meter.replaceAll('.', '_');
    return { ...options, availability, id, periodS: HEAT_PERIOD_S };
  });
  return {
    ...whole,
    status,
    forward: undefined,
    shapes: [...(isFound ? [discovery] : []), ...plain.shapes, ...homieShapes(settings, party)],
  };
}

export function outletsOf(settings: Settings, party: OutletParty): HostOutlets {
  if (party.isHeat) return heatOutlets(settings, party);
  return hostOutlets({
    settings,
    flash: newMemoryFlash(),
    local: localAddress(),
    app: party.app,
  });
}
