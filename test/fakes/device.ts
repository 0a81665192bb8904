/**
 * A dongle in memory: fake Wi-Fi, board, system and flash, and a scripted broker. Time is a number
 * that moves in the device's own steps; nothing happens by itself.
 */
import { workStep } from '../../firmware/core/app.ts';
import { startDevice, takeUart } from '../../firmware/core/device/device.ts';
import type { Device, DeviceOptions } from '../../firmware/core/device/device.ts';
import { doChore } from '../../firmware/core/device/chore.ts';
import { tickBroker, tickDevice } from '../../firmware/core/device/tick.ts';
import { checkSettings } from '../../firmware/core/config/check.ts';
import type { Settings } from '../../firmware/core/config/settings.ts';
import type { Network, Station, WifiEvents } from '../../firmware/core/ports.ts';
import { nodeBlocks } from '../../host-sim/node/cipher.ts';
import { nodeDigest } from '../../host-sim/node/digest.ts';
import { nodeText } from '../../host-sim/node/text.ts';
import { newFlash } from './flash.ts';
import { KEY } from './meter.ts';
import { deliverAnswer, latestSocket, newFakeBroker } from './net.ts';
import type { FakeBroker } from './net.ts';

export const IDENTITY = { id: 'A1B2', setup: 'abcdefghjk', seed: '00ff', update: 'c0ffee' };
export const TICK_MS = 250;

export interface Bench {
  device: Device;
  broker: FakeBroker;
  /** What Wi-Fi, board and system were told, in order. */
  calls: string[];
  station: Station | undefined;
  wifi: WifiEvents;
  networks: Network[];
  isPressed: boolean;
  lamps: string;
  free: number;
  kicks: number;
  restarts: number;
  clocks: number[];
  printed: string[];
  /** What went out by UDP: address, port, text. */
  datagrams: string[];
  flash: ReturnType<typeof newFlash>;
  nowMs: number;
  /** A network where every join succeeds at once. */
  isInReach: boolean;
  /** The broker takes connections. */
  isBrokerUp: boolean;
}

export function settingsOf(over: Partial<Settings> = {}): Settings {
  const given = { ssid: 'Home', wifi_password: 'correct horse', key: KEY, broker: '10.0.0.9' };
  const checked = checkSettings({ ...given, ...over }, undefined, 'smarty-a1b2');
  if (!checked.settings) throw new Error(JSON.stringify(checked.faults));
  return checked.settings;
}

function newWifi(bench: Bench) {
  return {
    listen: (on: WifiEvents) => void (bench.wifi = on),
    join: (station: Station) => {
      bench.station = station;
      bench.calls.push(`join ${station.ssid}`);
      if (bench.isInReach) bench.wifi.joined('10.0.0.2');
      else bench.wifi.lost('NO_AP_FOUND');
    },
    leave: () => void bench.calls.push('leave'),
    startAccessPoint: (ssid: string) => void bench.calls.push(`open ${ssid}`),
    stopAccessPoint: () => void bench.calls.push('close'),
    scan: () => bench.wifi.found(bench.networks),
    about: () => ({ rssi: -60, mac: 'a1:b2:c3:d4:e5:f6' }),
  };
}

function newBoard(bench: Bench) {
  return {
    light: (green: boolean, red: boolean) => {
      bench.lamps += green ? (red ? '3' : '1') : red ? '2' : '0';
    },
    isPressed: () => bench.isPressed,
    request: (on: boolean) => void bench.calls.push(on ? 'request' : 'let go'),
  };
}

function newSystem(bench: Bench) {
  return {
    free: () => bench.free,
    kick: () => void bench.kicks++,
    restart: () => void bench.restarts++,
    setClock: (utcS: number) => void bench.clocks.push(utcS),
    print: (text: string) => void bench.printed.push(text),
  };
}

function portsOf(bench: Bench): DeviceOptions['ports'] {
  return {
    wifi: newWifi(bench),
    board: newBoard(bench),
    system: newSystem(bench),
    net: bench.broker.net,
    datagrams: {
      bind: () => ({
        send: (message, port, address) =>
          void bench.datagrams.push(`${address}:${port} ${message}`),
        close: () => undefined,
      }),
    },
    lookUp: (_host, done) => done('10.0.0.9'),
    cipher: nodeBlocks,
    text: nodeText,
    flash: bench.flash,
    digest: nodeDigest,
    random: () => 0.5,
    wake: () => undefined,
  };
}

/** `settings` undefined: a dongle that was never set up. After a restart the chip's clock goes on. */
export function newBench(
  settings: Settings | undefined,
  over: Partial<DeviceOptions> = {},
  nowMs = 0,
): Bench {
  const bench = {
    broker: newFakeBroker(),
    calls: [],
    station: undefined,
    networks: [],
    isPressed: false,
    lamps: '',
    free: 1500,
    kicks: 0,
    restarts: 0,
    clocks: [],
    printed: [],
    datagrams: [],
    flash: newFlash({ start: 0x310000, size: 0x10000 }),
    nowMs,
    isInReach: true,
    isBrokerUp: true,
  } as unknown as Bench;
  bench.device = startDevice(
    {
      ports: portsOf(bench),
      identity: IDENTITY,
      boot: { slot: 'app1', trial: false, boots: 1, number: 7, cause: 'power', safe: false },
      version: '0.1.0',
      settings,
      uartBytes: 4900,
      ...over,
    },
    nowMs,
  );
  return bench;
}

/** Opens or refuses what the device dials, delivers answers, and lets it work until it is done. */
function settle(bench: Bench): void {
  const net = bench.broker.net;
  for (;;) {
    const socket = latestSocket(net);
    const isDialled = socket && !socket.isClosed && !('isJudged' in socket);
    if (isDialled) {
      Object.assign(socket, { isJudged: true });
      if (bench.isBrokerUp) socket.on.open();
      else socket.on.closed('refused');
    }
    const { run } = bench.device;
    bench.device.hasWorked = true;
    while (run && workStep(run.app));
    if (!deliverAnswer(bench.broker) && !isDialled) return;
  }
}

export function tick(bench: Bench): void {
  tickDevice(bench.device, bench.nowMs);
  tickBroker(bench.device);
  doChore(bench.device);
  settle(bench);
}

export function wait(bench: Bench, ms: number): void {
  for (const endMs = bench.nowMs + ms; bench.nowMs < endMs;) {
    bench.nowMs += TICK_MS;
    tick(bench);
  }
}

/** Bytes come in at the P1 port. */
export function hear(bench: Bench, bytes: Uint8Array): void {
  takeUart(bench.device, bytes, bench.nowMs);
  settle(bench);
}

/** Payloads that the broker has got on a topic of the device. */
export function payloadsOn(bench: Bench, name: string): string[] {
  return bench.broker.heard.flatMap((packet) =>
    packet.cmd === 'publish' && packet.topic === `smarty/smarty-a1b2/${name}`
      ? [packet.payload.toString()]
      : [],
  );
}
