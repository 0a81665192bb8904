/** What a host remembers of the telegram before changes nothing in what the next one says. */
import { describe, expect, test } from 'vitest';
import { newParsing, parseStep } from '../../../firmware/core/telegram/parse.ts';
import type { Parsing, Recall } from '../../../firmware/core/telegram/parse.ts';
import { advanceHouse, newHouse } from '../../../host-sim/house/load.ts';
import { formatTelegram } from '../../../host-sim/house/telegram.ts';
import { newRecall } from '../../../host-sim/node/recall.ts';
import { goodLines } from '../../fakes/telegram.ts';

const FIRST = [
  '1-0:1.7.0(00.286*kW)',
  '1-0:2.7.0(00.000*kW)',
  '1-3:0.2.8(42)',
  '0-0:1.0.0(260115190000W)',
  '1-1:31.4.0(100*A)(-063*A)',
  '0-0:96.13.0(41424344454647)',
  '0-1:24.1.0(003)',
  '0-1:96.1.0(4730303031)',
  '0-1:24.2.1(260115185500W)(00012.345*m3)',
  '0-2:24.1.0(007)',
  '0-2:24.2.1(260115185500W)(rubbish*m3)',
  '1-0:99.1.2(17)',
  'garbage',
];

const changed = (at: number, line: string) => FIRST.with(at, line);
const before = (at: number, line: string) => FIRST.toSpliced(at, 0, line);

function parse(lines: string[], recall?: Recall): Parsing {
  const parsing = newParsing([...lines], recall);
  while (!parseStep(parsing, 1));
  return parsing;
}

function resultOf({ readings, other, unread, repeated, stamp, stampText }: Parsing) {
  return { readings, other, unread, repeated, stamp, stampText };
}

describe('with the telegram before in memory', () => {
  test.each<[string, string[]]>([
    ['all the same', FIRST],
    ['another value', changed(0, '1-0:1.7.0(00.287*kW)')],
    ['another time', changed(3, '0-0:1.0.0(260115190001W)')],
    ['another index', changed(8, '0-1:24.2.1(260115190000W)(00012.346*m3)')],
    ['an index that can be read again', changed(10, '0-2:24.2.1(260115190000W)(00012.346*m3)')],
    ['a channel without its type', FIRST.toSpliced(6, 1)],
    ['a channel with a valve', before(9, '0-1:24.4.0(1)')],
    ['another order', FIRST.toReversed()],
    ['a line more', before(0, '1-0:1.8.0(000001.000*kWh)')],
    ['a line less', FIRST.slice(1)],
    ['a line twice', before(1, FIRST[0])],
    ['a known line behind another of its code', before(0, '1-0:2.7.0(00.111*kW)')],
    ['a known line that goes on in a new one', before(1, '(00.123*kW)')],
    ['an empty value', changed(0, '1-0:1.7.0()')],
    ['nothing at all', []],
  ])('the next says what it says without: %s', (_what, second) => {
    const recall = newRecall();
    parse(FIRST, recall);
    const remembered = parse(second, recall);
    expect(resultOf(remembered)).toEqual(resultOf(parse(second)));
    // And the one behind it, too.
    expect(resultOf(parse(FIRST, recall))).toEqual(resultOf(parse(FIRST)));
  });

  test('an hour of a house says what it says without', () => {
    const startMs = Date.UTC(2026, 0, 15, 18);
    const house = newHouse({ seed: 5, startMs });
    const recall = newRecall();
    for (let i = 0; i < 360; i++) {
      advanceHouse(house, startMs + i * 10_000);
      const text = formatTelegram(house, house.nowMs, 'full');
      const lines = goodLines(Buffer.from(text, 'latin1'));
      expect(resultOf(parse(lines, recall))).toEqual(resultOf(parse(lines)));
    }
  });

  test('a line that stayed is not read again', () => {
    const recall = newRecall();
    const [first, second] = [FIRST, changed(0, '1-0:1.7.0(00.287*kW)')].map((lines) =>
      parse(lines, recall).readings.filter(({ name }) => !name.startsWith('current_limit')),
    );
    expect(second).toHaveLength(first.length);
    expect(second.map((reading, i) => reading === first[i])).toEqual(
      first.map(({ name }) => name !== 'power_imported'),
    );
  });
});
