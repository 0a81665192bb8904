/**
 * A stand-in for systemd's notification socket, which is not ours: Python's, which also says which
 * process has sent each datagram (SCM_CREDENTIALS), as systemd asks for NotifyAccess=main.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';

const LISTENER = `
import socket, struct, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
s.bind('\\0' + sys.argv[1][1:] if sys.argv[1][0] == '@' else sys.argv[1])
print('listening', flush=True)
while True:
    data, more, _, _ = s.recvmsg(4096, 256)
    pid, _, _ = struct.unpack('3i', more[0][2])
    print(pid, data.decode(), flush=True)
`;

const has = (command: string) => spawnSync('sh', ['-c', command], { stdio: 'ignore' }).status === 0;
export const canListen =
  has('command -v python3') && has('PATH=$PATH:/sbin ldconfig -p | grep -q libsystemd.so.0');

export interface Listener {
  path: string;
  /** "PID MESSAGE", in the order in which they came. */
  heard(): string[];
  stop(): void;
}

/** At a path, or at an abstract name, which begins with "@". */
export async function newListener(name?: string): Promise<Listener> {
  const folder = mkdtempSync(join(tmpdir(), 'notify-'));
  const path = name ?? join(folder, 'notify');
  const child = spawn('python3', ['-c', LISTENER, path]);
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => (out += piece));
  await vi.waitFor(() => expect(out).toContain('listening\n'), 20_000);
  return {
    path,
    heard: () => out.split('\n').slice(1, -1),
    stop() {
      child.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
