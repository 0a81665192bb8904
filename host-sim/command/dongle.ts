/**
 * The core as Node runs it: the same app and MQTT session as on the device, with Node's adapters.
 * In: frames of the meter, in pieces as a UART would deliver them. Out: messages to the broker.
 */
import { randomBytes } from 'node:crypto';
import { TELEGRAMS } from '../../firmware/core/counts.ts';
import { diagnose } from '../../firmware/core/diagnose.ts';
import type { OpenSettings } from '../../firmware/core/frame/open.ts';
import { newSession, tickSession } from '../../firmware/core/mqtt/session.ts';
import type { Session } from '../../firmware/core/mqtt/session.ts';
import type { Flash } from '../../firmware/core/ports.ts';
import type { ApiSource } from '../../firmware/core/web/api/source.ts';
import { newCore, receivePiece as receiveCore, tickCore, workAll } from '../node/core.ts';
import type { Core } from '../node/core.ts';
import { newMemoryFlash } from '../node/flash.ts';
import type { LocalAddress } from '../node/local.ts';
import { nodeNet } from '../node/net.ts';
import type { GivenSettings } from './extras.ts';
import { HOST_SETTINGS, settingsOf } from './extras.ts';
import { versionText } from '../node/version.ts';
import type { HostOutlets } from './outlets.ts';
import { hostOutlets } from './outlets.ts';
import type { Address } from './values.ts';

export interface DongleOptions {
  device: string;
  capacity: number;
  open: Pick<OpenSettings, 'key' | 'authKey' | 'tagMode'>;
  address: Address;
  /** What is told, and in which form; left out, the topics and the JSON of a telegram. */
  settings?: GivenSettings;
  /** Where quarter hours are kept; left out, in memory. */
  flash?: Flash;
  local?: LocalAddress;
  /** The JSON of a telegram, a byte string. */
  onTelegram(json: string): void;
  /** The same as the meter printed it, and its frame as it was received; byte strings. */
  onPrinted?(telegram: string): void;
  onFrame?(frame: string): void;
  /** The state of the connection has changed. */
  onChange(session: Session): void;
}

export interface Dongle {
  app: Core;
  session: Session;
  /** The latest telegram: its readings as lines, its text, its header, and when it came. */
  lines: string;
  printed: string;
  header: string;
  goodMs: number | undefined;
}

export const QUEUE_BYTES = 1 << 20;
const KEEP_ALIVE_S = 30;
/** The hardware buffer of the ESP32 hands over so many bytes at a time. */
export const PIECE = 64;

function sessionOptions(options: DongleOptions, outlets: HostOutlets) {
  return {
    ...options.address,
    clientId: `smartysim${randomBytes(4).toString('hex')}`,
    keepAliveS: KEEP_ALIVE_S,
    queueBytes: QUEUE_BYTES,
    status: outlets.status,
    subscriptions: outlets.subscriptions,
    net: nodeNet,
    random: Math.random,
    onMessage: outlets.hear,
  };
}

function outletsOf(options: DongleOptions, app: () => Core): HostOutlets {
  const { settings = HOST_SETTINGS, flash = newMemoryFlash(), device, local } = options;
  return hostOutlets({ settings: settingsOf(settings, device), flash, local, app });
}

export function newDongle(options: DongleOptions): Dongle {
  const { device, capacity, open, onTelegram, onPrinted, onFrame, onChange } = options;
  const outlets = outletsOf(options, () => app);
  const session: Session = newSession({
    ...sessionOptions(options, outlets),
    onChange: () => onChange(session),
    onIdle: () => workAll(app),
  });
  const app: Core = newCore({
    device,
    capacity,
    open,
    session,
    shapes: outlets.shapes,
    telegram: outlets.telegram,
    periodMs: outlets.periodMs,
    derivations: outlets.derivations,
    forward: outlets.forward,
    keepsPrinted: true,
    onFrame,
    onSnapshot: (snapshot, json) => {
      dongle.lines = app.latest;
      dongle.printed = app.printed;
      dongle.header = snapshot.header;
      dongle.goodMs = performance.now();
      onTelegram(json);
      onPrinted?.(app.printed);
    },
  });
  const dongle: Dongle = { app, session, lines: '', printed: '', header: '', goodMs: undefined };
  return dongle;
}

/** Another one for each start of the program. */
const START = Date.now().toString(36);
const VERSION = versionText();

/** What programs are told by HTTP. */
export function sourceOf({ app, lines, printed, header, goodMs }: Dongle): ApiSource {
  const nowMs = performance.now();
  const { counts } = app;
  return {
    lines,
    header,
    printed,
    time: counts.latestTime,
    utcS: counts.latestUtcS,
    ageS: goodMs === undefined ? undefined : Math.floor((nowMs - goodMs) / 1000),
    tag: `${START}-${counts.numbers[TELEGRAMS]}`,
    name: app.options.device,
    version: VERSION,
    facts: diagnose(app, nowMs),
  };
}

export function receivePiece(dongle: Dongle, piece: Uint8Array, nowMs = performance.now()): void {
  receiveCore(dongle.app, piece, nowMs);
}

/** About four times a second. */
export function tickDongle(dongle: Dongle): void {
  const nowMs = performance.now();
  tickSession(dongle.session, nowMs);
  tickCore(dongle.app, nowMs);
}
