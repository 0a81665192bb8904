/** The page as it is sent, without a browser. */
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { buildPage } from '../../firmware/page/build.mjs';

const { html, gzip } = buildPage();

test('the page is at most 16,000 bytes as it is sent', () => {
  console.log(`page: ${gzip.length} bytes gzipped, ${Buffer.byteLength(html)} unpacked`);
  expect(gzip.length).toBeLessThanOrEqual(16_000);
});

test('what is sent unpacks to the page', () => {
  expect(gunzipSync(gzip).toString()).toBe(html);
});

test('the same files give the same bytes, without time or system in them', () => {
  expect(Buffer.from(buildPage().gzip).equals(Buffer.from(gzip))).toBe(true);
  expect([...gzip.slice(4, 10)]).toEqual([0, 0, 0, 0, 2, 255]);
});

test('the page asks for nothing from elsewhere', () => {
  const markup = html.slice(0, html.indexOf('<script>'));
  expect(markup).not.toMatch(/\b(src|srcset|action)=|url\(|@import/);
  expect(markup.match(/href=[^ >]*/g)).toEqual(['href="data:,"']);
});

test('nothing is put into the page as markup, and no window pops up', () => {
  expect(html).not.toMatch(
    /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|Function\(/,
  );
  expect(html).not.toMatch(/\b(alert|confirm|prompt)\(/);
});

test('a script ends where it ends', () => {
  expect(html.match(/<\/script/g)).toHaveLength(1);
});
