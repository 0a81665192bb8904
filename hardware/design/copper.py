"""
Copper: the router's problem, its tracks and vias, pours, ground on both sides with its stitching.
In: a placed board and the router's routes. Out: the board with copper.
"""
from math import dist

import pcbnew

import placement
import silk
from board import millimetres, point

LAYERS = {'F.Cu': pcbnew.F_Cu, 'B.Cu': pcbnew.B_Cu}
CLEARANCE_MM, EDGE_MM, TRACK_MM = 0.2, 0.4, 0.25
VIA_MM, VIA_DRILL_MM, HOLE_TO_HOLE_MM = 0.6, 0.3, 0.26
GROUND = 'GND'
STITCH_STEP_MM, STITCH_DISTANCE_MM, STITCH_MARGIN_MM = 0.5, 2.0, 0.45


def _pad(reference, pad):
    box, (x, y) = pad.GetBoundingBox(), millimetres(pad.GetPosition())
    x0, y0 = millimetres(box.GetOrigin())
    x1, y1 = millimetres(box.GetEnd())
    plated = pad.GetAttribute() != pcbnew.PAD_ATTRIB_NPTH
    through = pad.GetDrillSize().x > 0
    places = {'x': x, 'y': y, 'x0': x0, 'y0': y0, 'x1': x1, 'y1': y1}
    net = {'net': pad.GetNetname()} if plated and pad.GetNetname() else {}
    return {'name': f'{reference}.{pad.GetNumber()}', **net,
            'layers': [0, 1] if through else [i for i, layer in enumerate(LAYERS.values()) if pad.IsOnLayer(layer)],
            **{name: round(value, 4) for name, value in places.items()},
            'drill': pad.GetDrillSize().x / 1e6, 'plated': plated,
            'round': pad.GetShape() == pcbnew.PAD_SHAPE_CIRCLE}


def problem_of(board):
    """What the router is asked (router/problem.ts)."""
    pads = [_pad(f.GetReference(), pad) for f in board.GetFootprints() for pad in f.Pads()]
    pads = sorted((p for p in pads if p['layers']), key=lambda p: (p['name'], p['x'], p['y']))
    for pad in pads:
        if pad.get('net', '').startswith('unconnected-'):
            del pad['net']
    return {'width': placement.WIDTH, 'height': placement.HEIGHT, 'clearance': CLEARANCE_MM, 'edge': EDGE_MM,
            'viaDiameter': VIA_MM, 'viaDrill': VIA_DRILL_MM, 'holeToHole': HOLE_TO_HOLE_MM, 'trackWidth': TRACK_MM,
            'widths': placement.WIDTHS, 'ground': GROUND, 'grounded': ['U3.39'], 'first': placement.FIRST,
            'chains': placement.CHAINS, 'pads': pads,
            'pours': [{'net': net, 'layer': list(LAYERS).index(layer), 'points': points}
                      for net, layer, points in placement.POURS]}


def _add_track(board, segment, net):
    track = pcbnew.PCB_TRACK(board)
    track.SetStart(point(segment['x0'], segment['y0']))
    track.SetEnd(point(segment['x1'], segment['y1']))
    track.SetWidth(pcbnew.FromMM(segment['width']))
    track.SetLayer(list(LAYERS.values())[segment['layer']])
    track.SetNet(net)
    board.Add(track)


def _add_via(board, x, y, net):
    via = pcbnew.PCB_VIA(board)
    via.SetPosition(point(x, y))
    via.SetWidth(pcbnew.FromMM(VIA_MM))
    via.SetDrill(pcbnew.FromMM(VIA_DRILL_MM))
    via.SetNet(net)
    board.Add(via)


