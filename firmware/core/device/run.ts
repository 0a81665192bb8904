/**
 * What decrypts and publishes with one set of settings, saved ones or ones that are only tried.
 * In: settings. Out: an app and its MQTT session.
 */
import { newApp } from '../app.ts';
import type { App } from '../app.ts';
import { bytesOfHex } from '../bytes.ts';
import type { Settings } from '../config/settings.ts';
import { newFrameBuffer } from '../frame/buffer.ts';
import type { Workspace } from '../frame/workspace.ts';
import type { Diagnosis } from '../message/diagnostics.ts';
import type { readingMessage } from '../message/plain.ts';
import { topicOf } from '../message/topics.ts';
import { newSession } from '../mqtt/session.ts';
import type { Session, SessionOptions } from '../mqtt/session.ts';
import type { Cipher, Net, Text } from '../ports.ts';

export interface Run {
  settings: Settings;
  app: App;
  session: Session;
}

export interface RunOptions {
  net: Net;
  cipher: Cipher;
  text: Text;
  workspace: Workspace;
  isTrial: boolean;
  /** Handed in, for what stays must not be made in here. */
  tell: typeof readingMessage;
  random(): number;
  /** There is work again. */
  wake(): void;
  onDiagnosis(diagnosis: Diagnosis): void;
}

const QUEUE_BYTES = 8192;
const KEEP_ALIVE_S = 60;

function sessionOptions(s: Settings, o: RunOptions): SessionOptions {
  return {
    host: s.broker,
    port: s.broker_port,
    clientId: s.name,
    user: s.broker_user === '' ? undefined : s.broker_user,
    password: s.broker_user === '' ? undefined : s.broker_password,
    keepAliveS: KEEP_ALIVE_S,
    queueBytes: QUEUE_BYTES,
    status: { topic: topicOf(s.name, 'status'), online: 'online', offline: 'offline' },
    subscriptions: [],
    net: o.net,
    random: o.random,
    onIdle: o.wake,
  };
}

export function newRun(s: Settings, o: RunOptions): Run {
  const session = newSession(sessionOptions(s, o));
  const workspace = o.workspace;
  if (workspace.buffer.bytes.length !== s.capacity) workspace.buffer = newFrameBuffer(s.capacity);
  const app = newApp({
    device: s.name,
    workspace: workspace,
    open: {
      key: s.key === '' ? undefined : bytesOfHex(s.key),
      authKey: bytesOfHex(s.auth_key) as Uint8Array,
      tagMode: s.tag,
      cipher: o.cipher,
      text: o.text,
    },
    session: session,
    shapes: [{ tell: o.tell.bind(undefined, { device: s.name, qos: 0, retain: true }) }],
    telegram: { qos: 1, retain: false },
    isTrial: o.isTrial,
    onDiagnosis: o.onDiagnosis,
  });
  return { settings: s, app: app, session: session };
}
