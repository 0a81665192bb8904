/**
 * The schematic as a netlist. In: what `kicad-cli sch export netlist --format kicadxml` writes.
 * Out: the parts with their fields, and for every pin its net. A pin is named `U3.27`, by part and
 * pad.
 */
import { XMLParser } from 'fast-xml-parser';

export interface Part {
  ref: string;
  value: string;
  footprint: string;
  fields: Record<string, string>;
  inParts: boolean;
  onBoard: boolean;
  isFitted: boolean;
}

export interface Netlist {
  parts: Map<string, Part>;
  /** Pin to net. */
  nets: Map<string, string>;
  /** Pin to the name it bears in its symbol. */
  names: Map<string, string>;
}

interface XmlField {
  '@name': string;
  '#text'?: string;
}

interface XmlComponent {
  '@ref': string;
  value: string;
  footprint?: string;
  fields?: { field: XmlField[] };
  property?: { '@name': string }[];
}

interface XmlNet {
  '@name': string;
  node?: { '@ref': string; '@pin': string; '@pinfunction'?: string }[];
}

const LISTS = ['comp', 'net', 'node', 'field', 'property'];

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  isArray: (name) => LISTS.includes(name),
});

function toPart(comp: XmlComponent): Part {
  const marks = new Set(comp.property?.map((property) => property['@name']));
  return {
    ref: comp['@ref'],
    value: comp.value,
    footprint: comp.footprint ?? '',
    fields: Object.fromEntries(
      (comp.fields?.field ?? []).map((f) => [f['@name'], f['#text'] ?? '']),
    ),
    inParts: !marks.has('exclude_from_bom'),
    onBoard: !marks.has('exclude_from_board'),
    isFitted: !marks.has('dnp'),
  };
}

export function parseNetlist(xml: string): Netlist {
  const root = parser.parse(xml).export;
  const components: XmlComponent[] = root?.components?.comp ?? [];
  const nets: XmlNet[] = root?.nets?.net ?? [];
  if (components.length === 0 || nets.length === 0) throw new Error('netlist: no parts or no nets');
  const pins = nets.flatMap((net) =>
    (net.node ?? []).map((node) => ({ pin: `${node['@ref']}.${node['@pin']}`, net, node })),
  );
  return {
    parts: new Map(components.map((comp) => [comp['@ref'], toPart(comp)])),
    nets: new Map(pins.map(({ pin, net }) => [pin, net['@name']])),
    names: new Map(pins.map(({ pin, node }) => [pin, node['@pinfunction'] ?? ''])),
  };
}

export function pinsOn(netlist: Netlist, net: string): string[] {
  return [...netlist.nets].filter(([, name]) => name === net).map(([pin]) => pin);
}

/** The other pins on the net of this one. */
export function neighbours(netlist: Netlist, pin: string): string[] {
  const net = netlist.nets.get(pin);
  return net === undefined ? [] : pinsOn(netlist, net).filter((other) => other !== pin);
}

export function areJoined(netlist: Netlist, ...pins: string[]): boolean {
  const nets = pins.map((pin) => netlist.nets.get(pin));
  return nets[0] !== undefined && nets.every((net) => net === nets[0]);
}

/** True for a pin that exists and leads nowhere. */
export function isLoose(netlist: Netlist, pin: string): boolean {
  return netlist.nets.has(pin) && neighbours(netlist, pin).length === 0;
}

/** True for a part with two ends, in either direction, between the nets of two pins. */
export function isBetween(netlist: Netlist, ref: string, one: string, other: string): boolean {
  const netOf = (pin: string) => netlist.nets.get(pin);
  const wanted = [netOf(one), netOf(other)];
  const ends = [netOf(`${ref}.1`), netOf(`${ref}.2`)];
  return (
    wanted[0] !== undefined &&
    wanted[0] !== wanted[1] &&
    wanted.every((net) => net !== undefined && ends.includes(net))
  );
}
