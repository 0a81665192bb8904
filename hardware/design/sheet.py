"""
The sheet, geometry only: where the pins of placed symbols are, what the walks of the drawing are as wires,
and where wires meet.
In: drawing_power.py, drawing_signal.py and the symbols' pins. Out: points in steps of 1.27 mm.
"""
import drawing_power
import drawing_signal

HALVES = (drawing_power, drawing_signal)
PLACED = {**drawing_power.PLACED, **drawing_signal.PLACED}


def table(name):
    """One table of both halves, in order."""
    return [row for half in HALVES for row in getattr(half, name)]


def turned(point, turn, mirror):
    """A library point as it stands on the sheet, y downwards: turned counter-clockwise, then mirrored."""
    x, y = point
    for _ in range(turn // 90):
        x, y = y, -x
    return (-x if mirror == 'y' else x, -y if mirror == 'x' else y)


def pin_places(symbol_pins):
    """'R1.2' -> (x, y) on the sheet. symbol_pins: reference -> (number -> point)."""
    places = {}
    for reference, (x, y, turn, mirror, _) in PLACED.items():
        for number, point in symbol_pins[reference].items():
            dx, dy = turned(point, turn, mirror)
            places[f'{reference}.{number}'] = (x + dx, y + dy)
    return places


def point_of(name, pins):
    """A pin's place, or that of '@x,y'."""
    if name.startswith('@'):
        x, y = name[1:].split(',')
        return int(x), int(y)
    return pins[name]


def _step(at, token, pins):
    if token[0] in 'xy' and token[1:].isdigit():
        return (int(token[1:]), at[1]) if token[0] == 'x' else (at[0], int(token[1:]))
    goal = point_of(token, pins)
    if goal[0] != at[0] and goal[1] != at[1]:
        raise SystemExit(f'sheet: {token} at {goal} is not in line with {at}')
    return goal


def segments(pins, rails):
    """All wires as pairs of points, cut wherever another wire, a pin or a rail ends on them."""
    lines = []
    for walk in table('WIRES'):
        tokens = walk.split()
        at = point_of(tokens[0], pins)
        for token in tokens[1:]:
            goal = _step(at, token, pins)
            if goal != at:
                lines.append((at, goal))
            at = goal
    ends = {end for line in lines for end in line} | set(pins.values()) | set(rails)
    return [part for line in lines for part in _cut(line, ends)]


def _cut(line, ends):
    (x0, y0), (x1, y1) = line
    inside = [p for p in ends if p not in line
              and min(x0, x1) <= p[0] <= max(x0, x1) and min(y0, y1) <= p[1] <= max(y0, y1)]
    stops = [line[0]] + sorted(inside, key=lambda p: abs(p[0] - x0) + abs(p[1] - y0)) + [line[1]]
    return list(zip(stops, stops[1:]))


def junctions(lines, pins):
    """Points where three or more wire ends or pins meet."""
    count = {}
    for line in lines:
        for end in line:
            count[end] = count.get(end, 0) + 1
    for point in pins.values():
        if point in count:
            count[point] += 1
    return sorted(point for point, meeting in count.items() if meeting >= 3)
