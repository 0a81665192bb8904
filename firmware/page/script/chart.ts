/**
 * Power of the last ten minutes: taken from the grid above the line, given to it below.
 * In: watts as they come. Out: the SVG of the page, drawn anew; the samples live as long as the page.
 * Each sample is a bar of its own, so that a silence is a gap. The room left of the bars is the labels'.
 */
import { byId } from './element.ts';
import { formatPower } from './readings.ts';

type Sample = [atMs: number, imported: number, exported: number];

const SPAN_MS = 600000;
const HEIGHT = 150;
const MARGIN = 8;
/** Of the labels. */
const LEFT = 60;
const LEAST_W = 100;
/** No side is lower than a sixth of the whole: there its label has room. */
const MOST_TIMES = 5;

let samples: Sample[] = [];

export function addSample(imported: number, exported: number): void {
  const atMs = Date.now();
  samples = samples.filter((sample) => atMs - sample[0] < SPAN_MS);
  samples.push([atMs, imported, exported]);
}

/** 1, 2 or 5 times a power of ten, not below the highest sample. */
function topOf(side: 1 | 2): number {
  let top = LEAST_W;
  for (let i = 0; samples.some((sample) => sample[side] > top); i++) top *= i % 3 === 1 ? 2.5 : 2;
  return top;
}

export function drawChart(): void {
  const chart = byId('chart');
  const width = chart.clientWidth;
  const hasDown = samples.some((sample) => sample[2]);
  const down = hasDown ? Math.max(topOf(2), topOf(1) / MOST_TIMES) : 0;
  const up = Math.max(topOf(1), down / MOST_TIMES);
  const yOf = (watts: number) => MARGIN + ((up - watts) / (up + down)) * (HEIGHT - 2 * MARGIN);
  const xOf = (atMs: number) => width - ((Date.now() - atMs) / SPAN_MS) * (width - LEFT);
  const bars = (side: 1 | 2, sign: number) =>
    samples.map((s) => `M${xOf(s[0])} ${yOf(0)}V${yOf(sign * s[side])}`).join('');
  const levels = [up, 0, -down];
  const paths = [
    levels.map((watts) => `M${LEFT} ${yOf(watts)}H${width}`).join(''),
    bars(1, 1),
    bars(2, -1),
  ];
  chart.querySelectorAll('path').forEach((path, i) => path.setAttribute('d', paths[i]));
  chart.querySelectorAll('text').forEach((label, i) => {
    label.setAttribute('y', String(yOf(levels[i]) + 4));
    label.textContent = i < 2 || down ? formatPower(Math.abs(levels[i])) : '';
  });
}
