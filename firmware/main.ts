/**
 * Boots the dongle: builds the adapters and hands them to the core. The only place that knows
 * everybody.
 */
import { newApp, receiveBytes, tickApp, workStep } from './core/app.ts';
import type { App } from './core/app.ts';
import { newSession, tickSession } from './core/mqtt/session.ts';
import { topicOf } from './core/message/topics.ts';
import { cipher } from './espruino/cipher.ts';
import { net } from './espruino/net.ts';
import { readSettings } from './espruino/settings.ts';
import type { Settings } from './espruino/settings.ts';
import { text } from './espruino/text.ts';
import { listenUart } from './espruino/uart.ts';

const TICK_MS = 250;
const QUEUE_BYTES = 8192;
const KEEP_ALIVE_S = 60;

function nowMs(): number {
  return getTime() * 1000;
}

function newSessionFor(s: Settings, wake: () => void) {
  return newSession({
    host: s.host,
    port: s.port,
    clientId: 'smarty-' + s.device,
    user: s.user,
    password: s.password,
    keepAliveS: KEEP_ALIVE_S,
    queueBytes: QUEUE_BYTES,
    status: { topic: topicOf(s.device, 'status'), online: 'online', offline: 'offline' },
    subscriptions: [],
    net: net,
    random: Math.random,
    onIdle: wake,
  });
}

/** The app, once it is made, and whether a turn of work for it is due. */
interface Loop {
  app?: App;
  working: boolean;
}

/** Steps of work, one a turn of the interpreter's loop, so that UART and sockets come in between. */
function wake(loop: Loop): void {
  function work(): void {
    loop.working = workStep(loop.app as App);
    if (loop.working) setTimeout(work, 0);
  }
  if (loop.working) return;
  loop.working = true;
  setTimeout(work, 0);
}

function start(s: Settings): void {
  const loop: Loop = { working: false };
  const session = newSessionFor(s, function () {
    wake(loop);
  });
  const app = newApp({
    device: s.device,
    capacity: s.capacity,
    open: { key: s.key, authKey: s.authKey, tagMode: s.tag, cipher: cipher, text: text },
    session: session,
  });
  loop.app = app;
  listenUart(s.path, function (bytes) {
    receiveBytes(app, bytes, nowMs());
    wake(loop);
  });
  setInterval(function () {
    tickSession(session, nowMs());
    if (tickApp(app, nowMs())) wake(loop);
  }, TICK_MS);
  wake(loop);
}

const settings = readSettings();
if (typeof settings === 'string') print(settings);
else start(settings);
