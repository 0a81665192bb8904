/** What browsers get, read from the application's file as the build has written it. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import typescript from 'typescript';
import { expect, test } from 'vitest';
import { commentOf } from '../../firmware/bundle/document.mjs';
import type { Content } from '../../firmware/core/web/exchange.ts';
import { buildMore, buildPage } from '../../firmware/page/build.mjs';

const BUILT = 'dist/dongle.bin';
const source = readFileSync('firmware/espruino/page.ts', 'utf8');
const compilerOptions = { module: typescript.ModuleKind.CommonJS };
const code = typescript.transpileModule(source, { compilerOptions }).outputText;

type Open = (slot: string, path: string) => Content;

/** The adapter over a Storage of Espruino with one file in it. */
function openFrom(file: string): Open {
  const read = (_slot: string, at: number, length: number) => file.substr(at, length) || undefined;
  const adapter = {} as { openDocument: Open };
  new Function('exports', 'require', code)(adapter, () => ({ read }));
  return adapter.openDocument;
}

/** Read as the web server reads it. */
function bytesOf(open: Open, path: string): Buffer {
  const { size, read } = open('app1', path);
  let text = '';
  for (let at = 0; at < size; at += 510) text += read(at, Math.min(510, size - at));
  expect(text).toHaveLength(size);
  return Buffer.from(text, 'latin1');
}

/** Bytes that a comment cannot hold as they are, in every order and place. */
const HARD = Buffer.from([
  0, 0xfe, 1, 0xfe, 3, 0x2a, 0x2f, 2, 0xfe, 0xfe, 0, 4, 0x2a, 0x2a, 0x2f, 0,
]);
const hard = (length: number, from: number) =>
  Buffer.from(Array.from({ length }, (_none, i) => HARD[(i * 7 + from + (i >> 4)) % HARD.length]));

test('two documents of any length are whole, whatever comes behind them', () => {
  for (const lengths of [
    [1, 2],
    [2, 1],
    [3, 511],
    [509, 510],
    [510, 3],
    [1021, 1022],
  ]) {
    for (let from = 0; from < HARD.length; from++) {
      const [page, more] = lengths.map((length, i) => hard(length, from + i));
      const front = commentOf(page) + commentOf(more);
      expect(front.match(/\*\//g)).toHaveLength(2);
      expect(front).not.toContain('\0');
      const open = openFrom(front + '/*parts*/run()');
      expect(bytesOf(open, '/')).toEqual(page);
      expect(bytesOf(open, '/api/more')).toEqual(more);
    }
  }
});

test('a file that does not hold them gives nothing', () => {
  for (const file of ['', 'run()']) {
    const open = openFrom(file);
    expect(open('app1', '/').size).toBe(0);
    expect(open('app1', '/api/more').size).toBe(0);
  }
});

test('the built application holds the page and the further settings of today', () => {
  const open = openFrom(readFileSync(BUILT, 'latin1'));
  expect(gunzipSync(bytesOf(open, '/')).toString()).toBe(buildPage().html);
  expect(gunzipSync(bytesOf(open, '/api/more')).toString()).toBe(buildMore().json);
});
