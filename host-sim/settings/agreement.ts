/** What is right by itself and does not go together. In: a plan. Out: complaints. */
import { resolve } from 'node:path';
import { textOf } from '../command/values.ts';
import type { Endpoint } from '../command/values.ts';
import { nameOf as brokerName } from '../sink/mqtt/connection.ts';
import type { MqttOptions } from '../sink/settings/mqtt.ts';
import { isOneTopic, TOPIC_MISSING } from '../reader/place.ts';
import { nameOf } from './catalogue.ts';
import { ENDPOINT } from './form.ts';
import type { Complaint } from './given.ts';
import type { Plan, SinkPlan } from './plan.ts';
import type { Group } from './row.ts';

/** What one sink alone can have. */
interface Claim {
  name: string;
  /** For people. */
  what: string;
  /** What two must not have at once. */
  mark: string;
  remedy: string;
}

/** The places where a sink listens. */
function endpointsOf({ kind, options }: SinkPlan): Claim[] {
  return Object.entries((kind.group as Group).rows).flatMap(([name, row]) => {
    const endpoint = options[name] as Endpoint | undefined;
    if (row.form !== ENDPOINT || !endpoint || endpoint.port === 0) return [];
    const what = textOf(endpoint);
    const remedy = 'give each a port of its own';
    return [{ name: nameOf({ group: kind.group, name, row }), what, mark: what, remedy }];
  });
}

function fileClaim(name: string, file: unknown, remedy: string): Claim[] {
  return typeof file === 'string' ? [{ name, what: file, mark: resolve(file), remedy }] : [];
}

/** Two clients of one id throw each other out of their broker, again and again. */
function clientClaim({ options, meters }: SinkPlan): Claim[] {
  const mqtt = options as MqttOptions;
  const { client_id: id, url } = mqtt;
  if (id === undefined || !url) return [];
  const mark = `${brokerName(mqtt)} ${id.replaceAll('{meter}', meters[0])}`;
  const remedy = 'put {meter} into it, which stands for the name of the meter';
  return [{ name: 'mqtt client_id', what: 'the same client id', mark, remedy }];
}

/** By the name of the sink: what beside ports it wants for itself. */
const CLAIMS: Readonly<Record<string, (sink: SinkPlan) => Claim[]>> = {
  mqtt: clientClaim,
  pty: ({ options }) => fileClaim('pty link', options.link, 'give each a link of its own'),
  port: ({ options }) => fileClaim('port path', options.path, 'give each a port of its own'),
};

function claimsOf(sink: SinkPlan): Claim[] {
  return [...endpointsOf(sink), ...(CLAIMS[sink.kind.group.name]?.(sink) ?? [])];
}

function claimComplaints({ sinks }: Plan): Complaint[] {
  const taken = new Map<string, string>();
  const complaints: Complaint[] = [];
  for (const sink of sinks) {
    for (const { name, what, mark, remedy } of claimsOf(sink)) {
      const who = `${name} of ${sink.meters.join(', ')}`;
      const other = taken.get(mark);
      if (other !== undefined) {
        const sentence = `${other} and ${who} both want ${what}: ${remedy}.`;
        complaints.push({ where: sink.meters[0], sentence });
      }
      taken.set(mark, who);
    }
  }
  return complaints;
}

function lineComplaints({ meters }: Plan): Complaint[] {
  const taken = new Map<string, string>();
  const complaints: Complaint[] = [];
  for (const { name, settings } of meters) {
    const place = settings.source.url;
    const line = place?.kind === 'kamstrup' ? place.line : place;
    const path = line?.kind === 'serial' ? line.path : undefined;
    const other = path === undefined ? undefined : taken.get(path);
    if (other !== undefined) {
      const sentence = `${other} and ${name} both read ${path}: one serial port is one meter.`;
      complaints.push({ where: name, sentence });
    }
    if (path !== undefined) taken.set(path, name);
  }
  return complaints;
}

/** Of a broker one meter is read: one topic. */
function topicComplaints({ meters }: Plan): Complaint[] {
  return meters.flatMap(({ name, settings: { source } }) => {
    if (source.url?.kind !== 'mqtt' || isOneTopic(source.topic ?? source.url.topic)) return [];
    return [{ where: name, sentence: TOPIC_MISSING }];
  });
}

/** What a sink itself finds wrong with its settings. */
function ownComplaints({ sinks }: Plan): Complaint[] {
  return sinks.flatMap(({ kind, options, meters }) => {
    return meters.flatMap((meter) => {
      const sentence = kind.fault?.(options, meter);
      return sentence === undefined ? [] : [{ where: meter, sentence }];
    });
  });
}

function idleComplaints({ meters, sinks }: Plan): Complaint[] {
  const idle = meters.filter(({ name }) => !sinks.some((sink) => sink.meters.includes(name)));
  return idle.map(({ name }) => ({
    where: name,
    sentence: `Nothing is told of ${name}: give it a sink, such as mqtt = "mqtt://192.168.1.2".`,
    isWarning: true,
  }));
}

export function agreementComplaints(plan: Plan): Complaint[] {
  return [
    ...claimComplaints(plan),
    ...lineComplaints(plan),
    ...topicComplaints(plan),
    ...ownComplaints(plan),
    ...idleComplaints(plan),
  ];
}
