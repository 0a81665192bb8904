/**
 * What one set of settings wants to be told, and to whom on MQTT. Loaded on demand, and only where
 * something else than the usual is wanted.
 *
 * In: settings, and what is to stay: nothing that stays may be made in here, or all of this would stay with it.
 * Out: shapes, derivations, and what the session with the broker has to know.
 */
import type { Delivery as How, Derivation, Stage } from '../app.ts';
import { load as loadSchema } from '../config/schema.lazy.ts';
import type { Delivery, Settings } from '../config/settings.ts';
import { noteTopic } from '../message/discovery.ts';
import type { HomeAssistantOptions } from '../message/entity.ts';
import { BIRTH_TOPIC } from '../message/homeassistant.ts';
import type { PlainOptions } from '../message/plain.ts';
import type { FrameForm } from '../message/forward.ts';
import { load as loadHomie4 } from '../message/homie4.far.ts';
import type { Homie4Options } from '../message/homie4.ts';
import { load as loadHomie5 } from '../message/homie5.far.ts';
import { load as loadMueli } from '../message/mueli.far.ts';
import { load as loadObis } from '../message/obis.far.ts';
import { load as loadRelay } from '../message/relay.far.ts';
import type { Shape, Walk } from '../message/shape.ts';
import { load as loadSmartyReader } from '../message/smartyreader.far.ts';
import { topicOf } from '../message/topics.ts';
import { load as loadQuarters } from '../meter/quarters.far.ts';
import { load as loadSpreads } from '../meter/spreads.far.ts';
import type { Message } from '../mqtt/packet.ts';
import type { Digest, Flash, Text } from '../ports.ts';
import { milliText } from '../telegram/value.ts';

export interface OutletOptions {
  version: string;
  /** Where a ledger can be kept, which only a dongle has. */
  flash: Flash;
  digest: Digest;
  isDongle: boolean;
  text: Text;
  /** For Homie, where they are known. */
  local?: Homie4Options['local'];
  /** Of the latest telegram; 0: none. */
  utcS(): number;
  tell(o: PlainOptions, line: string): Message;
  /** To Home Assistant, with the options of these settings. */
  announce(lines: string, walk: Walk): Message | undefined;
}

export interface Outlets {
  shapes: Shape[];
  telegram: How | undefined;
  periodMs: number;
  derivations: Derivation[] | undefined;
  keepsPrinted: boolean;
  /** Frames are forwarded. */
  forward: Stage | undefined;
  /** The last will, and what stands in its place. */
  status: { topic: string; online: string; offline: string; gone?: string };
  subscriptions: string[];
}

/** Meters send every ten seconds at the slowest. */
const USUAL_S = 10;
const USUAL_CLASS_W = 3000;

/** undefined: not at all. */
function deliveryOf(word: Delivery): How | undefined {
  if (word === 'no') return undefined;
  return { qos: word.charAt(3) === '1' ? 1 : 0, retain: word.length > 4 };
}

function statusOf(s: Settings): Outlets['status'] {
  const extraOf = loadSchema().extraOf;
  const homie = extraOf(s, 'homie');
  if (homie === 'no') {
    return { topic: topicOf(s.name, 'status'), online: 'online', offline: 'offline' };
  }
  const root = extraOf(s, 'homie_root') + (homie === 'homie5' ? '/5/' : '/');
  const id = homie === 'mueli' ? loadMueli().MUELI_ID : s.name;
  const topic = root + id + '/$state';
  return { topic: topic, online: 'init', offline: 'lost', gone: 'disconnected' };
}

function homieShape(s: Settings, o: OutletOptions): Shape {
  const extraOf = loadSchema().extraOf;
  const kind = extraOf(s, 'homie');
  const root = extraOf(s, 'homie_root');
  const name = s.name;
  if (kind === 'homie5') {
    return loadHomie5().newHomie5Shape({ root: root, id: name, name: name, version: o.utcS });
  }
  const mueli = kind === 'mueli' ? loadMueli() : undefined;
  return loadHomie4().newHomie4Shape(
    {
      root: root,
      id: mueli ? mueli.MUELI_ID : name,
      name: name,
      version: o.version,
      local: o.local,
    },
    mueli && mueli.MUELI,
  );
}

