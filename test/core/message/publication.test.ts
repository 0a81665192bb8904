import { expect, test } from 'vitest';
import {
  beginPublication,
  dropPublication,
  isTold,
  newPublication,
  nextMessage,
} from '../../../firmware/core/message/publication.ts';
import type { Shape } from '../../../firmware/core/message/shape.ts';

const LINES = 'power_imported W 286\n';

test('where there is no shape, all is told at once', () => {
  const p = newPublication([]);
  beginPublication(p, LINES);
  expect(isTold(p)).toBe(true);
});

test('a shape that joins later makes itself known with the next telegram', () => {
  const p = newPublication([]);
  const message = { topic: 'known', payload: '', qos: 1, retain: true } as const;
  const late: Shape = {
    announce: (_lines, walk) => (walk.part++ ? undefined : message),
  };
  beginPublication(p, LINES);
  p.shapes.push(late);
  beginPublication(p, LINES);
  expect(nextMessage(p, LINES, '')).toBe(message);
  while (!isTold(p)) expect(nextMessage(p, LINES, '')).toBeUndefined();
});

test('what was being made known when the broker went is made known from its beginning', () => {
  const say = (payload: string) => ({ topic: 'known', payload, qos: 1, retain: true }) as const;
  const shape: Shape = {
    announce: (lines, walk) => {
      const line = lines.slice(walk.at).split('\n')[0];
      walk.at += line.length + 1;
      walk.part++;
      return line === '' ? undefined : say(`${walk.part} ${line}`);
    },
  };
  const p = newPublication([shape]);
  beginPublication(p, 'power_imported W 286\ncurrent_l1 A 3\n');
  expect(nextMessage(p, '', '')).toEqual(say('1 power_imported W 286'));
  dropPublication(p);
  // A shorter line moves all behind it: where it was is the middle of another.
  const lines = 'power_imported W 6\ncurrent_l1 A 3\n';
  beginPublication(p, lines);
  expect(nextMessage(p, lines, '')).toEqual(say('1 power_imported W 6'));
  expect(nextMessage(p, lines, '')).toEqual(say('2 current_l1 A 3'));
  expect(nextMessage(p, lines, '')).toBeUndefined();
});
