#!/usr/bin/python3
"""Facts of a board file, for the checks and for the case.

In: the path of a .kicad_pcb. Out: JSON on stdout; lengths in millimetres, from the board's top left
corner, y downwards. Runs in the Python that Debian packages: pcbnew is not for any other.
"""

import json
import sys

import pcbnew

MM = 1e6
COPPER = {pcbnew.F_Cu: "F.Cu", pcbnew.B_Cu: "B.Cu"}
SILK = {pcbnew.F_SilkS: "F.Silkscreen", pcbnew.B_SilkS: "B.Silkscreen"}


def point(vector, origin):
    return [round((vector.x - origin.x) / MM, 4), round((vector.y - origin.y) / MM, 4)]


def box(rect, origin):
    return point(rect.GetOrigin(), origin) + point(rect.GetEnd(), origin)


def ring(chain, origin):
    return [point(chain.CPoint(i), origin) for i in range(chain.PointCount())]


def outline(board):
    """The outer edge as closed rings; empty when the edge has a gap."""
    shapes = pcbnew.SHAPE_POLY_SET()
    closed = board.GetBoardPolygonOutlines(shapes)
    return shapes if closed else pcbnew.SHAPE_POLY_SET()


def part(footprint, origin):
    courtyard = footprint.GetCourtyard(
        pcbnew.B_CrtYd if footprint.IsFlipped() else pcbnew.F_CrtYd
    )
    reference = footprint.Reference()
    return {
        "ref": footprint.GetReference(),
        "footprint": footprint.GetFPIDAsString(),
        "at": point(footprint.GetPosition(), origin),
        "turnedDeg": footprint.GetOrientationDegrees(),
        "isBelow": footprint.IsFlipped(),
        "isSmd": bool(footprint.GetAttributes() & pcbnew.FP_SMD),
        "inPositions": not footprint.IsExcludedFromPosFiles(),
        "courtyard": box(courtyard.BBox(), origin) if courtyard.OutlineCount() else None,
        "body": fab_box(footprint, origin),
        "isNamed": reference.IsVisible() and reference.GetLayer() in SILK,
        "pads": [pad(item, origin) for item in footprint.Pads()],
        "texts": [
            item.GetShownText(False)
            for item in footprint.GraphicalItems()
            if isinstance(item, pcbnew.PCB_TEXT) and item.GetLayer() in SILK
        ],
    }


def fab_box(footprint, origin):
    """The body as drawn on the fabrication layer."""
    rect = None
    for item in footprint.GraphicalItems():
        if isinstance(item, pcbnew.PCB_SHAPE) and item.GetLayer() in (pcbnew.F_Fab, pcbnew.B_Fab):
            found = item.GetBoundingBox()
            rect = found if rect is None else merged(rect, found)
    return box(rect, origin) if rect else None


def merged(rect, other):
    rect.Merge(other)
    return rect


def poured(item, board):
    """True when the pad lies in filled copper of its own net."""
    return any(
        zone.GetNetname() == item.GetNetname()
        and zone.IsOnLayer(item.GetLayer())
        and zone.GetFilledPolysList(item.GetLayer()).Contains(item.GetPosition())
        for zone in board.Zones()
        if not zone.GetIsRuleArea() and item.GetLayer() in COPPER
    )


def widest(item, board):
    """Of the tracks that end in the pad."""
    widths = [
        found.GetWidth() / MM
        for found in board.GetTracks()
        if found.GetClass() != "PCB_VIA"
        and found.GetNetCode() == item.GetNetCode()
        and (item.HitTest(found.GetStart()) or item.HitTest(found.GetEnd()))
    ]
    return round(max(widths, default=0), 3)


def pad(item, origin):
    board = item.GetBoard()
    return {
        "number": item.GetNumber(),
        "net": item.GetNetname(),
        "at": point(item.GetPosition(), origin),
        "box": box(item.GetBoundingBox(), origin),
        "drillMm": round(max(item.GetDrillSize().x, item.GetDrillSize().y) / MM, 3),
        "widestMm": widest(item, board),
        "isPoured": poured(item, board),
    }


def track(item, origin):
    via = item.GetClass() == "PCB_VIA"
    return {
        "net": item.GetNetname(),
        "isVia": via,
        "layer": "via" if via else board_layer(item),
        "widthMm": round((item.GetWidth(pcbnew.F_Cu) if via else item.GetWidth()) / MM, 3),
        "from": point(item.GetStart(), origin),
        "to": point(item.GetEnd(), origin),
    }


def board_layer(item):
    return COPPER.get(item.GetLayer(), item.GetLayerName())


def rule_areas(board):
    """Keep-outs, with the part they come with; a board's own has none."""
    own = [("", zone) for zone in board.Zones() if zone.GetIsRuleArea()]
    with_parts = [
        (footprint.GetReference(), zone)
        for footprint in board.GetFootprints()
        for zone in footprint.Zones()
        if zone.GetIsRuleArea()
    ]
    return own + with_parts


def intruders(board, ref, area):
    """What lies in a keep-out though it must not: copper of any kind, and other parts."""
    found = []
    for item in board.GetTracks():
        if area.Collide(item.GetEffectiveShape(item.GetLayer()), 0):
            found.append(f"{item.GetClass()} of {item.GetNetname()}")
    for zone in board.Zones():
        for layer in COPPER:
            if zone.GetIsRuleArea() or not zone.IsOnLayer(layer):
                continue
            common = pcbnew.SHAPE_POLY_SET(zone.GetFilledPolysList(layer))
            common.BooleanIntersection(area)
            if common.Area() > 1e-3 * MM * MM:
                found.append(f"{COPPER[layer]} of {zone.GetNetname()}")
    for footprint in board.GetFootprints():
        if footprint.GetReference() == ref:
            continue
        for item in footprint.Pads():
            if area.Collide(item.GetEffectiveShape(item.GetLayer()), 0):
                found.append(f"{footprint.GetReference()}.{item.GetNumber()}")
    return found


def keep_out(board, ref, zone, origin):
    return {
        "ref": ref,
        "box": box(zone.Outline().BBox(), origin),
        "intruders": sorted(intruders(board, ref, zone.Outline())),
    }


def texts(board):
    return [
        {"text": item.GetShownText(True), "side": SILK[item.GetLayer()]}
        for item in board.GetDrawings()
        if isinstance(item, pcbnew.PCB_TEXT) and item.GetLayer() in SILK
    ]


def facts(board):
    edge = outline(board)
    rect = edge.BBox() if edge.OutlineCount() else board.GetBoardEdgesBoundingBox()
    origin = rect.GetOrigin()
    return {
        "originMm": point(origin, pcbnew.VECTOR2I(0, 0)),
        "copperLayers": board.GetCopperLayerCount(),
        "thicknessMm": board.GetDesignSettings().GetBoardThickness() / MM,
        "sizeMm": [round(rect.GetWidth() / MM, 4), round(rect.GetHeight() / MM, 4)],
        "outlines": [ring(edge.Outline(i), origin) for i in range(edge.OutlineCount())],
        "parts": sorted(
            (part(footprint, origin) for footprint in board.GetFootprints()),
            key=lambda found: found["ref"],
        ),
        "tracks": [track(item, origin) for item in board.GetTracks()],
        "keepOuts": [keep_out(board, ref, zone, origin) for ref, zone in rule_areas(board)],
        "texts": texts(board),
    }


json.dump(facts(pcbnew.LoadBoard(sys.argv[1])), sys.stdout)
