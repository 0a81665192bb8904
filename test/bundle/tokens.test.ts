/** What is stored in place of the words of a script. */
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { SHORT, SHORT_NAMES, tokenise } from '../../firmware/bundle/tokens.mjs';

/** Names are no tokens: they stay readable. */
const namesIn = (tokens: string) => tokens.match(/[\w$.]{2,}/g);

test('what is asked of the interpreter often is called by its short name', () => {
  const script = 'a=String.fromCharCode(n);b=Math.floor(c);d=parseInt(e,f);g(Uint8Array)';
  expect(namesIn(tokenise(script, true))).toEqual(['C_', 'M_', 'P_', 'U_']);
  const long = ['String.fromCharCode', 'Math.floor', 'parseInt', 'Uint8Array'];
  expect(namesIn(tokenise(script))).toEqual(long);
});

test('other names stay, also those that every object has', () => {
  const script = 'E.toString(x1);x1.valueOf();constructor(x1.floor,x1.parseInt)';
  expect(namesIn(tokenise(script, true))?.join(' ')).toBe(
    'E.toString x1 x1.valueOf constructor x1.floor x1.parseInt',
  );
});

test('the short names are those of the interpreter', () => {
  const natives = 'String.fromCharCode,Math.floor,Uint8Array,parseInt';
  const isSame = `[${natives}].every((one,i)=>one===[${SHORT_NAMES.join()}][i])`;
  expect(runInNewContext(SHORT + isSame)).toBe(true);
});
