"""
What is printed on the board.
In: a board with copper. Out: the same with texts, and every reference where it covers no pad, no other text
and no hole. All in mm, seen from the side it is printed on.
"""
import pcbnew

import placement
from board import millimetres, point

# (text, x, y, height, turn)
FRONT = [
    ('SMARTY DONGLE', 12.6, 2.2, 1.0, 0),
    ('rev 1.0   2026', 12.6, 3.9, 0.9, 0),
    ('CERN-OHL-P-2.0', 12.6, 5.5, 0.9, 0),
    ('P1 METER', 7.6, 9.0, 1.3, 0),
    ('RJ12 cable 1:1', 7.6, 11.0, 0.9, 0),
    ('P1_5V', 16.4, 10.0, 0.8, 0),
    ('VSYS', 36.0, 20.9, 0.8, 0),
    ('3V3', 48.4, 22.2, 0.8, 0),
    ('GND', 9.4, 34.2, 0.8, 0),
    ('DREQ', 13.6, 34.2, 0.8, 0),
    ('DATA', 17.8, 34.2, 0.8, 0),
    ('RX', 36.1, 28.4, 0.8, 0),
    ('GREEN', 28.0, 34.0, 0.8, 0),
    ('RED', 35.8, 34.0, 0.8, 0),
    ('SETUP / BOOT', 42.0, 34.0, 0.8, 0),
    ('RESET', 57.6, 4.9, 0.8, 0),
    ('1', 69.3, 7.2, 0.8, 0),
    ('EN', 62.3, 34.4, 0.8, 0),
    ('TXD', 64.84, 34.4, 0.8, 0),
    ('RXD', 67.4, 34.4, 0.8, 0),
    ('5V', 62.3, 27.8, 0.8, 0),
    ('GND', 64.84, 27.8, 0.8, 0),
    ('IO0', 67.4, 27.8, 0.8, 0),
]

BACK = [
    ('SMARTY DONGLE', 38.0, 3.6, 2.2, 0),
    ('open hardware   rev 1.0   2026   CERN-OHL-P-2.0', 38.0, 7.0, 1.0, 0),
    ('Smart meter, P1 port: RJ12 cable 1:1, six wires', 38.0, 11.0, 1.0, 0),
    ('1 +5V   2 request   3 GND   4 free   5 data   6 GND', 38.0, 12.8, 1.0, 0),
    ('Not isolated: never join J2 to a PC while the meter is plugged in', 38.0, 26.6, 1.0, 0),
    ('ESP-PROG, set to 5 V', 17.6, 29.4, 1.0, 0),
    ('IO0', 2.6, 27.8, 0.8, 0), ('GND', 5.16, 27.8, 0.8, 0), ('5V', 7.7, 27.8, 0.8, 0),
    ('RXD', 2.6, 34.3, 0.8, 0), ('TXD', 5.16, 34.3, 0.8, 0), ('EN', 7.7, 34.3, 0.8, 0),
    ('ANTENNA: no metal here', 1.6, 15.5, 0.9, 90),
]

# Beside the board, on the assembly drawing only; x from the left of the board.
DRAWING = [
    ('Smarty dongle, revision 1.0: assembly, seen from above', 35.0, -10.0, 1.8, 0),
    ('All parts are on this side. Pin 1, cathodes and positive poles: see the marks.', 35.0, -6.5, 1.2, 0),
    ('Designators and part numbers: dongle-bom.csv. By hand, last: C3, C4, J1, J2.', 35.0, 41.0, 1.2, 0),
    ('U3 stands over the edge with its antenna: keep it off the rails of the machine.', 35.0, 43.5, 1.2, 0),
]

STROKE = 0.15  # of the height
REFERENCE_MM = 0.8
GAP_MM = 0.12
# KiCad's box of a text is larger than its letters.
TEXT_GAP_MM = -0.05
EDGE_MM = 0.35
REACH_MM, STEP_MM = 1.6, 0.2
# Parts whose reference stands where a person puts it: (x, y, turn).
FIXED = {
    'J1': (7.6, 26.7, 0), 'C3': (31.3, 16.3, 0), 'C4': (45.3, 16.2, 0), 'U3': (56.0, 7.0, 0), 'TP2': (36.0, 17.3, 0),
    'C1': (23.4, 19.95, 0), 'R17': (18.7, 20.8, 90),
    'C6': (40.8, 23.5, 0), 'C7': (46.8, 23.35, 0), 'C8': (48.9, 23.35, 0),
    'TP3': (48.4, 19.1, 0), 'R3': (45.6, 20.75, 0), 'H1': (4.0, 6.4, 0), 'H2': (4.0, 28.6, 0), 'H4': (51.6, 5.8, 0),
    'D2': (18.7, 18.1, 90), 'J2': (60.3, 34.4, 0), 'R5': (49.4, 28.3, 0),
    'TP7': (13.6, 30.7, 0), 'TP5': (17.8, 30.7, 0), 'TP4': (9.4, 30.7, 0),
}


def text_boxes():
    """Where texts stand, seen from the front: (left, top, right, bottom). A hole would take a bite out of a letter."""
    rows = FRONT + [(text, placement.WIDTH - x, y, height, turn) for text, x, y, height, turn in BACK]
    boxes = []
    for text, x, y, height, turn in rows:
        half, high = len(text) * height * 0.48, height * 0.6
        w, h = (high, half) if turn else (half, high)
        boxes.append((x - w, y - h, x + w, y + h))
    return boxes


