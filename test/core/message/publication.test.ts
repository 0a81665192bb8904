import { describe, expect, test } from 'vitest';
import {
  beginPublication,
  dropPublication,
  isTold,
  newPublication,
  nextMessage,
} from '../../../firmware/core/message/publication.ts';
import type { Publication } from '../../../firmware/core/message/publication.ts';
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

describe('a reading that comes while others are made known', () => {
  const FIRST = 'power_imported W 286\n';
  const LATER = FIRST + 'last_quarter_power_imported W 300\n';
  const shape: Shape = {
    announce: (lines, walk) => {
      const line = lines.slice(walk.at).split('\n')[0];
      walk.at += line.length + 1;
      if (line === '') return undefined;
      return { topic: line.split(' ')[0], payload: '', qos: 1, retain: true };
    },
  };
  const begun = () => {
    const p = newPublication([shape]);
    beginPublication(p, FIRST);
    expect(nextMessage(p, FIRST, '')?.topic).toBe('power_imported');
    beginPublication(p, LATER);
    return p;
  };
  /** The topics of all that is still to come. */
  const rest = (p: Publication, latest: string) => {
    const topics: string[] = [];
    for (let i = 0; i < 20 && !isTold(p); i++) {
      const message = nextMessage(p, latest, '');
      if (message) topics.push(message.topic);
    }
    expect(isTold(p)).toBe(true);
    return topics;
  };

  test('is made known behind them, once, without another telegram', () => {
    expect(rest(begun(), LATER)).toEqual(['power_imported', 'last_quarter_power_imported']);
  });

  test('waits for the next telegram where its own is no longer there', () => {
    const p = begun();
    expect(rest(p, '')).toEqual([]);
    beginPublication(p, LATER);
    expect(rest(p, LATER)).toEqual(['power_imported', 'last_quarter_power_imported']);
  });
});
