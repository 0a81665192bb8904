/** The page as it is sent, and what it fetches, without a browser. */
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { EXTRAS } from '../../firmware/core/config/extras.ts';
import { settingsTable } from '../../firmware/core/config/table.ts';
import { buildMore, buildPage, moreTexts, pageTexts } from '../../firmware/page/build.mjs';

const { html, gzip } = buildPage();
const more = buildMore();

test('the page is at most 16,000 bytes as it is sent', () => {
  console.log(`page: ${gzip.length} bytes gzipped, ${Buffer.byteLength(html)} unpacked`);
  expect(gzip.length).toBeLessThanOrEqual(16_000);
});

test('the further settings are at most 6,000 bytes as they are sent', () => {
  console.log(`more: ${more.gzip.length} bytes gzipped, ${Buffer.byteLength(more.json)} unpacked`);
  expect(more.gzip.length).toBeLessThanOrEqual(6_000);
});

test('what is sent unpacks to the page, and to the further settings', () => {
  expect(gunzipSync(gzip).toString()).toBe(html);
  expect(gunzipSync(more.gzip).toString()).toBe(more.json);
});

test('the same files give the same bytes, without time or system in them', () => {
  const built = [buildPage(), buildMore()];
  for (const [i, { gzip: first }] of [{ gzip }, more].entries()) {
    expect(Buffer.from(built[i].gzip).equals(Buffer.from(first))).toBe(true);
    expect([...first.slice(4, 10)]).toEqual([0, 0, 0, 0, 2, 255]);
  }
});

/** Key -> its text in each language, as packed. */
function unpack(keys: string, languages: string[]): Record<string, string[]> {
  const names = keys.split('|').flatMap((row) => {
    const [group, ...rest] = row.split(' ');
    return rest.map((key) => group + key);
  });
  const columns = languages.map((language) => language.split('|'));
  for (const column of columns) expect(column).toHaveLength(names.length);
  return Object.fromEntries(names.map((name, i) => [name, columns.map((column) => column[i])]));
}

/** Gaps have no names there. */
const bare = (texts: Record<string, string[]>) =>
  JSON.parse(JSON.stringify(texts).replace(/\{\w+\}/g, '{}'));

test('no text is lost on the way, and none is there twice', () => {
  const [rows, keys, ...languages] = JSON.parse(more.json);
  expect(rows).toBe(EXTRAS);
  expect(unpack(keys, languages)).toEqual(bare(moreTexts()));
  const given = html.slice(html.lastIndexOf("('") + 1, html.lastIndexOf(')</script>'));
  const [first, ...others] = JSON.parse(`[${given.replace(/^'(.*?)'/, '"$1"')}]`).flat();
  expect(unpack(first, others)).toEqual(bare(pageTexts()));
  const both = Object.keys(pageTexts()).filter((key) => key in moreTexts());
  expect(both).toEqual([]);
});

test('names of properties are shortened only where they are no words of the API or the browser', () => {
  const script = html.slice(html.indexOf('<script>'));
  const kept = ['value', 'name', 'settings', 'secrets', 'faults', 'networks', 'steps', 'readings'];
  for (const name of kept) expect(script).toMatch(new RegExp(`[.{,]${name}\\b`));
  for (const name of ['isSecret', 'isRequired', 'least', 'preset', 'choices', 'kind']) {
    expect(script).not.toMatch(new RegExp(`[.{,]${name}\\b`));
  }
});

test('all settings at their longest fit into what the dongle takes', () => {
  const longest = settingsTable().map(({ name, kind, most, choices }) => {
    if (kind === 'number') return [name, String(most)];
    if (kind === 'choice')
      return [name, choices.reduce((a, b) => (b.length > a.length ? b : a), '')];
    // A key is typed in groups.
    return [name, 'x'.repeat(kind === 'key' ? most + 7 : most)];
  });
  expect(JSON.stringify(Object.fromEntries(longest)).length).toBeLessThanOrEqual(2048);
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
