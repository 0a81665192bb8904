/**
 * The core with Node's adapters: the same app as on the device, with what a computer has the speed and
 * the memory for. In: what to read, and whom to tell. Out: the app.
 */
import type { App, AppOptions } from '../../firmware/core/app.ts';
import { newApp, receiveBytes, tickApp, workStep } from '../../firmware/core/app.ts';
import type { OpenSettings } from '../../firmware/core/frame/open.ts';
import { newWorkspace } from '../../firmware/core/frame/workspace.ts';
import { nodeCipher } from './cipher.ts';
import { newMemory, readOpened } from './memory.ts';
import type { Memory } from './memory.ts';
import { nodeText } from './text.ts';

export interface CoreOptions extends Omit<AppOptions, 'workspace' | 'open' | 'recall'> {
  /** Bytes of the frame buffer. */
  capacity: number;
  open: Pick<OpenSettings, 'key' | 'authKey' | 'tagMode'>;
}

/** The app, and what it remembers of the telegram before. */
export type Core = App & { readonly memory: Memory };

/** Nothing waits in between: the usual frame is one slice. */
export const SLICE_BLOCKS = 128;

export function newCore({ capacity, open, ...options }: CoreOptions): Core {
  const memory = newMemory();
  const app = newApp({
    ...options,
    workspace: newWorkspace(capacity, SLICE_BLOCKS),
    open: { ...open, cipher: nodeCipher, text: nodeText },
    recall: memory.recall,
  });
  return Object.assign(app, { memory });
}

/** Node is fast enough to do all the work that there is at once. */
export function workAll(app: Core): void {
  do {
    if (app.stage === 'open') readOpened(app.memory, app.opening);
  } while (workStep(app));
}

export function receivePiece(app: Core, piece: Uint8Array, nowMs: number): void {
  receiveBytes(app, piece, nowMs);
  workAll(app);
}

/** About four times a second. */
export function tickCore(app: Core, nowMs: number): void {
  if (tickApp(app, nowMs)) workAll(app);
}
