/**
 * The bench bundle: the firmware's own core and adapters, driven without a network, and a mark
 * (E.getErrorFlags, which nothing else calls) before each piece of work, so that an instruction
 * counter can tell the pieces apart. Runs in the interpreter, not in Node.
 */
import { newApp, receiveBytes, tickApp, workStep } from '../../../firmware/core/app.ts';
import { AUTHENTICATED } from '../../../firmware/core/counts.ts';
import { newWorkspace } from '../../../firmware/core/frame/workspace.ts';
import { readingMessage } from '../../../firmware/core/message/plain.ts';
import { newSession, tickSession } from '../../../firmware/core/mqtt/session.ts';
import { cipher } from '../../../firmware/espruino/cipher.ts';
import { bytesOfText, text } from '../../../firmware/espruino/text.ts';

declare const E: { getErrorFlags(): string[]; toString(bytes: Uint8Array): string };
declare function quit(): void;
declare function print(text: string): void;
declare function require(name: 'Storage'): { read(name: string): string };

const KEY = new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
const AUTH_KEY = new Uint8Array(16);
for (let i = 0; i < 16; i++) AUTH_KEY[i] = 0x11 * i;

/** Accepts everything, as a broker at the other end of a fast wire. */
const session = newSession({
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
        on.open();
        on.data('\x20\x02\0\0');
        on.data('\x40\x02\0\x02');
        run();
      }, 0);
      return {
        send: function () {
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

const app = newApp({
  device: 'bench',
  workspace: newWorkspace(4096),
  open: { key: KEY, authKey: AUTH_KEY, tagMode: 'verify', cipher: cipher, text: text },
  session: session,
  shapes: [{ tell: readingMessage.bind(undefined, { device: 'bench', qos: 0, retain: true }) }],
  telegram: { qos: 1, retain: false },
});

const stages: string[] = [];

function mark(stage: string): void {
  stages.push(stage);
  E.getErrorFlags();
}

/** The empty loop that is the unit of all figures, out of the reach of the minifier. */
const turns = new Function('n', 'for(var i=0;i<n;i++){}');

/** What the next step will be about. */
function stageOf(): string {
  if (app.stage === 'open') return 'open ' + app.opening.stage;
  return app.stage + (app.latest === '' ? '' : ' readings');
}

function work(): void {
  do mark(stageOf());
  while (workStep(app));
}

function run(): void {
  const frame = bytesOfText(require('Storage').read('frame'));
  mark(stageOf());
  mark('turns 100');
  turns(100);
  mark('turns 300');
  turns(300);
  tickApp(app, 0);
  work();
  for (let at = 0; at < frame.length; at += 64) {
    mark('receive');
    receiveBytes(app, frame.subarray(at, at + 64), 0);
  }
  work();
  mark('end');
  print('STAGES ' + stages.join(',') + ' TELEGRAMS ' + app.counts.numbers[AUTHENTICATED] + ' !');
  quit();
}

tickSession(session, 0);
