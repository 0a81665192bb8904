/**
 * Boots the dongle: builds the adapters and hands them to the core. The only place that knows
 * everybody.
 */
import { isAtRest, workStep } from './core/app.ts';
import type { Boot } from './core/boot/boot.ts';
import { doChore } from './core/device/chore.ts';
import { load as loadBeginning } from './core/device/begin.far.ts';
import { noteOn, startDevice, takeUart } from './core/device/device.ts';
import type { Device, Ports } from './core/device/device.ts';
import { load as loadApi } from './core/device/api.far.ts';
import { load as loadLive } from './core/device/live.lazy.ts';
import { load as loadPortal } from './core/device/portal.lazy.ts';
import { load as loadTrial } from './core/device/trial.far.ts';
import { mayEnter, ROOM } from './core/device/memory.ts';
import { restartSoon } from './core/device/restart.ts';
import { tickBroker, tickDevice } from './core/device/tick.ts';
import { load as loadAnswer } from './core/web/answer.lazy.ts';
import { load as loadDns } from './core/web/dns.far.ts';
import {
  BUSY,
  findImpatient,
  HEAD_BYTES,
  MOST_VISITORS,
  newVisitor,
} from './core/web/reception.ts';
import type { Visitor } from './core/web/reception.ts';
import { load as loadServer } from './core/web/server.lazy.ts';
import { newServer } from './core/web/server.ts';
import type { Settings } from './core/config/settings.ts';
import { load as loadStreams } from './core/stream/streams.far.ts';
import type { Streams } from './core/stream/streams.ts';
import type { Server } from './core/web/server.ts';
import type { DatagramSocket, ServerEvents, Socket } from './core/ports.ts';
import { board, setUpBoard } from './espruino/board.ts';
import { cipher } from './espruino/cipher.ts';
import { digest, flash } from './espruino/flash.ts';
import { datagrams, listener, net } from './espruino/net.ts';
import { openDocument } from './espruino/page.ts';
import { nowMs, system } from './espruino/system.ts';
import { openSlot } from './espruino/slot.ts';
import { bytesOfText, text } from './espruino/text.ts';
import { listenUart } from './espruino/uart.ts';
import { IS_2V25, lookUp, wifi } from './espruino/wifi.ts';

const VERSION = '0.1.0';
const TICK_MS = 250;
const STALL_MS = 5000;
const HTTP_PORT = 80;
const DNS_PORT = 53;
/** Longer than a look-up and a connect, which hold up everything. */
const WATCHDOG_S = 60;
/** Free variables that one step takes at most: that of an announcement to Home Assistant. */
const STEP_ROOM = 650;
/** With fewer nothing more is kept of what visitors say. */
const LEAST = 250;
/** A telegram does not wait longer for those who are served. */
const TELEGRAM_WAIT_MS = 3000;
/** As many must be left for a telegram when one more listens to a stream. */
const TELEGRAM_ROOM = 1150;
/** On each stream, where nothing else is set. */
const LISTENERS = 3;
const ACCESS_POINT = [192, 168, 4, 1];
/** What UART driver and interpreter hold while the interpreter is busy: 2v25, and later ones. */
const UART_BYTES_2V25 = 1400;
const UART_BYTES = 4900;

declare const global: { SMARTY_BOOT?: Boot };

/** What the loader tells; without one nothing is known of earlier boots. */
function readBoot(): Boot {
  if (global.SMARTY_BOOT) return global.SMARTY_BOOT;
  return { slot: 'app1', trial: false, boots: 1, number: 0, cause: 'power', safe: false };
}

/** Closes what Espruino leaves open; the access point of 2v25 goes at the first tick (espruino/wifi.ts). */
function closeDoors(password: string): void {
  require('TelnetServer').setOptions({ mode: 'off' });
  // The console must not move to Bluetooth when somebody connects there.
  E.setConsole(Serial1, { force: true });
  E.setPassword(password);
  E.lockConsole();
}

/**
 * Steps of work, one a turn of the interpreter's loop, so that UART and sockets come in between. There
 * is no memory for a telegram and an answer at once: each waits for the other, the telegram not for long.
 */
interface Loop {
  device?: Device;
  streams?: Streams;
  room?: ReturnType<typeof loadStreams>;
  doors?: Doors;
  isBusy: boolean;
  workedMs: number;
  /** Since when somebody has been served without a pause, between two telegrams. */
  heldMs?: number;
}

function isWorking(loop: Loop): boolean {
  const run = (loop.device as Device).run;
  return !!run && !isAtRest(run.app);
}

/**
 * Between two telegrams those come first who are served or wait for it, for some seconds; in the middle of
 * one they leave room for its next step.
 */
