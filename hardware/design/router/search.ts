/**
 * The cheapest way from some cells to others: Dijkstra over both layers, eight directions, with a price on
 * bends, on the back (the ground plane shall stay whole) and on vias.
 */
import { COSTLY, FREE, type Grid, HARD, type Obstacles, SOFT } from './grid.ts';

const DIAGONAL = Math.SQRT2;
const BACK = 1.3;
const VIA = 16;
const BEND = 0.4;
const PRICE_OF: Record<number, number> = { [FREE]: 1, [COSTLY]: 6, [SOFT]: 12 };

export interface Search {
  grid: Grid;
  obstacles: Obstacles;
  starts: number[];
  /** The goal: true for a cell of either layer. */
  isGoal: (cell: number) => boolean;
  /** May it go through what other nets have laid (they are moved afterwards)? */
  soft: boolean;
  /** Ground: one layer only, the goal is a place for a via. */
  oneLayer: boolean;
}

interface Heap {
  keys: number[];
  cells: number[];
}

function push(heap: Heap, key: number, cell: number): void {
  let i = heap.keys.length;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (heap.keys[parent] <= key) break;
    heap.keys[i] = heap.keys[parent];
    heap.cells[i] = heap.cells[parent];
    i = parent;
  }
  heap.keys[i] = key;
  heap.cells[i] = cell;
}

function pop(heap: Heap): number {
  const top = heap.cells[0];
  const key = heap.keys.pop()!;
  const cell = heap.cells.pop()!;
  const size = heap.keys.length;
  let i = 0;
  while (size > 0) {
    let child = 2 * i + 1;
    if (child + 1 < size && heap.keys[child + 1] < heap.keys[child]) child++;
    if (child >= size || heap.keys[child] >= key) {
      heap.keys[i] = key;
      heap.cells[i] = cell;
      break;
    }
    heap.keys[i] = heap.keys[child];
    heap.cells[i] = heap.cells[child];
    i = child;
  }
  return top;
}

interface State {
  search: Search;
  size: number;
  cost: Float64Array;
  from: Int32Array;
  done: Uint8Array;
  heap: Heap;
}

function reach(state: State, at: number, to: number, price: number): void {
  if (state.done[to]) return;
  const cost = state.cost[at] + price;
  if (cost >= state.cost[to]) return;
  state.cost[to] = cost;
  state.from[to] = at;
  push(state.heap, cost, to);
}

function isOpen(value: number, soft: boolean): boolean {
  return value < HARD && (soft || value < SOFT);
}

function stepAside(state: State, at: number): void {
  const { grid, obstacles, soft } = state.search;
  const layer = at >= state.size ? 1 : 0;
  const cell = at - layer * state.size;
  const column = cell % grid.columns;
  const row = (cell - column) / grid.columns;
  const before = state.from[at];
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const x = column + dx;
      const y = row + dy;
      if ((!dx && !dy) || x < 0 || y < 0 || x >= grid.columns || y >= grid.rows) continue;
      const next = y * grid.columns + x;
      const value = obstacles.track[layer][next];
      if (!isOpen(value, soft)) continue;
      const straight = before < 0 || at - before === dy * grid.columns + dx;
      const length = (dx && dy ? DIAGONAL : 1) * (layer ? BACK : 1) * PRICE_OF[value];
      reach(state, at, next + layer * state.size, length + (straight ? 0 : BEND));
    }
  }
}

function changeLayer(state: State, at: number): void {
  const { obstacles, soft } = state.search;
  const layer = at >= state.size ? 1 : 0;
  const cell = at - layer * state.size;
  const value = obstacles.via[cell];
  const other = 1 - layer;
  if (!isOpen(value, soft) || !isOpen(obstacles.track[other][cell], soft)) return;
  reach(state, at, cell + other * state.size, VIA * PRICE_OF[value]);
}

/** The cells from a start to the goal, or undefined: there is no way. */
export function findPath(search: Search): number[] | undefined {
  const size = search.grid.columns * search.grid.rows;
  const state: State = {
    search,
    size,
    cost: new Float64Array(2 * size).fill(Infinity),
    from: new Int32Array(2 * size).fill(-1),
    done: new Uint8Array(2 * size),
    heap: { keys: [], cells: [] },
  };
  for (const cell of search.starts) {
    // A pad may be narrower than the track that leaves it, and something close beside it.
    if (!isOpen(search.obstacles.track[cell >= size ? 1 : 0][cell % size], search.soft)) continue;
    state.cost[cell] = 0;
    push(state.heap, 0, cell);
  }
  while (state.heap.keys.length > 0) {
    const at = pop(state.heap);
    if (state.done[at]) continue;
    state.done[at] = 1;
    if (search.isGoal(at)) return walk(state.from, at);
    stepAside(state, at);
    if (!search.oneLayer) changeLayer(state, at);
  }
  return undefined;
}

function walk(from: Int32Array, goal: number): number[] {
  const path: number[] = [];
  for (let at = goal; at !== -1; at = from[at]) path.push(at);
  return path.reverse();
}
