/** The socket of Espruino's `net` behind the port: what is handed over goes out whole and in order. */
import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test, vi } from 'vitest';
import * as ports from '../../firmware/core/ports.ts';
import type { Net, Socket } from '../../firmware/core/ports.ts';

const SOURCE = readFileSync(join(import.meta.dirname, '../../firmware/espruino/net.ts'), 'utf8');
const CODE = ts.transpileModule(SOURCE, {
  compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
}).outputText;

/** As Espruino's: it says when it has taken what was written. */
class RawSocket extends EventEmitter {
  heard = '';
  isEnded = false;
  write(bytes: string) {
    this.heard += bytes;
  }
  end() {
    this.isEnded = true;
  }
}

/** Of the module itself, with a `net` that is none. */
function connected(): { raw: RawSocket; socket: Socket } {
  const raw = new RawSocket();
  const modules: Record<string, unknown> = {
    net: { connect: () => raw },
    '../core/ports.ts': ports,
  };
  const made = { exports: {} as { net: Net } };
  // The types of Espruino and of Node do not go together: it cannot be imported.
  const run = new Function('exports', 'require', CODE) as (...its: unknown[]) => void;
  run(made.exports, (name: string) => modules[name]);
  const on = { open: vi.fn(), data: vi.fn(), drained: vi.fn(), closed: vi.fn() };
  return { raw, socket: made.exports.net.connect('10.0.0.9', 1883, on) };
}

const HEAD = 'head of a packet, ';
const PAYLOAD = 'p'.repeat(1300);
const LAST = 'offline, disconnect';

describe('a last word', () => {
  test.each([0, 1, 2, 3, 4])(
    'stands behind all of the packet under way, after %i pieces of it',
    (pieces) => {
      const { raw, socket } = connected();
      socket.send(HEAD, PAYLOAD);
      for (let i = 0; i < pieces; i++) raw.emit('drain');
      socket.send(LAST);
      for (let i = 0; i < 9; i++) raw.emit('drain');
      expect(raw.heard).toBe(HEAD + PAYLOAD + LAST);
    },
  );

  test.each([0, 1, 2, 3, 4])('and the end come behind it too, after %i pieces', (pieces) => {
    const { raw, socket } = connected();
    socket.send(HEAD, PAYLOAD);
    for (let i = 0; i < pieces; i++) raw.emit('drain');
    socket.send(LAST);
    socket.close();
    expect([raw.heard, raw.isEnded]).toEqual([HEAD + PAYLOAD + LAST, true]);
  });
});

test('who sends is told when all is gone', () => {
  const { raw, socket } = connected();
  socket.send(HEAD, PAYLOAD);
  const lengths: number[] = [];
  for (let i = 0; i < 4; i++) {
    lengths.push(raw.heard.length);
    raw.emit('drain');
  }
  expect(lengths).toEqual([18, 18 + 512, 18 + 1024, 1318]);
});
