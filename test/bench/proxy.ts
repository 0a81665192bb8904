/**
 * smarty_dsmr_proxy under Python: its own decrypt.py, timed by proxy.py over the same series. In: the
 * path of its decrypt.py. Out: frames a second.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../../host-sim/house/seal.ts';
import { seriesFrames } from './series.ts';

const PYTHON = process.env.PYTHON ?? 'python3';
const SCRIPT = fileURLToPath(new URL('proxy.py', import.meta.url));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

function withLength(frame: Uint8Array): Buffer {
  const size = Buffer.alloc(2);
  size.writeUInt16BE(frame.length);
  return Buffer.concat([size, frame]);
}

export function proxyRate(path: string, what: 'decrypt' | 'process'): number {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const file = join(folder, 'frames');
  try {
    writeFileSync(file, Buffer.concat(seriesFrames().map(withLength)));
    const keys = [hex(TEST_KEY), `30${hex(LUXEMBOURG_AUTH_KEY)}`];
    const child = spawnSync(PYTHON, [SCRIPT, path, ...keys, what, file]);
    const rate = parseFloat(String(child.stdout));
    if (!(rate > 0)) throw new Error(`bench: ${PYTHON}: ${String(child.stderr)}`);
    return rate;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What it runs on, for the page. */
export function pythonVersion(): string {
  const program =
    'import platform, cryptography as c; print(platform.python_version(), c.__version__)';
  const [python, cryptography] = String(spawnSync(PYTHON, ['-c', program]).stdout)
    .trim()
    .split(' ');
  return `Python ${python} with cryptography ${cryptography}`;
}
