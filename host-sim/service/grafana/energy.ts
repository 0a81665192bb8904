/** Panels of quarter hours, days and months. */
import type { PanelRow } from './panel.ts';
import { ABOVE_KWH, EXPORTED, IMPORTED, inKwh, q, QUARTER_HELP, QUARTER_W } from './panel.ts';

export const QUARTERS: readonly PanelRow[] = [
  {
    ...{ title: 'Mean of each quarter of an hour', look: 'bars', unit: 'watt', width: 24 },
    ...{ step: '15m', help: QUARTER_HELP },
    queries: [q(QUARTER_W), q('vector($reference_w)', 'reference power')],
  },
  {
    ...{ title: 'Highest today', look: 'stat', unit: 'watt', width: 4, time: 'now/d' },
    queries: [q(`max_over_time((${QUARTER_W})[$__range:15m])`)],
    help: QUARTER_HELP,
  },
  {
    ...{ title: 'Highest this month', look: 'stat', unit: 'watt', width: 4, time: 'now/M' },
    queries: [q(`max_over_time((${QUARTER_W})[$__range:15m])`)],
    help: QUARTER_HELP,
  },
  {
    ...{ title: 'Above the class today', look: 'stat', unit: 'kwatth', width: 4, time: 'now/d' },
    ...{ queries: [q(ABOVE_KWH)], decimals: 2 },
  },
  {
    ...{ title: 'Above it this month', look: 'stat', unit: 'kwatth', width: 4, time: 'now/M' },
    ...{ queries: [q(ABOVE_KWH)], decimals: 2 },
  },
  {
    ...{ title: 'Quarters above it this month', look: 'stat', unit: 'none', width: 4 },
    queries: [q(`sum_over_time((${QUARTER_W} > bool $reference_w)[$__range:15m])`)],
    ...{ time: 'now/M', decimals: 0 },
  },
  {
    ...{ title: 'What that costs', look: 'stat', unit: 'currencyEUR', width: 4, time: 'now/M' },
    help: 'At the price of a kWh above the class that is set above.',
    ...{ queries: [q(`${ABOVE_KWH} * $price`)], decimals: 2 },
  },
];

export const ENERGY: readonly PanelRow[] = [
  {
    ...{ title: 'By the hour', look: 'bars', unit: 'kwatth', width: 12, step: '1h' },
    help: 'Each bar stands at the end of its hour.',
    queries: [
      q(inKwh(IMPORTED, '1h'), '{{meter}} imported'),
      q(`-${inKwh(EXPORTED, '1h')}`, '{{meter}} exported'),
    ],
  },
  {
    ...{
      title: 'By the day',
      look: 'bars',
      unit: 'kwatth',
      width: 12,
      step: '1d',
      time: 'now-30d/d',
    },
    help: 'Each bar stands at the end of its day.',
    queries: [
      q(inKwh(IMPORTED, '1d'), '{{meter}} imported'),
      q(`-${inKwh(EXPORTED, '1d')}`, '{{meter}} exported'),
    ],
  },
  {
    ...{ title: 'Imported this month', look: 'stat', unit: 'kwatth', width: 6, time: 'now/M' },
    ...{ queries: [q(inKwh(IMPORTED))], decimals: 1 },
  },
  {
    ...{ title: 'Exported this month', look: 'stat', unit: 'kwatth', width: 6, time: 'now/M' },
    ...{ queries: [q(inKwh(EXPORTED))], decimals: 1 },
  },
  {
    ...{ title: 'Registers', look: 'stat', unit: 'kwatth', width: 12, decimals: 3 },
    queries: [
      q(`${IMPORTED} / 3.6e6`, '{{meter}} imported'),
      q(`${EXPORTED} / 3.6e6`, '{{meter}} exported'),
    ],
  },
];
