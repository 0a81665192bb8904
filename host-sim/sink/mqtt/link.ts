/**
 * The connection of one meter to its broker, by MQTT.js, which reconnects by itself.
 * In: messages of a teller. Out: the same to the broker, in order, a few at a time, so that what waits
 * is in one bounded queue; the status retained, also as last will; sentences when the state changes.
 */
import type { EventEmitter } from 'node:events';
import type { IClientOptions, MqttClient } from 'mqtt';
import type { HostOutlets } from '../../command/outlets.ts';
import type { Message } from '../../../firmware/core/mqtt/packet.ts';
import type { Tell } from '../../source/source.ts';
import { isDone, waitUntil } from '../../command/waiting.ts';
import { brokerFault, isRefused } from './fault.ts';
import type { Teller } from './teller.ts';
import { settleMessage } from './backlog.ts';
import { arrive, leave, nextOut } from './teller.ts';

export interface LinkOptions {
  name: string;
  client: IClientOptions;
  outlets: Pick<HostOutlets, 'status' | 'subscriptions' | 'hear'>;
  teller: Teller;
  qos2: boolean;
  tell: Tell;
  /** There may be more room than before. */
  onProgress(): void;
}

export interface Link {
  options: LinkOptions;
  client: MqttClient;
  state: 'connecting' | 'up' | 'waiting' | 'closed';
  connections: number;
  /** Handed over and not acknowledged, not yet written. */
  unacknowledged: number;
  unwritten: number;
  messages: number;
  lost: number;
  /** Faults that were told since the broker was there. */
  told: Set<string>;
  failures: number;
}

/** As many are under way at once: a broker far away answers late. */
const WINDOW = 16;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const GOODBYE_MS = 3000;

function bytesOf(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

function publish(link: Link, message: Message, done: (isThere: boolean) => void): void {
  const { topic, payload, qos, retain } = message;
  const asked = { qos: qos === 1 && link.options.qos2 ? (2 as const) : qos, retain };
  link.client.publish(bytesOf(topic).toString('utf8'), bytesOf(payload), asked, (error) => {
    done(!error);
  });
}

function settle(link: Link, message: Message, isThere: boolean): void {
  settleMessage(link.options.teller.backlog, message, isThere);
  if (isThere) link.messages++;
  else link.lost++;
}

/** What is only written is gone with its connection. */
function sendOnce(link: Link, message: Message): void {
  const connection = link.connections;
  let isSettled = false;
  const end = (isThere: boolean) => {
    if (isSettled) return;
    isSettled = true;
    link.client.off('close', lose);
    if (connection === link.connections) link.unwritten--;
    settle(link, message, isThere);
    pump(link);
  };
  const lose = () => end(false);
  link.unwritten++;
  link.client.once('close', lose);
  publish(link, message, end);
}

function send(link: Link, message: Message): void {
  if (message.qos === 0) return sendOnce(link, message);
  link.unacknowledged++;
  publish(link, message, (isThere) => {
    link.unacknowledged--;
    settle(link, message, isThere);
    pump(link);
  });
}

/** Sends what can be sent; whoever has more calls it. */
export function pump(link: Link): void {
  while (link.state === 'up' && link.unacknowledged + link.unwritten < WINDOW) {
    const message = nextOut(link.options.teller);
    if (!message) break;
    send(link, message);
  }
  link.options.onProgress();
}

function statusMessage({ status }: LinkOptions['outlets'], payload: string): Message {
  return { topic: status.topic, payload, qos: 1, retain: true };
}

function takeConnect(link: Link): void {
  const { outlets, teller, tell, name } = link.options;
  if (link.told.size > 0) tell('info', `${name} is back.`);
  else if (link.connections === 0) tell('info', `${name} is there.`);
  link.told.clear();
  link.failures = 0;
  link.connections++;
  link.unwritten = 0;
  link.state = 'up';
  publish(link, statusMessage(outlets, outlets.status.online), () => undefined);
  for (const topic of link.connections === 1 ? outlets.subscriptions : []) {
    link.client.subscribe(topic, { qos: 1 }, (_error, _granted, suback) => {
      const advice = `give the user the right to read ${topic}`;
      if (isRefused(suback)) tell('warning', `${name} refuses a subscription: ${advice}.`);
    });
  }
  arrive(teller, Date.now());
  pump(link);
}

function tellFault(link: Link, error: unknown): void {
  const { word, sentence } = brokerFault(error);
  if (link.told.has(word) || link.state === 'closed') return;
  link.told.add(word);
  link.options.tell('warning', `${link.options.name} is not there and tried again. ${sentence}`);
}

function takeClose(link: Link): void {
  if (link.state === 'closed') return;
  if (link.state === 'up') tellFault(link, { message: 'closed' });
  link.state = 'waiting';
  link.failures++;
  leave(link.options.teller);
  // Jitter: the houses of a street must not come back all at once after a power cut.
  const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(link.failures, 5));
  link.client.options.reconnectPeriod = waitMs * (0.5 + Math.random() / 2);
  link.options.onProgress();
}

export async function openLink(options: LinkOptions): Promise<Link> {
  // Loaded here because it is large.
  const { connect } = await import('mqtt');
  const client = connect({ ...options.client, reconnectPeriod: FIRST_WAIT_MS });
  const link: Link = {
    options,
    client,
    state: 'connecting',
    connections: 0,
    unacknowledged: 0,
    unwritten: 0,
    messages: 0,
    lost: 0,
    told: new Set(),
    failures: 0,
  };
  // Each message that is only written listens for the end of its connection.
  (client as unknown as EventEmitter).setMaxListeners(WINDOW + 16);
  client.on('connect', () => takeConnect(link));
  client.on('close', () => takeClose(link));
  client.on('error', (error) => tellFault(link, error));
  client.on('message', (topic, payload, { retain }) => {
    options.outlets.hear(topic, payload.toString('latin1'), retain);
  });
  return link;
}

/** False: the broker does not answer any more. */
function sayGoodbye(link: Link): Promise<boolean> {
  const { outlets } = link.options;
  const farewell = statusMessage(outlets, outlets.status.gone ?? outlets.status.offline);
  const answer = new Promise<void>((resolve) => publish(link, farewell, () => resolve()));
  return isDone(answer, GOODBYE_MS);
}

/** Says goodbye; what has not gone out within a time never will, and counts as lost. */
export async function closeLink(link: Link, isIdle: () => boolean): Promise<void> {
  const { client } = link;
  if (link.state === 'up') {
    await waitUntil(
      () => link.state !== 'up' || (isIdle() && link.unacknowledged === 0),
      GOODBYE_MS,
    );
  }
  const wasUp = link.state === 'up';
  link.state = 'closed';
  const isAnswered = wasUp && (await sayGoodbye(link));
  // To a broker that does not answer the client would listen until it is missed: the keep-alive and more.
  await isDone(client.endAsync(!isAnswered), GOODBYE_MS);
  client.stream.destroy();
}
