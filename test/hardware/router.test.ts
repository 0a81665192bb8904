import { expect, test } from 'vitest';

import type { Pad, Problem, Route, Segment } from '../../hardware/design/router/problem.ts';
import { route } from '../../hardware/design/router/router.ts';

/** A square pad of 1 mm on the front, or through the board. */
function pad(name: string, net: string, [x, y]: [number, number], drill = 0): Pad {
  const layers: Pad['layers'] = drill ? [0, 1] : [0];
  const edges = { x0: x - 0.5, y0: y - 0.5, x1: x + 0.5, y1: y + 0.5 };
  return { name, net, layers, x, y, ...edges, drill, round: false, plated: true };
}

const hole = (x: number, y: number, diameter: number): Pad => ({
  ...pad('', '', [x, y], diameter),
  x0: x - diameter / 2,
  y0: y - diameter / 2,
  x1: x + diameter / 2,
  y1: y + diameter / 2,
  net: undefined,
  plated: false,
});

const problem = (pads: Pad[], more: Partial<Problem> = {}): Problem => ({
  width: 12,
  height: 12,
  clearance: 0.2,
  edge: 0.4,
  viaDiameter: 0.6,
  viaDrill: 0.3,
  holeToHole: 0.26,
  trackWidth: 0.25,
  widths: {},
  ground: 'GND',
  grounded: [],
  first: [],
  chains: {},
  pours: [],
  pads: [pad('G.1', 'GND', [1, 11]), pad('G.2', 'GND', [11, 11]), ...pads],
  ...more,
});

const pointsOf = (s: Segment) =>
  Array.from({ length: 101 }, (_, i) => ({
    x: s.x0 + ((s.x1 - s.x0) * i) / 100,
    y: s.y0 + ((s.y1 - s.y0) * i) / 100,
  }));

/** The smallest gap between the copper of two routes on one side of the board. */
function gapBetween(a: Route, b: Route): number {
  const gaps = a.segments.flatMap((s) =>
    b.segments
      .filter((t) => t.layer === s.layer)
      .flatMap((t) =>
        pointsOf(s).flatMap((p) => pointsOf(t).map((q) => Math.hypot(p.x - q.x, p.y - q.y))),
      ),
  );
  return Math.min(Infinity, ...gaps.map((gap) => gap - 0.25));
}

const CROSSING = [
  pad('A.1', 'across', [2, 5]),
  pad('A.2', 'across', [10, 5]),
  pad('D.1', 'down', [6, 2]),
  pad('D.2', 'down', [6, 8]),
];

const touches = (s: Segment, p: Pad) =>
  [
    [s.x0, s.y0],
    [s.x1, s.y1],
  ].some(([x, y]) => x >= p.x0 && x <= p.x1 && y >= p.y0 && y <= p.y1);

test('nets that cross keep their distance', () => {
  const { routes, failed } = route(problem(CROSSING));
  expect(failed).toEqual([]);
  expect(gapBetween(routes.across, routes.down)).toBeGreaterThanOrEqual(0.2 - 1e-6);
});

test('a route begins and ends in its pads', () => {
  const { routes } = route(problem(CROSSING));
  for (const p of CROSSING) {
    expect(routes[p.net!].segments.some((s) => touches(s, p))).toBe(true);
  }
});

test('the same problem has the same routes', () => {
  expect(route(problem(CROSSING))).toEqual(route(problem(CROSSING)));
});

test('a pad of the ground on the front gets a via, one that goes through the board needs none', () => {
  const { routes } = route(problem([pad('G.3', 'GND', [6, 11], 1)]));
  expect(routes.GND.vias).toHaveLength(2);
});

test('a net that cannot be reached is told', () => {
  const wall = Array.from({ length: 12 }, (_, i) => hole(6, i + 0.5, 1));
  const { failed } = route(
    problem([pad('A.1', 'across', [2, 5]), pad('A.2', 'across', [10, 5]), ...wall]),
  );
  expect(failed).toEqual(['across']);
});

test('a net stays away from holes', () => {
  const { routes, failed } = route(
    problem([pad('A.1', 'across', [2, 5]), pad('A.2', 'across', [10, 5]), hole(6, 5, 3)]),
  );
  expect(failed).toEqual([]);
  for (const p of routes.across.segments.flatMap(pointsOf)) {
    expect(Math.hypot(p.x - 6, p.y - 5)).toBeGreaterThan(1.5 + 0.125 + 0.2);
  }
});

test('a chain is joined in its order: nothing leaves between socket and protection', () => {
  const socket = pad('J.1', 'data', [2, 5]);
  const protection = pad('D.1', 'data', [10, 5]);
  const rest = pad('R.1', 'data', [4, 8]);
  const chained = route(problem([socket, protection, rest], { chains: { data: ['J.1', 'D.1'] } }))
    .routes.data;
  expect(chained.segments.filter((s) => touches(s, socket))).toHaveLength(1);
  expect(chained.segments.filter((s) => touches(s, protection))).toHaveLength(2);
  const free = route(problem([socket, protection, rest])).routes.data;
  expect(free.segments.filter((s) => touches(s, protection))).toHaveLength(1);
});

test('a wide net is drawn wide', () => {
  const { routes } = route(problem(CROSSING, { widths: { across: 0.8 } }));
  expect(routes.across.segments.every(({ width }) => width === 0.8)).toBe(true);
  expect(routes.down.segments.every(({ width }) => width === 0.25)).toBe(true);
});
