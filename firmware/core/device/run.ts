/**
 * What decrypts and publishes with one set of settings, saved ones or ones that are only tried.
 * In: settings. Out: an app and its MQTT session.
 */
import { newApp } from '../app.ts';
import type { App, AppOptions } from '../app.ts';
import { bytesOfHex } from '../bytes.ts';
import type { Settings } from '../config/settings.ts';
import { newFrameBuffer } from '../frame/buffer.ts';
import type { Workspace } from '../frame/workspace.ts';
import type { Diagnosis } from '../message/diagnostics.ts';
import type { DiscoveryOptions } from '../message/discovery.ts';
import type { Walk } from '../message/shape.ts';
import type { Message } from '../mqtt/packet.ts';
import { newSession } from '../mqtt/session.ts';
import type { Session, SessionOptions } from '../mqtt/session.ts';
import type { Cipher, Net, Text } from '../ports.ts';
import { load as loadOutlets } from './outlets.far.ts';
import type { OutletOptions, Outlets } from './outlets.ts';

export interface Run {
  settings: Settings;
  app: App;
  session: Session;
  /** What was made known to Home Assistant is taken back. */
  forget: RunOptions['forget'];
  /** The note by which that is done (discovery.ts), the latest that was heard. */
  note?: string;
  /** Home Assistant has started: when it is told all again. */
  announceMs: number | undefined;
}

export interface RunOptions {
  net: Net;
  cipher: Cipher;
  text: Text;
  workspace: Workspace;
  isTrial: boolean;
  random(): number;
  /** There is work again. */
  wake(): void;
  onDiagnosis(diagnosis: Diagnosis): void;
  onMessage: SessionOptions['onMessage'];
  forget(o: DiscoveryOptions, lines: string, walk: Walk): Message | undefined;
  onFrame: AppOptions['onFrame'];
  onFault: AppOptions['onFault'];
  /** What stays is handed in: it must not be made in here. */
  outlets: OutletOptions;
}

const QUEUE_BYTES = 8192;
const KEEP_ALIVE_S = 60;

function sessionOptions(s: Settings, o: RunOptions, outlets: Outlets): SessionOptions {
  return {
    host: s.broker,
    port: s.broker_port,
    clientId: s.name,
    user: s.broker_user === '' ? undefined : s.broker_user,
    password: s.broker_user === '' ? undefined : s.broker_password,
    keepAliveS: KEEP_ALIVE_S,
    queueBytes: QUEUE_BYTES,
    status: outlets.status,
    subscriptions: outlets.subscriptions,
    net: o.net,
    random: o.random,
    onIdle: o.wake,
    onMessage: o.onMessage,
  };
}

export function newRun(s: Settings, o: RunOptions): Run {
  const outlets = loadOutlets().newOutlets(s, o.outlets);
  const session = newSession(sessionOptions(s, o, outlets));
  // They are in the announcement by now: kept, they would take memory.
  session.options.subscriptions = [];
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
    shapes: outlets.shapes,
    telegram: outlets.telegram,
    periodMs: outlets.periodMs,
    // They write down what they count, and a trial leaves nothing behind.
    derivations: o.isTrial ? undefined : outlets.derivations,
    keepsPrinted: outlets.keepsPrinted,
    isTrial: o.isTrial,
    onDiagnosis: o.onDiagnosis,
    onFrame: o.onFrame,
    forward: outlets.forward,
    onFault: o.onFault,
  });
  return {
    settings: s,
    app: app,
    session: session,
    forget: o.forget,
    announceMs: undefined,
  };
}