function isHeldUp(loop: Loop): boolean {
  const device = loop.device as Device;
  const doors = loop.doors;
  const heldMs = loop.heldMs;
  loop.heldMs = undefined;
  if (!doors || (!doors.visitors.length && !doors.room)) return false;
  if (!isWorking(loop)) {
    if (!doors.visitors.length && !(doors.room && doors.room.isServing(doors.server))) return false;
    loop.heldMs = heldMs || device.nowMs;
    return device.nowMs - loop.heldMs < TELEGRAM_WAIT_MS;
  }
  if (system.free() >= STEP_ROOM) return false;
  if (doors.room) doors.room.giveWay(doors.server, true);
  return true;
}

function isTight(): boolean {
  return system.free() < LEAST;
}

function tellStreams(loop: Loop, device: Device): void {
  const frame = device.frame;
  device.frame = '';
  if (!loop.streams || !loop.room || !device.run) return;
  loop.room.tellStreams(loop.streams, device.run.app, frame);
}

function work(loop: Loop): void {
  const device = loop.device as Device;
  const app = device.run && device.run.app;
  const doors = loop.doors;
  const wasWorking = isWorking(loop);
  loop.isBusy = !!app && !isHeldUp(loop) && workStep(app);
  // A step that fails is no progress.
  device.hasWorked = true;
  // A telegram that begins takes more than some visitors leave.
  const isShort = !wasWorking && isWorking(loop) && system.free() < ROOM;
  if (isShort && doors && doors.room) doors.room.giveWay(doors.server, true);
  // As soon as there is one: by the next tick it may have been followed by another.
  if (loop.streams && app && app.stage === 'search') tellStreams(loop, device);
  if (loop.isBusy) setTimeout(work, 0, loop);
}

function wake(loop: Loop): void {
  if (loop.isBusy) return;
  loop.isBusy = true;
  setTimeout(work, 0, loop);
}

function portsFor(loop: Loop): Ports {
  return {
    wifi: wifi,
    board: board,
    system: system,
    net: net,
    datagrams: datagrams,
    lookUp: lookUp,
    cipher: cipher,
    text: text,
    flash: flash,
    digest: digest,
    random: Math.random,
    wake: function () {
      wake(loop);
    },
  };
}

function newDongle(boot: Boot, loop: Loop): Device {
  const beginning = loadBeginning().begin({
    identity: require('Storage').read('identity'),
    interpreter: {
      version: process.env.VERSION,
      commit: process.env.GIT_COMMIT,
      board: process.env.BOARD,
      hasUtc: typeof Date.prototype.getUTCHours === 'function',
    },
    flash: flash,
    digest: digest,
  });
  closeDoors(beginning.identity.setup);
  setUpBoard();
  E.enableWatchdog(WATCHDOG_S, false);
  // Espruino's random numbers begin alike at every boot.
  E.srand(E.CRC32(beginning.identity.seed + boot.number));
  const options = {
    ports: portsFor(loop),
    identity: beginning.identity,
    boot: boot,
    version: VERSION,
    settings: beginning.settings,
    misfit: beginning.misfit,
    uartBytes: IS_2V25 ? UART_BYTES_2V25 : UART_BYTES,
  };
  return startDevice(options, nowMs());
}

/** Any name is the dongle while somebody is at its access point. */
function answerNames(device: Device, socket: DatagramSocket | undefined) {
  if (device.link.isOpen === (socket !== undefined)) return socket;
  if (socket) {
    socket.close();
    return undefined;
  }
  const own: DatagramSocket = datagrams.bind(DNS_PORT, function (message, port, address) {
    const reply = loadDns().answerDns(message, ACCESS_POINT);
    if (reply !== undefined) own.send(reply, port, address);
  });
  return own;
}

/** What is there while somebody asks for a page, and while the access point is up. */
interface Doors {
  server: Server;
  room?: ReturnType<typeof loadServer>;
  /** A value, not a call: the room would hold for good whom it was first opened for. */
  open: typeof loadServer;
  /** Those who wait until a telegram is out. */
  visitors: Visitor[];
  names?: DatagramSocket;
}

function newDoors(device: Device): Doors {
  const host = {
    openDocument: openDocument,
    bytesOf: bytesOfText,
    openSlot: openSlot,
  };
  const server = newServer({
    answer: function (exchange) {
      const response = loadAnswer().answer(exchange, function () {
        return loadPortal().newPortal(device, host);
      });
      // A program that asks all the time must not keep a trial of settings alive.
      if (device.polledMs !== device.nowMs) device.visitedMs = device.nowMs;
      device.deniedMs = undefined;
      return response;
    },
    next: function (flow) {
      if (flow.kind === 'live') return loadLive().nextOfLive(device, flow);
      if (flow.kind === 'trial') return loadTrial().nextOfTrial(device, flow);
      return loadApi().nextOfDeviceApi(device, flow);
    },
    hasRoom: mayEnter.bind(undefined, device),
    isTight: isTight,
  });
  return { server: server, open: loadServer, visitors: [] };
}

