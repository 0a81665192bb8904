/**
 * The bench bundles: the firmware's own core and adapters, driven without a network, and a mark
 * (E.getErrorFlags, which nothing else calls) before each piece of work, so that an instruction
 * counter can tell the pieces apart. Runs in the interpreter, not in Node. In: what is told of a
 * telegram; the frame, and where there is one another before it, for what is told only once.
 */
import { newApp, receiveBytes, tickApp, workStep } from '../../../firmware/core/app.ts';
import type { App, AppOptions } from '../../../firmware/core/app.ts';
import { AUTHENTICATED } from '../../../firmware/core/counts.ts';
import { newWorkspace } from '../../../firmware/core/frame/workspace.ts';
import { newSession, tickSession } from '../../../firmware/core/mqtt/session.ts';
import type { Session } from '../../../firmware/core/mqtt/session.ts';
import { cipher } from '../../../firmware/espruino/cipher.ts';
import { bytesOfText, text } from '../../../firmware/espruino/text.ts';

declare const E: { getErrorFlags(): string[]; toString(bytes: Uint8Array): string };
declare function quit(): void;
declare function print(text: string): void;
declare function require(name: 'Storage'): { read(name: string): string | undefined };

const KEY = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
const AUTH_KEY = new Uint8Array(16);
for (let i = 0; i < 16; i++) AUTH_KEY[i] = 0x11 * i;

type Told = Pick<AppOptions, 'shapes' | 'telegram' | 'derivations' | 'keepsPrinted'>;

interface Broker {
  hear?(bytes: string): void;
  /** Acknowledgements that it owes. */
  owed: string;
}

/** The acknowledgement of a PUBLISH with QoS 1 (MQTT 3.1.1 §3.3); else nothing. */
function acknowledgement(packet: string): string {
  const first = packet.charCodeAt(0);
  let at = 1;
  if (first >> 4 !== 3 || (first & 6) !== 2) return '';
  while (packet.charCodeAt(at) & 128) at++;
  const topic = (packet.charCodeAt(at + 1) << 8) | packet.charCodeAt(at + 2);
  return '\x40\x02' + packet.substr(at + 3 + topic, 2);
}

/** Accepts everything, as a broker at the other end of a fast wire. */
function newBrokerSession(broker: Broker, run: () => void): Session {
  return newSession({
    host: '',
    port: 1,
    clientId: 'bench',
    keepAliveS: 60,
    queueBytes: 8192,
    status: { topic: 'smarty/bench/status', online: 'online', offline: 'offline' },
    subscriptions: [],
    net: {
      connect: function (_host, _port, on) {
        setTimeout(function () {
          broker.hear = on.data;
          on.open();
          on.data('\x20\x02\0\0');
          run();
        }, 0);
        return {
          send: function (packet) {
            broker.owed += acknowledgement(packet);
            return true;
          },
          close: function () {
            return undefined;
          },
        };
      },
    },
    random: Math.random,
  });
}

const stages: string[] = [];

function mark(stage: string): void {
  stages.push(stage);
  E.getErrorFlags();
}

/** The empty loop that is the unit of all figures, out of the reach of the minifier. */
const turns = new Function('n', 'for(var i=0;i<n;i++){}');

/** What the next step will be about. */
function stageOf(app: App): string {
  if (app.stage === 'open') return 'open ' + app.opening.stage;
  return app.stage + (app.latest === '' ? '' : ' readings');
}

function hearAll(broker: Broker): boolean {
  const owed = broker.owed;
  broker.owed = '';
  if (owed !== '') (broker.hear as (bytes: string) => void)(owed);
  return owed !== '';
}

function work(app: App, broker: Broker): void {
  do mark(stageOf(app));
  while (workStep(app) || hearAll(broker));
}

/** Everything that is told once is out. */
function tellFirst(app: App, broker: Broker, frame: Uint8Array): void {
  receiveBytes(app, frame, 0);
  while (workStep(app) || hearAll(broker));
}

export function measure(told: Told): void {
  const broker: Broker = { hear: undefined, owed: '' };
  const session = newBrokerSession(broker, run);
  const app = newApp({
    device: 'bench',
    workspace: newWorkspace(4096),
    open: { key: KEY, authKey: AUTH_KEY, tagMode: 'verify', cipher: cipher, text: text },
    session: session,
    shapes: told.shapes,
    telegram: told.telegram,
    derivations: told.derivations,
    keepsPrinted: told.keepsPrinted,
  });
  function run(): void {
    const frame = bytesOfText(require('Storage').read('frame') || '');
    const before = require('Storage').read('before');
    if (before) tellFirst(app, broker, bytesOfText(before));
    mark(stageOf(app));
    mark('turns 100');
    turns(100);
    mark('turns 300');
    turns(300);
    tickApp(app, 0);
    work(app, broker);
    for (let at = 0; at < frame.length; at += 64) {
      mark('receive');
      receiveBytes(app, frame.subarray(at, at + 64), 0);
    }
    work(app, broker);
    mark('end');
    const count = app.counts.numbers[AUTHENTICATED] - (before ? 1 : 0);
    print('STAGES ' + stages.join(',') + ' TELEGRAMS ' + count + ' !');
    quit();
  }
  tickSession(session, 0);
}
