/**
 * The package as others install it: packed, unpacked beside its dependencies, and imported by its name, by
 * Node and by the TypeScript compiler.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PACKAGE = 'smarty-dongle';
const MODULES = resolve('node_modules');
const BUILD_MS = 300_000;

let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'smarty-package-'));
  // With what "npm run build:node" makes: packing runs it.
  const args = ['pack', '--silent', '--pack-destination', home];
  const file = execFileSync('npm', args, { encoding: 'utf8' }).trim().split('\n').at(-1) as string;
  const modules = join(home, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync(MODULES)) symlinkSync(join(MODULES, name), join(modules, name));
  execFileSync('tar', ['-xzf', join(home, file), '-C', home]);
  symlinkSync(join(home, 'package'), join(modules, PACKAGE));
}, BUILD_MS);
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** Runs Node in the other project. */
function node(...args: string[]) {
  const env = { ...process.env, SMARTY_KEY: '' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: home,
    encoding: 'utf8',
    env,
  });
  return { status, stdout, stderr };
}

function program(name: string, text: string): string {
  writeFileSync(join(home, name), text);
  return name;
}

function tsc(...files: string[]) {
  return node(
    join(MODULES, 'typescript/bin/tsc'),
    ...['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2023'],
    ...['--types', 'node', '--skipLibCheck', ...files],
  );
}

describe('the package', () => {
  test('is imported by its name, and reads a meter', () => {
    const name = program(
      'read.mjs',
      `import { readMeter, smartyProxy } from '${PACKAGE}';
for await (const { readings, authenticated } of readMeter({ source: 'simulated' })) {
  console.log(typeof smartyProxy, readings.power_net.unit, authenticated);
  break;
}
`,
    );
    expect(node(name)).toEqual({ status: 0, stdout: 'function W true\n', stderr: '' });
  });

  test('is imported by its name from a checkout, once that is built', () => {
    const text = `import('${PACKAGE}').then((all) => console.log(Object.keys(all).sort().join(' ')))`;
    const out = execFileSync(process.execPath, ['-e', text], { encoding: 'utf8' });
    expect(out).toBe('readMeter smartyProxy\n');
  });

  test(
    'has its types with it',
    () => {
      const right = program(
        'right.ts',
        `import { readMeter } from '${PACKAGE}';
import type { Telegram } from '${PACKAGE}';
export async function watts(source: string): Promise<number | undefined> {
  for await (const { readings } of readMeter({ source })) return readings.power_net?.value;
  return undefined;
}
export const gas = (telegram: Telegram) => telegram.readings.gas_1_volume?.milli;
`,
      );
      const wrong = program(
        'wrong.ts',
        `import { readMeter } from '${PACKAGE}';
export const reading = readMeter({ sauce: 'simulated' });
`,
      );
      expect(tsc(right)).toEqual({ status: 0, stdout: '', stderr: '' });
      expect(tsc(wrong).stdout).toMatch(/^wrong\.ts.*'sauce' does not exist in type 'ReadOptions'/);
    },
    BUILD_MS,
  );

  test(
    'every example of docs/library.md compiles',
    () => {
      const page = readFileSync('docs/library.md', 'utf8');
      const examples = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, text]) => text);
      expect(examples).toHaveLength(2);
      const files = examples.map((text, i) => program(`example${i}.mts`, text));
      expect(tsc(...files)).toEqual({ status: 0, stdout: '', stderr: '' });
    },
    BUILD_MS,
  );

  test('brings the command along, built', () => {
    const bin = join('node_modules', PACKAGE, 'host-sim/smarty/smarty.mjs');
    expect(node(bin, '--version').stdout).toMatch(/^smarty \d+\.\d+\.\d+\n$/);
    const { status, stdout, stderr } = node(bin, 'read', 'simulated', '--count', '1');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/power_net -?\d+ W/);
  });

  test('holds no sources and no tests', () => {
    const all = readdirSync(join(home, 'package'), { recursive: true, encoding: 'utf8' });
    const sources = all.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'));
    expect(sources.filter((name) => !name.startsWith('host-sim/service/'))).toEqual([]);
    expect(all.filter((name) => name.includes('test'))).toEqual([]);
    expect(all).toContain('README.md');
    expect(all).toContain('LICENSE');
  });
});