function letIn(doors: Doors, socket: Socket): ServerEvents {
  doors.room = doors.room || doors.open();
  return doors.room.acceptSocket(doors.server, socket);
}

/** The next of those who wait, if it is time. From an empty stack: an answer reaches deep. */
function letWaitingIn(loop: Loop): void {
  const doors = loop.doors as Doors;
  const nowMs = (loop.device as Device).nowMs;
  const at = isWorking(loop) ? findImpatient(doors.visitors, nowMs) : 0;
  const visitor = at < 0 ? undefined : doors.visitors.splice(at, 1)[0];
  if (!visitor) return;
  const text = visitor.text;
  visitor.text = '';
  visitor.events = letIn(doors, visitor.socket);
  if (text !== '') visitor.events.data(text);
}

/** The ears of one who waits, and theirs that it will have. */
function listenToWaiting(loop: Loop, visitor: Visitor): ServerEvents {
  const doors = loop.doors as Doors;
  const socket = visitor.socket;
  doors.visitors.push(visitor);
  return {
    data: function (bytes) {
      if (visitor.events) visitor.events.data(bytes);
      else if (isTight()) {
        visitor.text = '';
        socket.close();
      } else {
        visitor.text += bytes;
        // Not at the next tick: by then it could fill the memory.
        if (visitor.text.length > HEAD_BYTES) setTimeout(letWaitingIn, 0, loop);
      }
    },
    drained: function () {
      if (visitor.events) visitor.events.drained();
    },
    closed: function () {
      const at = doors.visitors.indexOf(visitor);
      if (at >= 0) doors.visitors.splice(at, 1);
      if (visitor.events) visitor.events.closed();
    },
  };
}

function openDoors(loop: Loop, doors: Doors): void {
  listener.listen(HTTP_PORT, {
    hasRoom: function () {
      if (doors.visitors.length >= MOST_VISITORS) return false;
      if (mayEnter(loop.device as Device)) return true;
      if (doors.room) doors.room.giveWay(doors.server, false);
      return false;
    },
    busy: BUSY,
    accept: function (socket) {
      if (!isWorking(loop)) return letIn(doors, socket);
      return listenToWaiting(loop, newVisitor(socket, (loop.device as Device).nowMs));
    },
  });
}

function tickDoors(loop: Loop, doors: Doors): void {
  const device = loop.device as Device;
  if (doors.room) doors.room.tickServer(doors.server, device.nowMs);
  if (!doors.server.connections.length) doors.room = undefined;
  if (doors.visitors.length) setTimeout(letWaitingIn, 0, loop);
  doors.names = answerNames(device, doors.names);
}

function openStreams(loop: Loop, settings: Settings): void {
  if (!settings.telegram_port && !settings.frame_port) return;
  loop.room = loadStreams();
  loop.streams = loop.room.openStreams({
    listener: listener,
    telegramPort: settings.telegram_port || 0,
    framePort: settings.frame_port || 0,
    most: settings.stream_listeners || LISTENERS,
    hasAliases: settings.tariff_aliases === 'yes',
    hasRoom: function () {
      return system.free() >= TELEGRAM_ROOM;
    },
  });
}

function start(): void {
  const boot = readBoot();
  const loop: Loop = { isBusy: false, workedMs: 0 };
  const device = newDongle(boot, loop);
  const doors = newDoors(device);
  loop.device = device;
  loop.doors = doors;
  openDoors(loop, doors);
  if (device.settings && !device.isSetup) openStreams(loop, device.settings);
  listenUart(
    function (bytes) {
      takeUart(device, bytes, nowMs());
    },
    function () {
      device.overruns++;
      noteOn(device, 'overrun');
    },
  );
  setInterval(function () {
    const now = nowMs();
    if (device.hasWorked) loop.workedMs = now;
    // A step that has failed, for want of memory say, has called no other.
    if (now - loop.workedMs >= STALL_MS) {
      // What is switched on may be more than the memory holds: it would fail again and again.
      if (isTight()) restartSoon(device, 'memory');
      loop.isBusy = false;
      loop.workedMs = now;
      wake(loop);
    }
    tickDevice(device, now);
    tickBroker(device);
    // What was held up by somebody who was served goes on.
    if (doors.room || doors.visitors.length) wake(loop);
    if (device.chores.length) setTimeout(doChore, 0, device);
    tickDoors(loop, doors);
  }, TICK_MS);
  board.request(true);
  wake(loop);
}

start();
