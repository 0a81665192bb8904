#!/usr/bin/env node
/**
 * Starts `smarty`: from its sources in a checkout, which need no building; from dist where the package is
 * installed, which has no others. Node's cache of compiled code makes the second start quicker.
 */
import { existsSync } from 'node:fs';
import * as module from 'node:module';
import { fileURLToPath } from 'node:url';

module.enableCompileCache?.();

const source = new URL('./main.ts', import.meta.url);

if (existsSync(fileURLToPath(source))) {
  // Not Node's own: it reads no TypeScript below node_modules.
  const { register } = await import('tsx/esm/api');
  register();
  await import(source.href);
} else {
  await import('../../dist/node/host-sim/smarty/main.js');
}
