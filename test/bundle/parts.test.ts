/** What is stored apart from the script, run as the dongle runs it: from a file in pieces. */
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { markLoader, takeApart, withoutMarks } from '../../firmware/bundle/parts.mjs';

const SCRIPT = `var greeting = "good ";
function loadDay(){FAR("day");function word(){return "day"}return{say:function(){return greeting+word()}}}
function loadNight(){function word(){return "night"}return FAR("night"),{say:function(){return greeting+word()}}}
function here(){return "here"}
said.push(here(), loadDay().say(), loadNight().say(), loadDay().say());`;
const SAID = ['here', 'good day', 'good night', 'good day'];
const same = (script: string) => script;

function runStored(file: string, script: string) {
  const said: string[] = [];
  const reads: string[] = [];
  const read = (slot: string, at: number, length: number) => {
    reads.push(slot);
    return file.substr(at, length);
  };
  runInNewContext(script, {
    ...{ said, SMARTY_BOOT: { slot: 'app2' } },
    require: () => ({ read }),
  });
  return { said, reads };
}

describe('a script with parts', () => {
  const front = '/*page*/';
  const { script, parts } = takeApart(SCRIPT, same, front.length);

  test('says the same from a file in which the parts stand apart', () => {
    const { said, reads } = runStored(front + parts + script, script);
    expect(said).toEqual(SAID);
    expect(reads).toEqual(['app2', 'app2', 'app2']);
  });

  test('keeps nothing of them but how they are read', () => {
    expect(script).not.toContain('night"');
    expect(script).not.toContain('FAR(');
    expect(parts).toMatch(/^\/\*[^]*\*\/$/);
    expect(runInNewContext(`${parts}1`)).toBe(1);
  });

  test('says the same as one script without its marks', () => {
    const said: string[] = [];
    runInNewContext(withoutMarks(SCRIPT), { said });
    expect(said).toEqual(SAID);
  });
});

test('a part may have parts, and a loader may stand in the function that calls it', () => {
  const nested = `said.push((function(){FAR("outer");
    function inner(){return FAR("inner"),{word:"in"}}
    return{word:inner().word+" and out"}})().word)`;
  const { script, parts } = takeApart(nested, same, 0);
  expect(script).not.toContain('inner');
  expect(runStored(parts + script, script).said).toEqual(['in and out']);
});

describe('what several rooms have', () => {
  const row = `"a text that is longer than the call that reads it from flash would be"`;
  const longer = `(n){SHARED();return "a function that is longer than that call too: "+n}`;
  const room = (name: string) =>
    `function ${name}(){FAR("${name}");function longer${longer}var row=SHARED(${row});return{say:function(n){return longer(n)+row}}}`;
  const calls = 'said.push(one().say(1),two().say(2))';
  const { script, parts } = takeApart(room('one') + room('two') + calls, same, 0);

  test('is stored once, and says the same', () => {
    const said: string[] = [];
    runInNewContext(withoutMarks(room('one') + room('two') + calls), { said });
    expect(said[1]).toBe(
      'a function that is longer than that call too: 2a text that is longer than the call that reads it from flash would be',
    );
    expect(runStored(parts + script, script).said).toEqual(said);
    expect(parts.split('a function that').length).toBe(2);
    expect(parts.split('a text that').length).toBe(2);
    expect(parts + script).not.toContain('SHARED');
  });

  test('stays where it is when its call would be as long', () => {
    const short = 'function f(){SHARED();return 1}said.push(f(),SHARED("x"))';
    expect(takeApart(short, same, 0)).toEqual({
      script: 'function f(){return 1}said.push(f(),("x"))',
      parts: '',
    });
  });
});

test('a part in which the comment would end is refused', () => {
  const script = 'function load(){FAR("x");return "*/"}';
  expect(() => takeApart(script, same, 0)).toThrow('parts: a comment would end in one of them');
});

test('a script without parts stays what it is', () => {
  expect(takeApart('var a;', same, 0)).toEqual({ script: 'var a;', parts: '' });
});

test('only a loader of a part is marked, with the name of its room', () => {
  const code = 'export function load() {\n  return room;\n}';
  expect(markLoader(code, '/a/update/room.far.ts')).toContain('FAR("room");\nreturn room;');
  expect(markLoader(code, '/a/update/room.lazy.ts')).toBeUndefined();
});
