/**
 * The 64 kB of flash in which a dongle keeps what survives a restart, on Node: in memory, or in a file too.
 * In: the bytes, and who keeps what changes. Out: the Flash port.
 */
import { closeSync, existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import type { Flash } from '../../firmware/core/ports.ts';
import { FAILED, newProblem } from '../command/problem.ts';
import type { Tell } from '../source/source.ts';

const START = 0x310000;
const SIZE = 0x10000;
const PAGE = 4096;
const OWNER = 0o600;
const AGAIN = ' What it should hold is kept in memory; it is tried again at the next write.';

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
    if (!existsSync(file)) writeFileSync(file, new Uint8Array(SIZE).fill(0xff), { mode: OWNER });
    closeSync(openSync(file, 'r+'));
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw problemOf(file, error);
  }
}

function writeAt(handle: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length;) {
    done += writeSync(handle, bytes, done, bytes.length - done, at + done);
  }
}

/** Into the file that is there, which is made anew where somebody has removed it. */
function writeInto(file: string, bytes: Uint8Array, at: number): void {
  const handle = openSync(file, existsSync(file) ? 'r+' : 'w', OWNER);
  try {
    writeAt(handle, bytes, at);
  } finally {
    closeSync(handle);
  }
}

/**
 * A file that cannot be written must not end the reading: that is told once, what is read goes on from memory,
 * and the next write brings all of it.
 */
function newKeeper(file: string, bytes: Uint8Array, tell: Tell): Keep {
  let isBehind = false;
  return (at, changed) => {
    const isWhole = isBehind || !existsSync(file);
    try {
      writeInto(file, isWhole ? bytes : changed, isWhole ? 0 : at);
    } catch (error) {
      if (!isBehind) tell('error', problemOf(file, error).message + AGAIN);
      isBehind = true;
      return;
    }
    if (isBehind) tell('info', `${file} is written again.`);
    isBehind = false;
  };
}

/** Throws a problem where it cannot be used from the start. */
export function openFileFlash(file: string, tell: Tell): Flash {
  const bytes = bytesOf(file);
  if (bytes.length !== SIZE) {
    const advice = 'move it away, or choose another place with --state';
    throw newProblem(`${file} was not written by --state: ${advice}.`, FAILED);
  }
  return newFlash(bytes, newKeeper(file, bytes, tell));
}
