/**
 * The MQTT sink: what the dongle tells, told by a computer, by MQTT.js. One connection for each meter,
 * since each has a last will of its own.
 */
import { isTold } from '../../../firmware/core/message/publication.ts';
import { BIRTH_PAYLOAD, BIRTH_TOPIC } from '../../../firmware/core/message/homeassistant.ts';
import { mqttFault } from '../settings/mqtt.ts';
import type { MqttOptions } from '../settings/mqtt.ts';
import { FAILED, newProblem } from '../../command/problem.ts';
import type { Around, OpenSink } from '../sink.ts';
import { clientOptions, nameOf } from './connection.ts';
import type { Post } from './facts.ts';
import { factsOf } from './facts.ts';
import { closeLink, openLink, pump } from './link.ts';
import { outletsOf, shapeSettings } from './outlets.ts';
import type { Teller } from './teller.ts';
import { abandon, newTeller, takeFrame, takeReadout, tellAgain, tellDiagnosis } from './teller.ts';

/** Home Assistant asks all at once: not all of them answer at once. */
const SPREAD_MS = 10_000;
const FIRST_DIAGNOSIS_MS = 10_000;
const DIAGNOSIS_MS = 60_000;

interface Setting {
  options: MqttOptions;
  around: Around;
  onProgress(): void;
}

function appOf(teller: Teller) {
  const { publication } = teller;
  const { title, stamp } = teller.latest?.snapshot ?? {};
  return { publication, title, counts: { latestUtcS: stamp?.utcS } };
}

/** Counts of the meter, and those of its connection. */
function tellCounts({ link, teller }: Post, around: Around): void {
  const meter = around.account().meters.find(({ name }) => name === teller.options.meter);
  if (!meter || link.state !== 'up') return;
  const numbers = {
    ...meter.diagnosis.numbers,
    mqtt_dropped: teller.backlog.queue.dropped + link.lost,
    mqtt_reconnects: Math.max(0, link.connections - 1),
  };
  tellDiagnosis(teller, { ...meter.diagnosis, numbers });
  pump(link);
}

function keepTelling(post: Post, around: Around): NodeJS.Timeout {
  const first = setTimeout(() => tellCounts(post, around), FIRST_DIAGNOSIS_MS).unref();
  const every = setInterval(() => tellCounts(post, around), DIAGNOSIS_MS).unref();
  const { end } = post;
  post.end = () => {
    clearTimeout(first);
    clearInterval(every);
    end();
  };
  return every;
}

function tellerOf(options: MqttOptions, meter: string, how: ReturnType<typeof outletsOf>): Teller {
  const teller = newTeller({
    meter,
    telegram: how.telegram,
    periodMs: how.periodMs,
    frames: String(options.frame_topic ?? 'no'),
    queueBytes: options.queue_kib * 1024,
  });
  teller.publication.shapes.push(...how.shapes);
  return teller;
}

async function openPost(meter: string, setting: Setting): Promise<Post> {
  const { options, around, onProgress } = setting;
  const fault = mqttFault(options, meter);
  if (fault !== undefined) throw newProblem(`${fault}.`, FAILED);
  const settings = shapeSettings(options, meter);
  const app = () => appOf(teller);
  const party = { meter, isHeat: around.isHeat(meter), version: around.version, app };
  const outlets = outletsOf(settings, party);
  const teller = tellerOf(options, meter, outlets);
  const timers = new Set<NodeJS.Timeout>();
  const announceSoon = () => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      tellAgain(teller, Date.now());
      pump(link);
    }, Math.random() * SPREAD_MS).unref();
    timers.add(timer);
  };
  const hear = (topic: string, payload: string, retain: boolean) => {
    const isBirth = topic.endsWith(BIRTH_TOPIC) && payload === BIRTH_PAYLOAD;
    if (isBirth && !retain) announceSoon();
    else if (!isBirth) outlets.hear(topic, payload, retain);
  };
  const will = { topic: outlets.status.topic, payload: outlets.status.offline };
  const link = await openLink({
    name: nameOf(options),
    client: clientOptions(options, meter, will),
    outlets: { ...outlets, hear },
    teller,
    qos2: options.qos2,
    tell: around.tell,
    onProgress,
  });
  const end = () => timers.forEach((timer) => clearTimeout(timer));
  const post = { link, teller, end };
  keepTelling(post, around);
  return post;
}

function isIdle({ teller }: Post): boolean {
  return teller.backlog.queue.messages.length === 0 && isTold(teller.publication);
}

function isFilled({ teller: { backlog, isOpen }, link }: Post): boolean {
  const { queue } = backlog;
  // Readings do not wait for a broker that is away; one that is there is told those of each telegram.
  const isTelling = isOpen && (link.state === 'up' || link.state === 'connecting');
  return isTelling || queue.bytes > queue.capacityBytes / 2;
}

/** Those who wait for room are let go as soon as there is some. */
function newRoom(isFull: () => boolean) {
  const waiting: (() => void)[] = [];
  return {
    wait: () =>
      isFull() ? new Promise<void>((resolve) => waiting.push(resolve)) : Promise.resolve(),
    look: () => {
      if (!isFull()) waiting.splice(0).forEach((resolve) => resolve());
    },
    open: () => waiting.splice(0).forEach((resolve) => resolve()),
  };
}

/** `room` waits for the broker, for as long as it is away, once the queue is half full. */
export const openMqtt: OpenSink<MqttOptions> = async (options, around) => {
  const posts = new Map<string, Post>();
  const all = () => [...posts.values()];
  const room = newRoom(() => all().some(isFilled));
  for (const meter of around.meters) {
    posts.set(meter, await openPost(meter, { options, around, onProgress: room.look }));
  }
  return {
    name: nameOf(options),
    take(readout) {
      const post = posts.get(readout.meter);
      if (!post) return;
      takeReadout(post.teller, readout, Date.now());
      pump(post.link);
    },
    frame(meter, frame, counter) {
      const post = posts.get(meter);
      if (!post) return;
      takeFrame(post.teller, frame, counter);
      pump(post.link);
    },
    room: room.wait,
    facts: () => factsOf(all()),
    async close() {
      await Promise.all(all().map((post) => closeLink(post.link, () => isIdle(post))));
      for (const post of all()) {
        post.end();
        abandon(post.teller);
      }
      room.open();
    },
  };
};
