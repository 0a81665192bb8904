/**
 * Routes one net after the other; a net that finds no way goes through others, and those are laid anew.
 * In: a problem. Out: routes, the same for the same problem, and what could not be routed.
 */
import {
  cellsOfPad,
  fixedObstacles,
  FREE,
  type Grid,
  gridOf,
  type Obstacles,
  obstaclesOf,
  PITCH,
  pointLine,
  toLine,
} from './grid.ts';
import {
  netsOf,
  type Layer,
  type Pad,
  type Problem,
  type Route,
  type Routes,
  widthOf,
} from './problem.ts';
import { findPath } from './search.ts';

const MAX_ROUNDS = 600;

interface Work {
  problem: Problem;
  grid: Grid;
  nets: Record<string, Pad[]>;
  routes: Routes;
  fixed: Map<string, Obstacles>;
}

interface Place {
  layer: Layer;
  x: number;
  y: number;
}

function seenBy(work: Work, net: string): Obstacles {
  const fixed = work.fixed.get(net) ?? fixedObstacles(work.problem, work.grid, net);
  work.fixed.set(net, fixed);
  return obstaclesOf(fixed, { ...work, net });
}

function placeOf(grid: Grid, cell: number): Place {
  const size = grid.columns * grid.rows;
  const layer: Layer = cell >= size ? 1 : 0;
  const flat = cell - layer * size;
  const round = (cells: number) => Math.round(cells * PITCH * 1000) / 1000;
  return { layer, x: round(flat % grid.columns), y: round(Math.floor(flat / grid.columns)) };
}

/** Straight runs of a path become segments, changes of layer vias. */
function lay(work: Work, net: string, path: number[]): void {
  const route = work.routes[net];
  const places = path.map((cell) => placeOf(work.grid, cell));
  const width = widthOf(work.problem, net);
  let start = 0;
  for (let i = 1; i < places.length; i++) {
    const [a, b, c] = [places[i - 1], places[i], places[i + 1]];
    if (a.layer !== b.layer) {
      route.vias.push({ x: a.x, y: a.y });
      start = i;
      continue;
    }
    const goesOn = c && c.layer === b.layer && path[i + 1] - path[i] === path[i] - path[i - 1];
    if (goesOn) continue;
    const from = places[start];
    route.segments.push({ layer: b.layer, x0: from.x, y0: from.y, x1: b.x, y1: b.y, width });
    start = i;
  }
}

/** Every pad of the ground that the pour might not reach gets a via of its own. */
function routeGround(work: Work): string[] {
  const { problem, grid } = work;
  const net = problem.ground;
  work.routes[net] = { segments: [], vias: [] };
  const failed: string[] = [];
  for (const pad of work.nets[net]) {
    if (pad.layers.length === 2 || problem.grounded.includes(pad.name)) continue;
    const obstacles = seenBy(work, net);
    const size = grid.columns * grid.rows;
    const isGoal = (cell: number) => obstacles.via[cell % size] === FREE;
    const path = findPath({
      grid,
      obstacles,
      starts: cellsOfPad(grid, pad),
      isGoal,
      soft: false,
      oneLayer: true,
    });
    if (!path) {
      failed.push(`${net} ${pad.name}`);
      continue;
    }
    lay(work, net, path);
    const { x, y } = placeOf(grid, path[path.length - 1]);
    work.routes[net].vias.push({ x, y });
  }
  return failed;
}

/** One track from some cells to the nearest of some pads: what it passed, and the pad; undefined: no way. */
function join(
  work: Work,
  options: { net: string; starts: number[]; pads: Pad[]; soft: boolean },
): { path: number[]; pad: Pad } | undefined {
  const { grid } = work;
  const { net, starts, soft } = options;
  const cells = new Map(options.pads.map((pad) => [pad, new Set(cellsOfPad(grid, pad))]));
  const goals = new Set([...cells.values()].flatMap((each) => [...each]));
  const isGoal = (cell: number) => goals.has(cell);
  const path = findPath({
    grid,
    obstacles: seenBy(work, net),
    starts,
    isGoal,
    soft,
    oneLayer: false,
  });
  if (!path) return undefined;
  lay(work, net, path);
  const end = path[path.length - 1];
  return { path, pad: options.pads.find((pad) => cells.get(pad)!.has(end))! };
}

/** Joins all pads of a net: its chain in order, then the others, nearest first. False: one cannot be reached. */
function routeNet(work: Work, net: string, soft: boolean): boolean {
  work.routes[net] = { segments: [], vias: [] };
  const named = (work.problem.chains[net] ?? []).map((name) =>
    work.nets[net].find((pad) => pad.name === name)!,
  );
  const chain = named.length > 0 ? named : [work.nets[net][0]];
  for (let i = 1; i < chain.length; i++) {
    const starts = cellsOfPad(work.grid, chain[i - 1]);
    const joined = join(work, { net, starts, pads: [chain[i]], soft });
    if (!joined) return false;
  }
  // The others leave from the protection on, not from between it and the socket.
  let tree = chain.slice(chain.length > 1 ? 1 : 0).flatMap((pad) => cellsOfPad(work.grid, pad));
  const left = new Set(work.nets[net].filter((pad) => !chain.includes(pad)));
  while (left.size > 0) {
    const joined = join(work, { net, starts: tree, pads: [...left], soft });
    if (!joined) return false;
    left.delete(joined.pad);
    tree = [...tree, ...joined.path, ...cellsOfPad(work.grid, joined.pad)];
  }
  return true;
}

