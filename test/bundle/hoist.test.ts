/** What Espruino would not do by itself is in the script already, and what it gets wrong is not let in. */
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { hoist } from '../../firmware/bundle/hoist.mjs';

/** The lines of the one function in a script. */
const bodyOf = (body: string) => hoist(`function f(p){${body}}`).slice('function f(p){'.length, -1);

describe('hoisting', () => {
  test('puts functions first', () => {
    expect(hoist('g();function g(){}')).toBe('function g(){}\ng();');
  });

  test('keeps directives in front of all', () => {
    expect(bodyOf('"ram";g();function g(){}')).toBe('"ram";\nfunction g(){}\ng();');
  });

  test('declares first what might be used before its var', () => {
    expect(bodyOf('if(p){var a=1}return a')).toBe('var a;\nif(p){a=1}\nreturn a');
    expect(bodyOf('g(a);var a=1;')).toBe('var a;\ng(a);\na=1;');
  });

  test('leaves a var that surely comes first as it is', () => {
    expect(bodyOf('var a=1;g(a)')).toBe('var a=1;\ng(a)');
    expect(bodyOf('for(var i=0;i<2;i++)g(i)')).toBe('for(var i=0;i<2;i++)g(i)');
  });

  test('keeps a var that gives no value, or has a name that is not declared yet', () => {
    expect(bodyOf('if(p){var a,b=1}return b')).toBe('var a,b;\nif(p){var a,b=1}\nreturn b');
    expect(bodyOf('if(p)for(var k in p)g(k)')).toBe('var k;\nif(p)for(var k in p)g(k)');
    expect(bodyOf('if(p){var p=1,a=2}')).toBe('var a;\nif(p){var p=1,a=2}');
  });

  test('declares for each function what is its own', () => {
    const text = hoist('var a=1;function f(){if(g){var a=2;h(function(){if(g){var b=a=3}})}}');
    expect(text).toBe(
      'function f(){var a;\nif(g){a=2;h(function(){var b;\nif(g){b=a=3}})}}\nvar a=1;',
    );
  });

  test('changes nothing that a script does', () => {
    const script = `
      said.push(typeof early, late());
      for (var i = 0, early = 3; i < early; i++) { var twice = i * 2, more = twice + 1; said.push(more); }
      function late() { try { return inner() } catch (e) { var no = 'none' } finally { var last = 'x' }
        return no + last; function inner() { if (said.length > 9) { var a = 1 } return a.b } }`;
    const run = (text: string) => {
      const said: unknown[] = [];
      runInNewContext(text, { said });
      return said;
    };
    expect(run(hoist(script))).toEqual(['undefined', 'nonex', 1, 3, 5]);
    expect(run(script)).toEqual(run(hoist(script)));
  });
});

test.each([
  ['labels', 'a:for(;;)break a;'],
  ['there is no with', 'with(a)b();'],
  ['default must be the last', 'switch(a){default:b();case 1:c()}'],
  ['cut after 63', `var ${'a'.repeat(64)}=1;`],
  ['regular expressions', 'a=/b/;'],
  ['high byte', 'a="\\u0105";'],
  ['native prototypes', 'Array.prototype.map.call(a);'],
  ['line break after return', 'function f(){return (\n1)}'],
  ['functions in blocks', 'if(a){function f(){}}'],
])('refuses, with the line: %s', (reason, script) => {
  expect(() => hoist(`b();\n${script}`)).toThrow(reason);
  expect(() => hoist(`b();\n${script}`)).toThrow(/line 2/);
});
