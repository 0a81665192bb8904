/**
 * The 64 kB of flash in which a dongle keeps what survives a restart, on Node: in memory, or in a file too.
 * In: the bytes, and who keeps what changes. Out: the Flash port.
 */
import { closeSync, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import type { Flash } from '../../firmware/core/ports.ts';
import { FAILED, newProblem } from '../command/problem.ts';

const START = 0x310000;
const SIZE = 0x10000;
const PAGE = 4096;

type Keep = (at: number, changed: Uint8Array) => void;

function newFlash(bytes: Uint8Array, keep: Keep): Flash {
  function change(address: number, changed: Uint8Array): void {
    bytes.set(changed, address - START);
    keep(address - START, changed);
  }
  const read = (length: number, address: number) =>
    bytes.slice(address - START, address - START + length);
  return {
    read,
    erasePage: (address) => change(address, new Uint8Array(PAGE).fill(0xff)),
    // As on a chip: writing only clears bits.
    write: (data, address) =>
      change(
        address,
        read(data.length, address).map((byte, i) => byte & data[i]),
      ),
  };
}

export function newMemoryFlash(): Flash {
  return newFlash(new Uint8Array(SIZE).fill(0xff), () => undefined);
}

function problemOf(file: string, error: unknown): Error {
  const { code } = error as NodeJS.ErrnoException;
  const advice = 'check the name after --state and your right to read and write it';
  return newProblem(`${file} cannot be used (${code}): ${advice}.`, FAILED);
}

/** What the file holds; it is made where there is none. */
function bytesOf(file: string): Uint8Array {
  try {
    if (!existsSync(file)) writeFileSync(file, new Uint8Array(SIZE).fill(0xff), { mode: 0o600 });
    closeSync(openSync(file, 'r+'));
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw problemOf(file, error);
  }
}

export function openFileFlash(file: string): Flash {
  const bytes = bytesOf(file);
  if (bytes.length !== SIZE) {
    const advice = `give --state the name of a new file, or of one with ${SIZE} bytes`;
    throw newProblem(`${file} was not written by --state: ${advice}.`, FAILED);
  }
  return newFlash(bytes, (at, changed) => {
    try {
      const handle = openSync(file, 'r+');
      writeSync(handle, changed, 0, changed.length, at);
      closeSync(handle);
    } catch (error) {
      throw problemOf(file, error);
    }
  });
}
