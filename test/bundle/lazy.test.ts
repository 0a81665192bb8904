/** Rooms as rollup makes them, folded and run. */
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { foldRooms } from '../../firmware/bundle/lazy.mjs';

const BOTH = 'function both(n) {\nreturn "in both " + n;\n}';
const ITSELF = 'function itself(n) {\nreturn n ? itself(n - 1) : "end";\n}';
const TABLE = 'var TABLE = "rows";';
const SCRIPT = `
function resident(n) {
return "here " + n;
}
${BOTH}
${ITSELF}
${TABLE}
function unused() {
return "never";
}
function one() {
return both(resident(1)) + itself(2);
}
var room$1 = {
__proto__: null,
one: one,
unused: unused
};
function load$1() {
return room$1;
}
function two() {
return both(TABLE) + itself(1) + TABLE;
}
function unasked() {
return two();
}
var room$2 = {
__proto__: null,
two: two,
unasked: unasked
};
function load$2() {
return room$2;
}
function three() {
return TABLE;
}
var room$3 = {
__proto__: null,
three: three
};
function load$3() {
return room$3;
}
said.push(load$1().one(), load$2().two(), load$3().three(), resident(3));
`;

const folded = foldRooms(SCRIPT);

test('a room gives what it gave', () => {
  const said: string[] = [];
  const marks = { SHARED: (text?: string) => text };
  runInNewContext(folded, { said, ...marks });
  expect(said).toEqual(['in both here 1end', 'in both rowsendrows', 'rows', 'here 3']);
});

test('what only a room needs stands in it', () => {
  expect(folded).toMatch(/function load\$1\(\) \{[^]*function one\(\)[^]*return \{one: one\};\n\}/);
  expect(folded.split('function resident').length).toBe(2);
  expect(folded.split('function both').length).toBe(3);
});

test('what nobody asks for is left out', () => {
  expect(folded).not.toContain('unused');
  expect(folded).not.toContain('unasked');
});

test('what several rooms have is marked, unless it names itself', () => {
  expect(folded.split('function both(n) {SHARED();').length).toBe(3);
  expect(folded.split('var TABLE = SHARED("rows");').length).toBe(3);
  expect(folded).not.toContain('function itself(n) {SHARED');
});
