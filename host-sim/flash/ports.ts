/**
 * Which serial port the dongle hangs on.
 * In: the ports as the operating system lists them (package `serialport`), and the one that was
 * asked for. Out: lines to read, and the port to use, or the problem why none is clear.
 */
import { SerialPort } from 'serialport';
import { FAILED, newProblem, USAGE } from '../command/problem.ts';

export interface Port {
  path: string;
  vendorId?: string;
  productId?: string;
  manufacturer?: string;
  /** Maker and product as the system names the device. */
  pnpId?: string;
}

/** USB numbers (maker:product) of the chips that sit on ESP32 boards and programming adapters. */
const CHIPS: Readonly<Record<string, string>> = {
  '10c4:ea60': 'Silicon Labs CP2102',
  '10c4:ea70': 'Silicon Labs CP2105',
  '1a86:7522': 'WCH CH340',
  '1a86:7523': 'WCH CH340',
  '1a86:5523': 'WCH CH341',
  '1a86:55d3': 'WCH CH343',
  '1a86:55d4': 'WCH CH9102',
  '0403:6001': 'FTDI FT232R',
  '0403:6010': 'FTDI FT2232',
  '0403:6014': 'FTDI FT232H',
  '0403:6015': 'FTDI FT231X',
  '067b:2303': 'Prolific PL2303',
  '067b:23a3': 'Prolific PL2303GC',
};

export function chipOf({ vendorId, productId }: Port): string | undefined {
  return CHIPS[`${vendorId}:${productId}`.toLowerCase()];
}

export function isUsb({ vendorId }: Port): boolean {
  return vendorId !== undefined;
}

/** A line for each port: path, maker and product, and whether an ESP32 may be behind it. */
export function portLines(ports: readonly Port[]): string[] {
  const width = Math.max(...ports.map(({ path }) => path.length));
  return ports.map((port) => {
    const { path, manufacturer = 'maker unknown', vendorId, productId } = port;
    const chip = chipOf(port);
    const numbers = isUsb(port) ? ` (USB ${vendorId}:${productId})` : '';
    const note = chip ? ': may be an ESP32' : '';
    return `  ${path.padEnd(width)}  ${chip ?? manufacturer}${numbers}${note}`;
  });
}

const NO_PORT = [
  'There is no USB serial port. Plug the dongle or its adapter in with a cable that carries data,',
  'not only power. If it is plugged in, its driver may be missing: CP210x (silabs.com), CH340',
  '(wch-ic.com) or FTDI (ftdichip.com); Linux and recent macOS bring them along.',
].join(' ');

/** The one port that may be an ESP32; `--port` names it where there are none or several. */
export function choosePort(ports: readonly Port[]): Port {
  const fit = ports.filter((port) => chipOf(port) !== undefined);
  if (fit.length === 1) return fit[0];
  if (!ports.some(isUsb)) throw newProblem(NO_PORT, FAILED);
  const many = fit.length ? 'More than one port may be the ESP32' : 'No port looks like an ESP32';
  throw newProblem(`${many}: name the one to use, --port ${(fit[0] ?? ports[0]).path}.`, USAGE);
}

/** Ports that exist; the built-in ones of a PC (ttyS0 to ttyS31) only where something says so. */
export async function listPorts(): Promise<Port[]> {
  try {
    const ports: Port[] = await SerialPort.list();
    return ports.filter((port) => isUsb(port) || !/^\/dev\/ttyS\d+$/.test(port.path));
  } catch {
    const how = process.platform === 'win32' ? 'COM3' : '/dev/ttyUSB0';
    throw newProblem(`The system does not list its serial ports: name it, --port ${how}.`, FAILED);
  }
}

/** The port that was asked for, or the one that is chosen before the reader's eyes. */
export async function settlePort(
  asked: string | undefined,
  tell: (text: string) => void,
): Promise<string> {
  if (asked !== undefined) return asked;
  const ports = await listPorts();
  if (ports.length) tell(['Serial ports:', ...portLines(ports)].join('\n'));
  const { path } = choosePort(ports);
  tell(`Using ${path}: no other looks like an ESP32.`);
  return path;
}