def _box(item, margin=0.0):
    box = item.GetBoundingBox() if hasattr(item, 'GetBoundingBox') else item
    x0, y0 = millimetres(box.GetOrigin())
    x1, y1 = millimetres(box.GetEnd())
    return x0 - margin, y0 - margin, x1 + margin, y1 + margin


def _overlap(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _add_text(board, row, layer):
    text, x, y, height, turn = row
    item = pcbnew.PCB_TEXT(board)
    item.SetText(text)
    item.SetLayer(layer)
    mirrored = layer == pcbnew.B_SilkS
    item.SetMirrored(mirrored)
    item.SetPosition(point(placement.WIDTH - x if mirrored else x, y))
    item.SetTextSize(pcbnew.VECTOR2I(pcbnew.FromMM(height), pcbnew.FromMM(height)))
    item.SetTextThickness(pcbnew.FromMM(max(0.12, STROKE * height)))
    item.SetTextAngleDegrees(turn)
    board.Add(item)
    return item


def _taken(board):
    """Boxes that no reference may cover."""
    boxes = []
    for footprint in board.GetFootprints():
        boxes += [_box(pad, 0.1) for pad in footprint.Pads()]
        for item in footprint.GraphicalItems():
            if item.GetLayer() == pcbnew.F_SilkS:
                boxes.append(_box(item, GAP_MM))
    return boxes


def _body(footprint):
    """What is seen of a part: pads and print."""
    items = list(footprint.Pads()) + [g for g in footprint.GraphicalItems() if g.GetLayer() == pcbnew.F_SilkS]
    boxes = [_box(item) for item in items]
    return tuple(pick(box[i] for box in boxes) for i, pick in enumerate((min, min, max, max)))


def _gap(a, b):
    """Distance of two boxes, 0 when they overlap."""
    return (max(a[0] - b[2], b[0] - a[2], 0) ** 2 + max(a[1] - b[3], b[1] - a[3], 0) ** 2) ** 0.5


def _places(footprint):
    """Places around a part, the nearest first; upright ones before turned ones of the same distance."""
    body = _body(footprint)
    width, height = REFERENCE_MM * 0.88 * len(footprint.GetReference()), REFERENCE_MM
    found = []
    for turn, (w, h) in ((0, (width, height)), (90, (height, width))):
        x = body[0] - w / 2 - REACH_MM
        while x < body[2] + w / 2 + REACH_MM:
            y = body[1] - h / 2 - REACH_MM
            while y < body[3] + h / 2 + REACH_MM:
                gap = _gap((x - w / 2, y - h / 2, x + w / 2, y + h / 2), body)
                askew = min(abs(x - (body[0] + body[2]) / 2), abs(y - (body[1] + body[3]) / 2))
                if gap > 0.05:
                    found.append((round(gap + 0.5 * askew + (0.4 if turn else 0), 3), round(x, 3), round(y, 3), turn))
                y += STEP_MM
            x += STEP_MM
    return [place[1:] for place in sorted(found)]


def _fits(box, near, own, others):
    right, bottom = placement.WIDTH - EDGE_MM, placement.HEIGHT - EDGE_MM
    inside = box[0] > EDGE_MM and box[1] > EDGE_MM and box[2] < right and box[3] < bottom
    if not inside or any(_overlap(box, other) for other in near):
        return False
    return all(_gap(box, other) >= _gap(box, own) for other in others)


def _place_reference(footprint, taken, bodies):
    text = footprint.Reference()
    text.SetLayer(pcbnew.F_SilkS)
    text.SetKeepUpright(True)
    text.SetVisible(True)
    reference = footprint.GetReference()
    own = bodies[reference]
    around = (own[0] - 4, own[1] - 4, own[2] + 4, own[3] + 4)
    near = [box for box in taken if _overlap(box, around)]
    others = [box for name, box in bodies.items() if name != reference and _overlap(box, around)]
    fixed = FIXED.get(reference)
    for x, y, turn in [fixed] if fixed else _places(footprint):
        text.SetPosition(point(x, y))
        text.SetTextAngleDegrees(turn)
        box = _box(text, TEXT_GAP_MM)
        if fixed or _fits(box, near, own, others):
            taken.append(box)
            return True
    return False


def _size(footprint):
    x0, y0, x1, y1 = _body(footprint)
    return (x1 - x0) * (y1 - y0)


def add_silk(board):
    """Returns the references that found no place."""
    taken = _taken(board)
    taken += [_box(_add_text(board, row, pcbnew.F_SilkS), TEXT_GAP_MM) for row in FRONT]
    for layer, rows in ((pcbnew.B_SilkS, BACK), (pcbnew.Cmts_User, DRAWING)):
        for row in rows:
            _add_text(board, row, layer)
    parts = sorted(board.GetFootprints(), key=lambda f: (f.GetReference() not in FIXED, _size(f), f.GetReference()))
    bodies = {f.GetReference(): _body(f) for f in parts}
    return [f.GetReference() for f in parts if not _place_reference(f, taken, bodies)]
