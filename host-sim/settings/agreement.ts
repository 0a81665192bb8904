/** What is right by itself and does not go together. In: a plan. Out: complaints. */
import { textOf } from '../command/values.ts';
import type { Endpoint } from '../command/values.ts';
import { isOneTopic, TOPIC_MISSING } from '../reader/place.ts';
import { nameOf } from './catalogue.ts';
import { ENDPOINT } from './form.ts';
import type { Complaint } from './given.ts';
import type { Plan, SinkPlan } from './plan.ts';
import type { Group } from './row.ts';

/** The places where a sink listens. */
function endpointsOf({ kind, options }: SinkPlan): { name: string; place: string }[] {
  return Object.entries((kind.group as Group).rows).flatMap(([name, row]) => {
    const endpoint = options[name] as Endpoint | undefined;
    if (row.form !== ENDPOINT || !endpoint || endpoint.port === 0) return [];
    return [{ name: nameOf({ group: kind.group, name, row }), place: textOf(endpoint) }];
  });
}

function portComplaints({ sinks }: Plan): Complaint[] {
  const taken = new Map<string, string>();
  const complaints: Complaint[] = [];
  for (const sink of sinks) {
    for (const { name, place } of endpointsOf(sink)) {
      const who = `${name} of ${sink.meters.join(', ')}`;
      const other = taken.get(place);
      if (other !== undefined) {
        const sentence = `${other} and ${who} both want ${place}: give each a port of its own.`;
        complaints.push({ where: sink.meters[0], sentence });
      }
      taken.set(place, who);
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
    ...portComplaints(plan),
    ...lineComplaints(plan),
    ...topicComplaints(plan),
    ...ownComplaints(plan),
    ...idleComplaints(plan),
  ];
}
