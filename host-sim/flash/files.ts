/**
 * What is stored on the dongle, in the order in which it is stored.
 * In: the built loader and application, the identity. Out: files of just the sizes that the layout of
 * the slots (firmware/core/update/slot.ts) asks for, filled up with spaces, so that no slot shares a
 * page with anything and Storage never has to move a file.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { slotLayout } from '../../firmware/core/update/slot.ts';
import { FAILED, newProblem } from '../command/problem.ts';
import type { Identity } from './identity.ts';

export interface StoredFile {
  name: string;
  size: number;
  /** A byte string of that size; undefined: only the room is taken. */
  data?: string;
}

/** Which slot is started is noted here, outside of Storage. */
export const RECORD_PAGES: readonly number[] = [0x312000, 0x313000];

const LAYOUT = slotLayout();

function fill(name: string, size: number, text: string): StoredFile {
  if (text.length > size) {
    const much = `${text.length} bytes, and there is room for ${size}`;
    throw newProblem(`${name} has ${much}: it cannot be stored.`, FAILED);
  }
  return { name, size, data: text.padEnd(size) };
}

function readBuilt(folder: string, name: string): string {
  const path = join(folder, name);
  if (!existsSync(path)) throw newProblem(`There is no ${path}: npm run build makes it.`, FAILED);
  return readFileSync(path, 'latin1');
}

export interface Built {
  loader: string;
  application: string;
}

export function readBuild(folder: string): Built {
  return {
    loader: readBuilt(folder, 'loader.bin'),
    application: readBuilt(folder, 'dongle.bin'),
  };
}

export function filesOf({ loader, application }: Built, identity: Identity): StoredFile[] {
  const { small, slot, order } = LAYOUT;
  const files = [
    fill('.bootcde', small, loader),
    fill('identity', small, JSON.stringify(identity)),
    fill('app1', slot, application),
    { name: 'app2', size: slot },
  ];
  return files.sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

/** What they take in Storage, headers included. */
export function roomFor(files: readonly StoredFile[]): number {
  return files.reduce((sum, { size }) => sum + size + LAYOUT.header, 0);
}

/** What has to be sent. */
export function bytesOf(files: readonly StoredFile[]): number {
  return files.reduce((sum, { data = '' }) => sum + data.length, 0);
}

/** IEEE CRC-32 as a signed number of 32 bits, the way both sides can write it; 0 without data. */
export function crcOf({ data }: StoredFile): number {
  return data === undefined ? 0 : crc32(Buffer.from(data, 'latin1')) | 0;
}
