import { expect, test } from 'vitest';
import { newReplaySource } from '../../../host-sim/source/replay.ts';

/** All frames as hex; a bad line as its number. */
function framesOf(text: string): string[] | number | undefined {
  const source = newReplaySource(text);
  if (source === undefined) return undefined;
  if ('badLine' in source) return source.badLine;
  const frames: string[] = [];
  for (let frame = source.next(0); frame; frame = source.next(0)) {
    frames.push(Buffer.from(frame).toString('hex'));
  }
  return frames;
}

test.each([
  ['one frame a line', 'db08\n00ff\n', ['db08', '00ff']],
  ['a last line without an end', 'db08\n00ff', ['db08', '00ff']],
  ['digits of either case', 'DB08\naBcD', ['db08', 'abcd']],
  ['empty lines and comments', '# a\n\ndb08\n  \n#zz\n  # b\n00', ['db08', '00']],
  ['line ends and a byte order mark of Windows', '\ufeffdb08\r\n\r\n00\r\n', ['db08', '00']],
  ['spaces around a frame', '  db08\t\n', ['db08']],
])('a recording with %s is read', (_name, text, frames) => {
  expect(framesOf(text)).toEqual(frames);
});

test.each([
  ['another character', 'db08\n\n# x\ndb0g\n00', 4],
  ['half a byte', 'db0\n', 1],
  ['a space within', 'db08\ndb 08', 2],
  ['a comment behind a frame', 'db08 # x', 1],
  ['a prefix', '0xdb08', 1],
])('%s refuses the recording and tells the line', (_name, text, line) => {
  expect(framesOf(text)).toBe(line);
});

test.each(['', '\n\n', '# nothing\n'])('%j holds no frame', (text) => {
  expect(framesOf(text)).toBeUndefined();
});

test('behind the last frame there stays nothing', () => {
  const source = newReplaySource('00');
  if (!source || 'badLine' in source) throw new Error('not read');
  expect(source.isAtEnd()).toBe(false);
  expect([source.next(0), source.next(0), source.next(0)]).toEqual([
    Uint8Array.of(0),
    undefined,
    undefined,
  ]);
  expect(source.isAtEnd()).toBe(true);
});
