/**
 * Boots the dongle: builds the adapters and hands them to the core. The only place that knows
 * everybody.
 */
import { newApp, receiveBytes, tickApp, workStep } from './core/app.ts';
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

function start(s: Settings): void {
  let working = false;
  function work(): void {
    working = workStep(app);
    if (working) setTimeout(work, 0);
  }
  function wake(): void {
    if (working) return;
    working = true;
    setTimeout(work, 0);
  }
  const session = newSessionFor(s, wake);
  const app = newApp({
    device: s.device,
    capacity: s.capacity,
    open: { key: s.key, authKey: s.authKey, tagMode: s.tag, cipher: cipher, text: text },
    session: session,
  });
  listenUart(s.path, function (bytes) {
    receiveBytes(app, bytes, nowMs());
    wake();
  });
  setInterval(function () {
    tickSession(session, nowMs());
    if (tickApp(app, nowMs())) wake();
  }, TICK_MS);
  wake();
}

const settings = readSettings();
if (typeof settings === 'string') print(settings);
else start(settings);
