/**
 * The serial ports of this computer, a line each: the name that stays, what hangs there, and whether this
 * user may use it.
 */
import { accessSync, constants, readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { chipOf, isUsb, listPorts } from '../flash/ports.ts';
import type { Port } from '../flash/ports.ts';

const BY_ID = '/dev/serial/by-id';

/** From the path of a port to the name that it has wherever it is plugged in. */
function stableNames(directory: string): Map<string, string> {
  try {
    const names = readdirSync(directory).map((name) => join(directory, name));
    return new Map(names.map((name) => [realpathSync(name), name]));
  } catch {
    // Only Linux has it, and only with a port to name.
    return new Map();
  }
}

function rightNote(path: string): string {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return '';
  } catch {
    return '; you may not use it: sudo usermod -aG dialout "$USER", then log out and in';
  }
}

function portText(port: Port, names: Map<string, string>): string {
  const { path, vendorId, productId, manufacturer = 'maker unknown' } = port;
  const numbers = isUsb(port) ? ` (USB ${vendorId}:${productId})` : '';
  const name = names.get(path);
  const note = process.platform === 'win32' ? '' : rightNote(path);
  const first = `${path}  ${chipOf(port) ?? manufacturer}${numbers}${note}`;
  return name === undefined ? first : `${first}\n  ${name}`;
}

export async function stablePorts(list = listPorts, directory = BY_ID): Promise<string[]> {
  const names = stableNames(directory);
  return (await list()).map((port) => portText(port, names));
}
