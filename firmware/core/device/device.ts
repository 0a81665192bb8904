/**
 * The dongle as a whole: one record of all that it is made of.
 *
 * In: what the host offers, settings, bytes of the UART, turns to work. Out: calls to the ports.
 * How it is tended as time passes is in tick.ts.
 */
import { receiveBytes } from '../app.ts';
import type { Boot } from '../boot/boot.ts';
import type { RestartCause } from '../boot/record.ts';
import type { Settings } from '../config/settings.ts';
import type { Workspace } from '../frame/workspace.ts';
import { load as loadEvents } from '../log/events.far.ts';
import type { Detail, LogEvent } from '../log/events.ts';
import type { Log } from '../log/log.ts';
import { load as loadDiscovery } from '../message/discovery.far.ts';
import type { DiscoveryOptions } from '../message/discovery.ts';
import { readingMessage } from '../message/plain.ts';
import type { Walk } from '../message/shape.ts';
import type { Message } from '../mqtt/packet.ts';
import { closeSession, retrySoon } from '../mqtt/session.ts';
import type {
  Board,
  Cipher,
  Datagrams,
  Digest,
  Flash,
  Net,
  Network,
  System,
  Text,
  Wifi,
} from '../ports.ts';
import type { Fetch } from '../update/fetch.ts';
import type { Login } from '../web/login.ts';
import { load as loadDiagnosis } from './diagnosis.lazy.ts';
import { load as loadCreation } from './create.far.ts';
import type { Chore } from './chore.ts';
import { dialNet } from './dial.ts';
import type { Dial } from './dial.ts';
import { load as loadOutlets } from './outlets.far.ts';
import type { OutletOptions } from './outlets.ts';
import { load as loadHearing } from './hearing.far.ts';
import { linkJoined, linkLost } from './link.ts';
import type { Link } from './link.ts';
import { load as loadRun } from './run.lazy.ts';
import type { Run } from './run.ts';
import type { State } from './state.ts';

export interface Ports {
  wifi: Wifi;
  board: Board;
  system: System;
  net: Net;
  datagrams: Datagrams;
  lookUp(host: string, done: (address: string | undefined) => void): void;
  cipher: Cipher;
  text: Text;
  flash: Flash;
  digest: Digest;
  random(): number;
  /** There is work for the app: step by step, soon. */
  wake(): void;
}

/** Made on the PC when the dongle was flashed. */
export interface Identity {
  id: string;
  setup: string;
  seed: string;
  update: string;
}

export interface DeviceOptions {
  ports: Ports;
  identity: Identity;
  boot: Boot;
  version: string;
  /** Saved ones; without them the dongle waits to be set up. */
  settings?: Settings;
  /** Why this interpreter will not do. */
  misfit?: string;
  /** Bytes that the UART holds while the interpreter is busy. */
  uartBytes: number;
}

export interface Device {
  options: DeviceOptions;
  settings: Settings | undefined;
  isSetup: boolean;
  link: Link;
  dial: Dial;
  workspace: Workspace;
  run: Run | undefined;
  /** Settings that are tried and not saved. */
  wanted: Settings | undefined;
  /** What is to be done from an empty stack. */
  chores: Chore[];
  state: State;
  /** The state that the broker knows. */
  toldState: State | undefined;
  nowMs: number;
  startMs: number;
  quarter: number;
  /** Telegrams and refusals for the key when the latest good telegram came, and when that was. */
  goodTelegrams: number;
  refusals: number;
  goodMs: number;
  clockMs: number | undefined;
  /** Bytes of the UART in this stretch of ten seconds, and in the one before. */
  heard: number;
  rate: number;
  /** Times that the UART has said it lost bytes. */
  overruns: number;
  /** Faults of the session, and logins refused in a row, that are in the log. */
  brokerFaults: number;
  loginFailures: number;
  /** Work was done since the latest tick. */
  hasWorked: boolean;
  pressedMs: number | undefined;
  /** Ticks in a row with too few free variables. */
  scarce: number;
  isHealthy: boolean;
  /** When the dongle restarts, and why. */
  restartMs: number | undefined;
  cause?: RestartCause;
  /** A page was asked for. */
  visitedMs: number | undefined;
  /** Since when visitors were turned away, and none could have been answered. */
  deniedMs?: number;
  log: Log;
  /** The latest frame, where it is streamed; '' when it was told. */
  frame: string;
  /** A program has asked for readings. */
  polledMs?: number;
  /** A program has asked for a telegram as it was printed. */
  printedMs?: number;
  /** Where the log goes, where somebody is told; a few times a second. */
  journal?(d: Device): void;
  login: Login;
  /** What the latest scan has found; undefined while it runs. */
  found: Network[] | undefined;
  /** An application is coming in from the page, or is fetched. */
  isUploading: boolean;
  fetching: Fetch | undefined;
}

