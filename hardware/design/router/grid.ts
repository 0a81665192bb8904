/**
 * The board as a grid of 0.1 mm: which points the middle of a track or via may not be on.
 * FREE, or SOFT: another net's track is there and could be moved, or COSTLY: a planned pour, or HARD.
 */
import {
  type Layer,
  type Pad,
  type Problem,
  type Routes,
  type Segment,
  widthOf,
} from './problem.ts';

export const PITCH = 0.1;
export const FREE = 0;
export const COSTLY = 1;
export const SOFT = 2;
export const HARD = 3;

export interface Grid {
  columns: number;
  rows: number;
}

/** What one net sees: tracks per layer, and vias. */
export interface Obstacles {
  track: [Uint8Array, Uint8Array];
  via: Uint8Array;
}

export function gridOf(problem: Problem): Grid {
  return {
    columns: Math.round(problem.width / PITCH) + 1,
    rows: Math.round(problem.height / PITCH) + 1,
  };
}

interface Brush {
  grid: Grid;
  map: Uint8Array;
  value: number;
}

interface Line {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

const cellsFrom = (mm: number) => Math.max(0, Math.floor(mm / PITCH));
const SLACK = 1e-6;

/** Distance of a point from a rectangle's edge, 0 inside. */
function toRectangle(x: number, y: number, r: Line): number {
  return Math.hypot(Math.max(r.x0 - x, 0, x - r.x1), Math.max(r.y0 - y, 0, y - r.y1));
}

export function toLine(x: number, y: number, s: Line): number {
  const dx = s.x1 - s.x0;
  const dy = s.y1 - s.y0;
  const along = ((x - s.x0) * dx + (y - s.y0) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(1, Math.max(0, along));
  return Math.hypot(s.x0 + t * dx - x, s.y0 + t * dy - y);
}

/** Everything closer than `reach` to a shape; a higher value is never painted over. */
function paint(
  brush: Brush,
  shape: Line,
  reach: number,
  distance: (x: number, y: number, s: Line) => number,
): void {
  const { grid, map, value } = brush;
  const left = cellsFrom(Math.min(shape.x0, shape.x1) - reach);
  const top = cellsFrom(Math.min(shape.y0, shape.y1) - reach);
  const right = Math.min(
    grid.columns - 1,
    Math.ceil((Math.max(shape.x0, shape.x1) + reach) / PITCH),
  );
  const bottom = Math.min(grid.rows - 1, Math.ceil((Math.max(shape.y0, shape.y1) + reach) / PITCH));
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const cell = row * grid.columns + column;
      if (map[cell] < value && distance(column * PITCH, row * PITCH, shape) < reach - SLACK)
        map[cell] = value;
    }
  }
}

function inside(x: number, y: number, points: [number, number][]): boolean {
  let odd = false;
  points.forEach(([xa, ya], i) => {
    const [xb, yb] = points[(i + 1) % points.length];
    if (ya > y !== yb > y && x < ((xb - xa) * (y - ya)) / (yb - ya) + xa) odd = !odd;
  });
  return odd;
}

function paintPours(problem: Problem, grid: Grid, net: string, obstacles: Obstacles): void {
  for (const { points, layer } of problem.pours.filter((pour) => pour.net !== net)) {
    const bottom = Math.max(...points.map((p) => p[1]));
    for (let row = cellsFrom(Math.min(...points.map((p) => p[1]))); row * PITCH <= bottom; row++) {
      for (let column = 0; column < grid.columns; column++) {
        if (!inside(column * PITCH, row * PITCH, points)) continue;
        const cell = row * grid.columns + column;
        for (const map of [obstacles.track[layer], obstacles.via])
          map[cell] = Math.max(map[cell], COSTLY);
      }
    }
  }
}

/** A frame along the board's edge. */
function paintEdge(problem: Problem, grid: Grid, half: number, map: Uint8Array): void {
  const margin = problem.edge + half - SLACK;
  const isNear = (cells: number, end: number) =>
    Math.min(cells * PITCH, end - cells * PITCH) < margin;
  for (let row = 0; row < grid.rows; row++) {
    const all = isNear(row, problem.height);
    for (let column = 0; column < grid.columns; column++)
      if (all || isNear(column, problem.width)) map[row * grid.columns + column] = HARD;
  }
}

