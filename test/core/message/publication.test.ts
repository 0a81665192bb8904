import { expect, test } from 'vitest';
import {
  beginPublication,
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