interface Copper {
  layers: Layer[];
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  half: number;
}

function copperOf(problem: Problem, route: Route): Copper[] {
  const tracks = route.segments.map((s) => ({ ...s, layers: [s.layer], half: s.width / 2 }));
  const vias = route.vias.map((v) => ({
    ...pointLine(v),
    layers: [0, 1] as Layer[],
    half: problem.viaDiameter / 2,
  }));
  return [...tracks, ...vias];
}

function isTooClose(a: Copper, b: Copper, clearance: number): boolean {
  if (!a.layers.some((layer) => b.layers.includes(layer))) return false;
  const reach = a.half + b.half + clearance - 1e-3;
  const steps = Math.max(1, Math.ceil(Math.hypot(a.x1 - a.x0, a.y1 - a.y0) / (PITCH / 2)));
  for (let i = 0; i <= steps; i++) {
    const x = a.x0 + ((a.x1 - a.x0) * i) / steps;
    const y = a.y0 + ((a.y1 - a.y0) * i) / steps;
    if (toLine(x, y, b) < reach) return true;
  }
  return false;
}

/** The nets whose copper the new route of `net` runs into. */
function inTheWayOf(work: Work, net: string): string[] {
  const { problem, routes } = work;
  const mine = copperOf(problem, routes[net]);
  return Object.keys(routes).filter((other) => {
    if (other === net || other === problem.ground) return false;
    const theirs = copperOf(problem, routes[other]);
    return theirs.some((b) => mine.some((a) => isTooClose(a, b, problem.clearance)));
  });
}

function spanOf(pads: Pad[]): number {
  const xs = pads.map((pad) => pad.x);
  const ys = pads.map((pad) => pad.y);
  return Math.max(...xs) - Math.min(...xs) + Math.max(...ys) - Math.min(...ys);
}

/** The named ones first, then the short before the long. */
function inOrder(work: Work): string[] {
  const { first, ground } = work.problem;
  const rest = Object.keys(work.nets).filter((net) => net !== ground && !first.includes(net));
  rest.sort((a, b) => spanOf(work.nets[a]) - spanOf(work.nets[b]) || (a < b ? -1 : 1));
  return [...first.filter((net) => work.nets[net]), ...rest];
}

/** Cuts tracks where another one of their net begins in their midst, so that ends meet ends. */
function cutAtJoints(route: Route): void {
  const ends = [
    ...route.vias.map((v) => ({ x: v.x, y: v.y, layers: [0, 1] })),
    ...route.segments.flatMap((s) => [
      { x: s.x0, y: s.y0, layers: [s.layer] },
      { x: s.x1, y: s.y1, layers: [s.layer] },
    ]),
  ];
  route.segments = route.segments.flatMap((s) => {
    const length = Math.hypot(s.x1 - s.x0, s.y1 - s.y0);
    const along = (p: { x: number; y: number }) => Math.hypot(p.x - s.x0, p.y - s.y0);
    const inner = ends
      .filter((p) => p.layers.includes(s.layer) && toLine(p.x, p.y, s) < 1e-6)
      .filter((p) => along(p) > 1e-6 && along(p) < length - 1e-6)
      .sort((a, b) => along(a) - along(b));
    const stops = [{ x: s.x0, y: s.y0 }, ...inner, { x: s.x1, y: s.y1 }];
    const pieces = stops
      .slice(1)
      .map((p, i) => ({ ...s, x0: stops[i].x, y0: stops[i].y, x1: p.x, y1: p.y }));
    return pieces.filter((p) => p.x0 !== p.x1 || p.y0 !== p.y1);
  });
}

export function route(problem: Problem): { routes: Routes; failed: string[]; rounds: number } {
  const work: Work = {
    problem,
    grid: gridOf(problem),
    nets: netsOf(problem),
    routes: {},
    fixed: new Map(),
  };
  const failed = routeGround(work);
  const queue = inOrder(work);
  let rounds = 0;
  while (queue.length > 0 && rounds++ < MAX_ROUNDS) {
    const net = queue.shift()!;
    if (routeNet(work, net, false)) continue;
    if (!routeNet(work, net, true)) {
      failed.push(net);
      continue;
    }
    for (const other of inTheWayOf(work, net)) {
      delete work.routes[other];
      queue.push(other);
    }
  }
  for (const each of Object.values(work.routes)) cutAtJoints(each);
  return { routes: work.routes, failed: [...failed, ...queue], rounds };
}
