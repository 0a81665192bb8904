import { describe, expect, test } from 'vitest';
import { apiContent, openApi } from '../../../../firmware/core/web/api/content.ts';
import { answerOf, houseTelegram, LISTS, piecesOf, sourceOf } from './source.ts';

const FRESH = ['readings', 'live', 'telegram', 'data'].map((name) => `/api/v1/${name}`);
const ALWAYS = ['/api', '/api/v1/device', '/metrics'];

describe('a path', () => {
  test('of the table has a media type', () => {
    for (const path of [...FRESH, ...ALWAYS]) {
      const type = apiContent(path)?.type;
      if (path === '/metrics') expect(type).toBe('text/plain; version=0.0.4; charset=utf-8');
      else expect(type).toBe(path === '/api/v1/telegram' ? 'text/plain' : 'application/json');
    }
  });

  test.each(['', '/', '/api/', '/api/v1', '/api/v1/', '/api/v1/readings/', '/metric', '/metrics/'])(
    '%j is none',
    (path) => expect(apiContent(path)).toBeUndefined(),
  );
});

describe('an answer', () => {
  test('of readings is there while the telegram is at most a minute old', () => {
    const source = sourceOf(houseTelegram('full'));
    for (const path of FRESH) {
      expect(openApi({ ...source, ageS: 60 }, path), path).toBeDefined();
      expect(openApi({ ...source, ageS: 61 }, path), path).toBeUndefined();
      expect(openApi({ ...source, ageS: undefined }, path), path).toBeUndefined();
      expect(openApi({ ...source, lines: '', printed: '' }, path), path).toBeUndefined();
    }
  });

  test('of the dongle is there without any telegram, and tells no old reading', () => {
    const source = { ...sourceOf(houseTelegram('full')), ageS: 61 };
    for (const path of ALWAYS) expect(answerOf(source, path), path).not.toBe('');
    expect(answerOf(source, '/metrics')).not.toContain('smarty_power');
  });

  test('has a tag that changes with the telegram, where there is no answer without one', () => {
    const source = sourceOf(houseTelegram('full'));
    for (const path of FRESH) expect(openApi(source, path)?.tag).toBe('W/"7-8640"');
    for (const path of ALWAYS) expect(openApi(source, path)?.tag).toBeUndefined();
  });

  test.each(LISTS)('goes out in pieces of some hundred bytes: %s', (list) => {
    const source = sourceOf(houseTelegram(list));
    for (const path of [...FRESH, ...ALWAYS]) {
      for (const piece of piecesOf(source, path)!) expect(piece.length, path).toBeLessThan(900);
    }
  });
});

describe('a telegram', () => {
  test.each(LISTS)('is told as it was printed, to its last byte: %s', (list) => {
    const telegram = houseTelegram(list);
    expect(answerOf(sourceOf(telegram), '/api/v1/telegram')).toBe(telegram);
  });
});

test('the basic information has the fields of the HomeWizard API and names of our own', () => {
  expect(JSON.parse(answerOf(sourceOf(houseTelegram('full')), '/api')!)).toEqual({
    product_type: 'SMARTY',
    product_name: 'Smarty dongle',
    serial: 'smarty-a1b2',
    firmware_version: '0.1.0',
    api_version: 'v1',
  });
});