function paintPads(problem: Problem, grid: Grid, net: string, obstacles: Obstacles): void {
  const half = widthOf(problem, net) / 2;
  const viaHalf = problem.viaDiameter / 2;
  const via: Brush = { grid, map: obstacles.via, value: HARD };
  for (const pad of problem.pads) {
    const own = pad.net === net && pad.plated;
    for (const layer of own ? [] : pad.layers) {
      const brush = { grid, map: obstacles.track[layer], value: HARD };
      paint(brush, pad, (pad.plated ? problem.clearance : problem.holeToHole) + half, toRectangle);
    }
    // No via in a pad, its own either: solder would run down it.
    paint(via, pad, viaHalf + (own ? 0.05 : problem.clearance), toRectangle);
    if (pad.drill > 0) {
      const centre = { x0: pad.x, y0: pad.y, x1: pad.x, y1: pad.y };
      paint(via, centre, (pad.drill + problem.viaDrill) / 2 + problem.holeToHole, toLine);
    }
  }
}

function paintRoutes(
  { problem, grid, net, routes }: { problem: Problem; grid: Grid; net: string; routes: Routes },
  obstacles: Obstacles,
): void {
  const half = widthOf(problem, net) / 2;
  const viaHalf = problem.viaDiameter / 2;
  for (const [other, route] of Object.entries(routes)) {
    const value = other === problem.ground ? HARD : SOFT;
    const mark = (map: Uint8Array, line: Line, reach: number) =>
      paint({ grid, map, value }, line, reach, toLine);
    if (other === net) {
      for (const v of route.vias)
        mark(obstacles.via, pointLine(v), problem.viaDrill + problem.holeToHole);
      continue;
    }
    for (const s of route.segments) {
      mark(obstacles.track[s.layer], s, s.width / 2 + problem.clearance + half);
      mark(obstacles.via, s, s.width / 2 + problem.clearance + viaHalf);
    }
    for (const v of route.vias) {
      for (const layer of [0, 1] as Layer[])
        mark(obstacles.track[layer], pointLine(v), viaHalf + problem.clearance + half);
      mark(obstacles.via, pointLine(v), problem.viaDiameter + problem.clearance);
    }
  }
}

export function pointLine(v: { x: number; y: number }): Line {
  return { x0: v.x, y0: v.y, x1: v.x, y1: v.y };
}

/** What stays where it is, as `net` sees it. */
export function fixedObstacles(problem: Problem, grid: Grid, net: string): Obstacles {
  const size = grid.columns * grid.rows;
  const obstacles: Obstacles = {
    track: [new Uint8Array(size), new Uint8Array(size)],
    via: new Uint8Array(size),
  };
  paintPours(problem, grid, net, obstacles);
  paintPads(problem, grid, net, obstacles);
  for (const map of obstacles.track) paintEdge(problem, grid, widthOf(problem, net) / 2, map);
  paintEdge(problem, grid, problem.viaDiameter / 2, obstacles.via);
  return obstacles;
}

/** The same with what is routed already. */
export function obstaclesOf(
  fixed: Obstacles,
  options: { problem: Problem; grid: Grid; net: string; routes: Routes },
): Obstacles {
  const obstacles: Obstacles = {
    track: [fixed.track[0].slice(), fixed.track[1].slice()],
    via: fixed.via.slice(),
  };
  paintRoutes(options, obstacles);
  return obstacles;
}

/** The grid points where a track may end on a pad, as cells of both layers (the back's come second). */
export function cellsOfPad(grid: Grid, pad: Pad): number[] {
  const cells: number[] = [];
  const radius = Math.min(pad.x1 - pad.x0, pad.y1 - pad.y0) / 2 - 0.1;
  for (const layer of pad.layers)
    for (
      let row = Math.ceil((pad.y0 + 0.05) / PITCH);
      row <= Math.floor((pad.y1 - 0.05) / PITCH);
      row++
    )
      for (
        let column = Math.ceil((pad.x0 + 0.05) / PITCH);
        column <= Math.floor((pad.x1 - 0.05) / PITCH);
        column++
      ) {
        const within =
          !pad.round || Math.hypot(column * PITCH - pad.x, row * PITCH - pad.y) <= radius;
        if (within) cells.push((layer * grid.rows + row) * grid.columns + column);
      }
  return cells;
}

export type { Segment };
