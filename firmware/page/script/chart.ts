/**
 * Power of the last ten minutes: taken from the grid above the line, given to it below.
 * In: watts as they come. Out: one SVG, drawn anew; the samples live as long as the page. Each sample
 * is a bar of its own, so that a silence is a gap.
 */
import { byId } from './element.ts';
import { formatPower } from './readings.ts';

type Sample = [atMs: number, imported: number, exported: number];

const SPAN_MS = 600000;
const HEIGHT = 150;
const MARGIN = 15;
const LEAST_W = 100;

let samples: Sample[] = [];

export function addSample(imported: number, exported: number): void {
  const atMs = Date.now();
  samples = samples.filter((sample) => atMs - sample[0] < SPAN_MS);
  samples.push([atMs, imported, exported]);
}

/** 1, 2 or 5 times a power of ten, not below the highest sample. */
function topOf(side: 1 | 2): number {
  const most = Math.max(LEAST_W, ...samples.map((sample) => sample[side]));
  const unit = Math.pow(10, Math.floor(Math.log10(most)));
  return [1, 2, 5, 10].map((n) => n * unit).find((top) => top >= most)!;
}

function draw(kind: string, attributes: { [name: string]: string | number }): SVGElement {
  const element = document.createElementNS('http://www.w3.org/2000/svg', kind);
  for (const name in attributes) element.setAttribute(name, String(attributes[name]));
  return element;
}

export function drawChart(): void {
  const chart = byId('chart');
  const width = chart.clientWidth;
  const up = topOf(1);
  const down = samples.some((sample) => sample[2]) ? topOf(2) : 0;
  const yOf = (watts: number) => MARGIN + ((up - watts) / (up + down)) * (HEIGHT - 2 * MARGIN);
  const xOf = (atMs: number) => (width * (1 - (Date.now() - atMs) / SPAN_MS)).toFixed(1);
  const bars = (side: 1 | 2, sign: number) =>
    samples.map((s) => `M${xOf(s[0])} ${yOf(0)}V${yOf(sign * s[side]).toFixed(1)}`).join('');
  const svg = draw('svg', { viewBox: `0 0 ${width} ${HEIGHT}` });
  const levels = down ? [up, 0, -down] : [up, 0];
  levels.forEach((watts) => {
    const label = draw('text', { y: yOf(watts) - 4 });
    label.textContent = formatPower(Math.abs(watts));
    svg.append(draw('path', { class: 'rule', d: `M0 ${yOf(watts)}H${width}` }), label);
  });
  svg.append(
    draw('path', { class: 'imported', d: bars(1, 1) }),
    draw('path', { class: 'exported', d: bars(2, -1) }),
  );
  chart.textContent = '';
  chart.append(svg);
}
