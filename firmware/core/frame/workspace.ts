/**
 * What takes memory in large whole pieces: made once, while the memory of the device is still whole,
 * and used by one app after the other. In: sizes. Out: frame buffer, tables of cipher and checksum.
 */
import { newGcm } from '../cipher/gcm.ts';
import type { Gcm } from '../cipher/gcm.ts';
import { newTelegramReader } from '../telegram/reader.ts';
import type { TelegramReader } from '../telegram/reader.ts';
import { newFrameBuffer } from './buffer.ts';
import type { FrameBuffer } from './buffer.ts';

export interface Workspace {
  buffer: FrameBuffer;
  readonly gcm: Gcm;
  readonly reader: TelegramReader;
}

/**
 * `capacity`: bytes of the frame buffer. `sliceBlocks`: 16-byte blocks that one step of opening a frame
 * handles; left out, what suits the device.
 */
export function newWorkspace(capacity: number, sliceBlocks?: number): Workspace {
  return {
    buffer: newFrameBuffer(capacity),
    gcm: newGcm(sliceBlocks),
    reader: newTelegramReader(),
  };
}