def _add_pour(board, net, layer, points, priority):
    zone = pcbnew.ZONE(board)
    zone.SetLayer(LAYERS[layer])
    zone.SetNet(net)
    outline = zone.Outline()
    outline.NewOutline()
    for x, y in points:
        outline.Append(point(x, y))
    zone.SetAssignedPriority(priority)
    zone.SetLocalClearance(pcbnew.FromMM(CLEARANCE_MM))
    zone.SetMinThickness(pcbnew.FromMM(0.2))
    zone.SetThermalReliefGap(pcbnew.FromMM(0.25))
    zone.SetThermalReliefSpokeWidth(pcbnew.FromMM(0.5))
    # Current takes the whole pad; ground keeps its spokes, so that an iron can solder it.
    zone.SetPadConnection(pcbnew.ZONE_CONNECTION_THERMAL if net.GetNetname() == GROUND else pcbnew.ZONE_CONNECTION_FULL)
    zone.SetIslandRemovalMode(pcbnew.ISLAND_REMOVAL_MODE_NEVER)
    board.Add(zone)
    return zone


def _holes(board):
    """(x, y, radius) of everything drilled."""
    vias = [(*millimetres(t.GetPosition()), VIA_DRILL_MM / 2) for t in board.GetTracks() if t.GetClass() == 'PCB_VIA']
    pads = [(*millimetres(p.GetPosition()), p.GetDrillSize().x / 2e6)
            for f in board.GetFootprints() for p in f.Pads() if p.GetDrillSize().x]
    return vias + pads


def _is_solid(zones, x, y):
    """Ground all around on both sides?"""
    m, d = STITCH_MARGIN_MM, STITCH_MARGIN_MM * 0.7
    ring = [(0, 0), (m, 0), (-m, 0), (0, m), (0, -m), (d, d), (-d, d), (d, -d), (-d, -d)]
    return all(zone.GetFilledPolysList(zone.GetFirstLayer()).Contains(point(x + dx, y + dy))
               for zone in zones for dx, dy in ring)


def _pads_of(board):
    return [pad.GetBoundingBox() for f in board.GetFootprints() for pad in f.Pads()]


def _stitch(board, zones, net):
    """Vias of the ground wherever both sides are solid, no pad or text is, and no other via of it near."""
    holes, boxes = _holes(board), _pads_of(board)
    texts, reach = silk.text_boxes(), VIA_DRILL_MM / 2
    margin = pcbnew.FromMM(VIA_MM / 2 + 0.1)
    vias = [millimetres(t.GetPosition()) for t in board.GetTracks()
            if t.GetClass() == 'PCB_VIA' and t.GetNetname() == GROUND]
    for y in _steps(placement.HEIGHT):
        for x in _steps(placement.WIDTH):
            room = all(dist((x, y), hole[:2]) > hole[2] + VIA_DRILL_MM / 2 + 0.3 for hole in holes)
            alone = all(dist((x, y), via) >= STITCH_DISTANCE_MM for via in vias)
            clear = not any(box.GetInflated(margin).Contains(point(x, y)) for box in boxes)
            printed = any(x0 - reach < x < x1 + reach and y0 - reach < y < y1 + reach for x0, y0, x1, y1 in texts)
            if room and alone and clear and not printed and _is_solid(zones, x, y):
                _add_via(board, x, y, net)
                vias.append((x, y))


def _steps(length):
    return [1.0 + i * STITCH_STEP_MM for i in range(int((length - 2) / STITCH_STEP_MM) + 1)]


def add_copper(board, routes):
    nets = board.GetNetsByName()
    for name, route in routes.items():
        for segment in route['segments']:
            _add_track(board, segment, nets[name])
        for via in route['vias']:
            _add_via(board, via['x'], via['y'], nets[name])
    for i, (name, layer, points) in enumerate(placement.POURS):
        _add_pour(board, nets[name], layer, points, 10 + i)
    e, w, h = EDGE_MM, placement.WIDTH, placement.HEIGHT
    whole = [(e, e), (w - e, e), (w - e, h - e), (e, h - e)]
    ground = [_add_pour(board, nets[GROUND], layer, whole, 0) for layer in LAYERS]
    filler = pcbnew.ZONE_FILLER(board)
    filler.Fill(board.Zones())
    _stitch(board, ground, nets[GROUND])
    # What the stitching did not reach is of no use.
    for zone in board.Zones():
        zone.SetIslandRemovalMode(pcbnew.ISLAND_REMOVAL_MODE_ALWAYS)
    filler.Fill(board.Zones())
    board.BuildConnectivity()
