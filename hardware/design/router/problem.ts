/**
 * What the router is given and what it gives back: JSON, millimetres from the board's upper left corner.
 * Layer 0 is the front, 1 the back.
 */

export type Layer = 0 | 1;

/** A pad or an unplated hole (net undefined); the rectangle is its copper, drill its hole's diameter. */
export interface Pad {
  name: string;
  net?: string;
  layers: Layer[];
  x: number;
  y: number;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  drill: number;
  round: boolean;
  plated: boolean;
}

/** Where a pour of one net is planned: others go around it if they can. */
export interface Pour {
  net: string;
  layer: Layer;
  points: [number, number][];
}

export interface Problem {
  width: number;
  height: number;
  clearance: number;
  edge: number;
  viaDiameter: number;
  viaDrill: number;
  holeToHole: number;
  trackWidth: number;
  widths: Record<string, number>;
  /** The net that is poured everywhere: its pads need a via each, and no tracks between them. */
  ground: string;
  /** Pads of the ground that need none. */
  grounded: string[];
  first: string[];
  /** Pads of a net, by name, that are joined in this order; the others follow, nearest first. */
  chains: Record<string, string[]>;
  pads: Pad[];
  pours: Pour[];
}

export interface Segment {
  layer: Layer;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  width: number;
}

export interface Route {
  segments: Segment[];
  vias: { x: number; y: number }[];
}

export type Routes = Record<string, Route>;

export function widthOf(problem: Problem, net: string): number {
  return problem.widths[net] ?? problem.trackWidth;
}

/** The pads of every net that has more than one. */
export function netsOf(problem: Problem): Record<string, Pad[]> {
  const nets: Record<string, Pad[]> = {};
  for (const pad of problem.pads) if (pad.net) (nets[pad.net] ??= []).push(pad);
  for (const [net, pads] of Object.entries(nets)) if (pads.length < 2) delete nets[net];
  return nets;
}