/** The longest that a look-up or a connect may take. */
const HOLD_S = 10;

/** Where more comes in the meantime than the UART holds, the meter is asked to wait. */
export function holdMeter(d: Device, isHeld: boolean): void {
  const isTooMuch = Math.max(d.rate, d.heard) * HOLD_S > d.options.uartBytes * 10;
  if (isTooMuch) d.options.ports.board.request(!isHeld);
}

/** Stops to work; most of the memory is free then. */
export function endRun(d: Device): void {
  if (d.run) closeSession(d.run.session);
  d.run = undefined;
  // A name that was not found may be found by the next one.
  d.dial.left = 0;
}

/** Writes down what has happened. Loaded anew each time: it is seldom, and only the text stays. */
export function noteOn(d: Device, event: LogEvent, detail?: Detail | number): void {
  d.log.nowS = Math.floor((d.nowMs - d.startMs) / 1000);
  loadEvents().noteEvent(d.log, event, detail);
}

/** Loaded anew for each: nothing of it stays. */
function announceEntity(
  d: Device,
  given: DiscoveryOptions | undefined,
  lines: string,
  walk: Walk,
): Message | undefined {
  const run = d.run as Run;
  const id = run.app.title || d.options.identity.id;
  if (given) return loadDiscovery().forgetDiscovery(given, id, lines, walk);
  const o = loadOutlets().homeAssistantOptions(run.settings, d.options.version, true);
  o.id = id;
  return loadDiscovery().announceDiscovery(o, lines, walk);
}

function latestUtc(d: Device): number {
  return (d.run as Run).app.counts.latestUtcS || 0;
}

function outletOptions(d: Device): OutletOptions {
  const ports = d.options.ports;
  return {
    version: d.options.version,
    flash: ports.flash,
    digest: ports.digest,
    isDongle: true,
    tell: readingMessage,
    // Not bound: what is bound already, Espruino cannot bind again.
    announce: function (lines, walk) {
      return announceEntity(d, undefined, lines, walk);
    },
    utcS: latestUtc.bind(undefined, d),
    text: ports.text,
    local: function () {
      const mac = ports.wifi.about().mac;
      return d.link.ip && mac ? { ip: d.link.ip, mac: mac.toUpperCase() } : undefined;
    },
  };
}

/** Starts to work with settings; those before are forgotten first, for the memory. */
export function startRun(d: Device, settings: Settings): void {
  const ports = d.options.ports;
  endRun(d);
  d.run = loadRun().newRun(settings, {
    net: dialNet(d.dial, {
      hold: function (isHeld) {
        holdMeter(d, isHeld);
      },
    }),
    cipher: ports.cipher,
    text: ports.text,
    workspace: d.workspace,
    isTrial: settings !== d.settings,
    random: ports.random,
    wake: ports.wake,
    onDiagnosis: function (diagnosis) {
      loadDiagnosis().addDiagnosis(d, diagnosis);
    },
    onFrame: settings.frame_port
      ? function (frame) {
          d.frame = frame;
        }
      : undefined,
    onFault: function (fault) {
      noteOn(d, 'frame', fault);
    },
    forget: function (o, lines, walk) {
      return announceEntity(d, o, lines, walk);
    },
    onMessage: function (topic, payload, retain) {
      loadHearing().hearBroker(d, topic, payload, retain);
    },
    outlets: outletOptions(d),
  });
  d.goodTelegrams = 0;
  d.refusals = 0;
  d.goodMs = d.nowMs;
  d.toldState = undefined;
  ports.wake();
}

/** Takes bytes from the meter. */
export function takeUart(d: Device, bytes: Uint8Array, nowMs: number): void {
  d.heard += bytes.length;
  if (!d.run) return;
  receiveBytes(d.run.app, bytes, nowMs);
  d.options.ports.wake();
}

/** A dongle that has just been switched on. */
export function startDevice(o: DeviceOptions, nowMs: number): Device {
  const d = loadCreation().newDevice(o, nowMs);
  o.ports.wifi.listen({
    joined: function (ip) {
      linkJoined(d.link, ip);
      noteOn(d, 'joined');
      if (d.run && d.run.session.state === 'waiting') retrySoon(d.run.session);
    },
    lost: function (reason) {
      linkLost(d.link, reason);
      noteOn(d, 'lost', d.link.fault);
    },
    found: function (networks) {
      d.found = networks;
    },
  });
  noteOn(d, 'boot', o.boot.cause);
  if (o.boot.safe) noteOn(d, 'safe');
  if (o.misfit !== undefined) {
    noteOn(d, 'misfit');
    o.ports.system.print('Wrong Espruino (' + o.misfit + '): docs/flash.md');
  }
  if (o.settings && !d.isSetup) startRun(d, o.settings);
  return d;
}
