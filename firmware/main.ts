/**
 * Boots the dongle: builds the adapters and hands them to the core. The only place that knows
 * everybody.
 */
import { isAtRest, workStep } from './core/app.ts';
import type { App } from './core/app.ts';
import type { Boot } from './core/boot/boot.ts';
import { doChore } from './core/device/chore.ts';
import { load as loadBeginning } from './core/device/begin.lazy.ts';
import { startDevice, takeUart } from './core/device/device.ts';
import type { Device, Ports } from './core/device/device.ts';
import { load as loadLive } from './core/device/live.lazy.ts';
import { load as loadPortal } from './core/device/portal.lazy.ts';
import { load as loadTrial } from './core/device/trial.lazy.ts';
import { tickBroker, tickDevice } from './core/device/tick.ts';
import { load as loadAnswer } from './core/web/answer.lazy.ts';
import { load as loadDns } from './core/web/dns.lazy.ts';
import type { Content } from './core/web/exchange.ts';
import { load as loadServer } from './core/web/server.lazy.ts';
import { newServer } from './core/web/server.ts';
import type { Server } from './core/web/server.ts';
import type { DatagramSocket } from './core/ports.ts';
import { board, setUpBoard } from './espruino/board.ts';
import { cipher } from './espruino/cipher.ts';
import { digest, flash } from './espruino/flash.ts';
import { datagrams, listener, net } from './espruino/net.ts';
import { newPage } from './espruino/page.ts';
import { nowMs, system } from './espruino/system.ts';
import { openSlot } from './espruino/slot.ts';
import { bytesOfText, text } from './espruino/text.ts';
import { listenUart } from './espruino/uart.ts';
import { lookUp, wifi } from './espruino/wifi.ts';

const VERSION = '0.1.0';
const TICK_MS = 250;
const HTTP_PORT = 80;
const DNS_PORT = 53;
/** Longer than a look-up and a connect, which hold up everything. */
const WATCHDOG_S = 60;
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

/** Closes what Espruino leaves open, before anything else. */
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
  doors?: Doors;
  isBusy: boolean;
}

function isHeldUp(loop: Loop, app: App): boolean {
  const doors = loop.doors;
  return !!doors && !!doors.room && isAtRest(app) && doors.room.isServing(doors.server);
}

function work(loop: Loop): void {
  const device = loop.device as Device;
  const app = device.run && device.run.app;
  device.hasWorked = true;
  loop.isBusy = !!app && !isHeldUp(loop, app) && workStep(app);
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
    unsupported: beginning.unsupported,
    uartBytes: process.env.VERSION === '2v25' ? UART_BYTES_2V25 : UART_BYTES,
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
  names?: DatagramSocket;
}

function openDoors(device: Device, page: Content): Doors {
  const host = {
    page: page,
    bytesOf: bytesOfText,
    openSlot: openSlot,
  };
  const doors: Doors = {
    server: newServer({
      answer: function (exchange) {
        device.visitedMs = device.nowMs;
        return loadAnswer().answer(exchange, function () {
          return loadPortal().newPortal(device, host);
        });
      },
      next: function (flow) {
        if (flow.kind === 'live') return loadLive().nextOfLive(device, flow);
        return loadTrial().nextOfTrial(device, flow);
      },
      isBusy: function () {
        return !!device.run && !isAtRest(device.run.app);
      },
    }),
  };
  listener.listen(HTTP_PORT, function (socket) {
    doors.room = doors.room || loadServer();
    return doors.room.acceptSocket(doors.server, socket);
  });
  return doors;
}

function tickDoors(doors: Doors, device: Device): void {
  if (doors.room) doors.room.tickServer(doors.server, device.nowMs);
  if (!doors.server.connections.length) doors.room = undefined;
  doors.names = answerNames(device, doors.names);
}

function start(): void {
  const boot = readBoot();
  const loop: Loop = { isBusy: false };
  const device = newDongle(boot, loop);
  const doors = openDoors(device, newPage(boot.slot));
  loop.device = device;
  loop.doors = doors;
  listenUart(
    function (bytes) {
      takeUart(device, bytes, nowMs());
    },
    function () {
      device.overruns++;
    },
  );
  setInterval(function () {
    tickDevice(device, nowMs());
    tickBroker(device);
    // What was held up by somebody who was served goes on.
    if (doors.room) wake(loop);
    tickDoors(doors, device);
    if (device.chores.length) setTimeout(doChore, 0, device);
  }, TICK_MS);
  board.request(true);
  wake(loop);
}

start();