/** Made anew for each message: kept, it would take memory. */
export function homeAssistantOptions(
  s: Settings,
  version: string,
  isDongle: boolean,
): HomeAssistantOptions {
  const extraOf = loadSchema().extraOf;
  const status = statusOf(s);
  return {
    device: s.name,
    prefix: extraOf(s, 'homeassistant_prefix'),
    // Known with the first telegram.
    id: '',
    version: version,
    periodS: Math.max(extraOf(s, 'publish_period_s'), USUAL_S),
    availability: {
      topic: status.topic,
      online: status.online === 'init' ? 'ready' : status.online,
      offline: status.offline,
    },
    isJson: extraOf(s, 'reading_topics') === 'no',
    isDongle: isDongle,
  };
}

function shapesOf(s: Settings, o: OutletOptions): Shape[] {
  const extraOf = loadSchema().extraOf;
  const shapes: Shape[] = [];
  if (extraOf(s, 'homeassistant') === 'yes') {
    shapes.push({ announce: o.announce });
  }
  const plain = deliveryOf(extraOf(s, 'reading_topics'));
  if (plain) {
    const how = { device: s.name, qos: plain.qos, retain: plain.retain };
    shapes.push({ tell: o.tell.bind(undefined, how) });
  }
  if (extraOf(s, 'homie') !== 'no') shapes.push(homieShape(s, o));
  const obis = deliveryOf(extraOf(s, 'obis_topics'));
  if (obis) {
    shapes.push(
      loadObis().newObisShape({
        qos: obis.qos,
        retain: obis.retain,
        device: s.name,
        root: extraOf(s, 'obis_root'),
        isOnlyChanged: extraOf(s, 'obis_changed') === 'yes',
      }),
    );
  }
  const reader = deliveryOf(extraOf(s, 'smartyreader_topics'));
  if (reader) {
    shapes.push(
      loadSmartyReader().newSmartyReaderShape({
        qos: reader.qos,
        retain: reader.retain,
        root: extraOf(s, 'smartyreader_root'),
        isCalculated: extraOf(s, 'smartyreader_names') === 'calculated',
        classKw: milliText(extraOf(s, 'reference_power_w') || USUAL_CLASS_W),
      }),
    );
  }
  return shapes;
}

function derivationsOf(s: Settings, o: OutletOptions): Derivation[] | undefined {
  const extraOf = loadSchema().extraOf;
  const derivations: Derivation[] = [];
  if (extraOf(s, 'publish_period_s')) derivations.push(loadSpreads().newSpreads());
  if (extraOf(s, 'quarters') === 'yes') {
    const tariff = {
      referenceW: extraOf(s, 'reference_power_w'),
      price: extraOf(s, 'exceeded_price'),
      periodS: extraOf(s, 'quarter_s'),
    };
    derivations.push(loadQuarters().newQuarters({ flash: o.flash, digest: o.digest }, tariff));
  }
  return derivations.length ? derivations : undefined;
}

function forwardOf(s: Settings, o: OutletOptions): Stage | undefined {
  const words = loadSchema().extraOf(s, 'frame_topic').split('_qos');
  if (words.length < 2) return undefined;
  const qos = words[1] === '1' ? 1 : 0;
  return loadRelay().newRelay({
    device: s.name,
    form: words[0] as FrameForm,
    qos: qos,
    text: o.text,
  });
}

export function newOutlets(s: Settings, o: OutletOptions): Outlets {
  const extraOf = loadSchema().extraOf;
  const status = statusOf(s);
  const subscriptions = [noteTopic(s.name)];
  if (extraOf(s, 'homeassistant') === 'yes') {
    subscriptions.push(extraOf(s, 'homeassistant_prefix') + BIRTH_TOPIC);
    if (o.isDongle) subscriptions.push(topicOf(s.name, 'command'));
  }
  return {
    shapes: shapesOf(s, o),
    telegram: deliveryOf(extraOf(s, 'telegram_topic')),
    periodMs: extraOf(s, 'publish_period_s') * 1000,
    derivations: derivationsOf(s, o),
    keepsPrinted: extraOf(s, 'obis_topics') !== 'no' || extraOf(s, 'telegram_port') > 0,
    forward: forwardOf(s, o),
    status: status,
    subscriptions: subscriptions,
  };
}
