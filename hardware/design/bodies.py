"""
What the parts look like: simple bodies, for the pictures and the STEP of the board. Dimensions in mm from the
data sheets; x right and y up as the footprint lies, z off the board.
Out: models/<footprint>.step.
"""
from step import box, cylinder, step_text

BLACK, DARK, SILVER, GOLD = (0.10, 0.10, 0.11), (0.20, 0.20, 0.22), (0.55, 0.55, 0.57), (0.85, 0.68, 0.25)
BEIGE, WHITE, GREEN, GREY = (0.66, 0.55, 0.42), (0.92, 0.92, 0.88), (0.05, 0.22, 0.14), (0.35, 0.35, 0.37)


def _chip(length, width, height, colour, cap):
    """Two metal caps with something between them."""
    x, y = length / 2, width / 2
    return [box(-x + cap, -y + 0.02, 0.02, x - cap, y - 0.02, height, colour),
            box(-x, -y, 0, -x + cap, y, height - 0.02, SILVER), box(x - cap, -y, 0, x, y, height - 0.02, SILVER)]


def _legs(reach, foot, places):
    """Flat feet; places: (side, y)."""
    ends = [(*sorted((side * reach, side * (reach - foot))), y) for side, y in places]
    return [box(near, y - 0.2, 0, far, y + 0.2, 0.15, SILVER) for near, far, y in ends]


def _sot(height, legs, half_width):
    return [box(-half_width, -1.45, 0.1, half_width, 1.45, height, BLACK)] + _legs(1.4, 1.4 - half_width + 0.1, legs)


def _two_legged(length, width, height, reach):
    x, y = length / 2, width / 2
    return [box(-x, -y, 0.05, x, y, height, BLACK), box(-x + 0.35, -y, height, -x + 0.65, y, height + 0.01, SILVER),
            box(-reach, -0.45, 0, -x, 0.45, 0.2, SILVER), box(x, -0.45, 0, reach, 0.45, 0.2, SILVER)]


def _can():
    """Case H13 of Panasonic: the black segment marks the negative pole."""
    base = [(-6.75 + 2, -6.75), (6.75, -6.75), (6.75, 6.75), (-6.75 + 2, 6.75), (-6.75, 4.75), (-6.75, -4.75)]
    top = cylinder(0, 0, 6.25, 0, 0, BLACK)[0]
    segment = [p for p in top if p[0] > 2.6]
    segment.sort(key=lambda p: p[1])
    return [(base, 0, 1.2, BLACK), cylinder(0, 0, 6.25, 1.2, 13.5, SILVER), (segment, 13.5, 13.52, BLACK),
            box(-7.7, -0.6, 0, -6.75, 0.6, 0.2, SILVER), box(6.75, -0.6, 0, 7.7, 0.6, 0.2, SILVER)]


def _module():
    """The antenna is at the upper end."""
    meander = [box(-7 + 2.2 * i, 7.4, 0.8, -6.6 + 2.2 * i, 12.2, 0.82, GOLD) for i in range(7)]
    ends = [11.8 if i % 2 else 7.4 for i in range(6)]
    links = [box(-7 + 2.2 * i, y, 0.8, -4.4 + 2.2 * i, y + 0.4, 0.82, GOLD) for i, y in enumerate(ends)]
    return [box(-9, -12.75, 0, 9, 12.75, 0.8, GREEN), box(-7.9, -11.9, 0.8, 7.9, 5.7, 3.1, SILVER)] + meander + links


def _jack():
    """Its mouth looks down the sheet; the pegs go through the board."""
    body = [box(-3.47, -5.0, 0, 9.83, 1.28, JACK_HEIGHT, DARK), box(-3.47, -16.82, 0, -2.2, -5.0, JACK_HEIGHT, DARK),
            box(8.56, -16.82, 0, 9.83, -5.0, JACK_HEIGHT, DARK),
            box(-2.2, -16.82, JACK_HEIGHT - 1.6, 8.56, -5.0, JACK_HEIGHT, DARK),
            box(-2.2, -16.82, 0, 8.56, -5.0, 2.2, DARK)]
    contacts = [box(0.15 + 1.02 * i, -13.0, 2.2, 0.65 + 1.02 * i, -5.0, 3.4, GOLD) for i in range(6)]
    return body + contacts + [cylinder(-1.9, -8.89, 1.5, -3, 0, DARK), cylinder(8.26, -8.89, 1.5, -3, 0, DARK)]


def _header():
    places = [(2.54 * column, -2.54 * row) for row in range(3) for column in range(2)]
    return [box(-1.27, -6.35, 0, 3.81, 1.27, 2.54, BLACK)] + [
        box(x - 0.32, y - 0.32, -3, x + 0.32, y + 0.32, 8.5, GOLD) for x, y in places]


# Assumed: the drawing of the jack was not at hand.
JACK_HEIGHT = 13.4

BODIES = {
    'R_0603_1608Metric': _chip(1.6, 0.8, 0.45, BLACK, 0.3),
    'C_0603_1608Metric': _chip(1.6, 0.8, 0.8, BEIGE, 0.3),
    'C_0805_2012Metric': _chip(2.0, 1.25, 1.25, BEIGE, 0.4),
    'LED_0603_1608Metric': _chip(1.6, 0.8, 0.6, WHITE, 0.3),
    'D_SOD-123F': _two_legged(2.8, 1.8, 1.0, 1.8),
    'L_Sunlord_SWPA4030S': [box(-2, -2, 0.1, 2, 2, 3.0, GREY), box(-2, -1.8, 0, -1.0, 1.8, 0.12, SILVER),
                            box(1.0, -1.8, 0, 2, 1.8, 0.12, SILVER)],
    'SOT-23': _sot(1.05, [(-1, 0.95), (-1, -0.95), (1, 0)], 0.65),
    'SOT-23-6': _sot(1.15, [(s, y) for s in (-1, 1) for y in (-0.95, 0, 0.95)], 0.8),
    'TSOT-23-6': _sot(0.9, [(s, y) for s in (-1, 1) for y in (-0.95, 0, 0.95)], 0.8),
    'SW_SPST_B3U-1000P': [box(-1.5, -1.25, 0, 1.5, 1.25, 1.2, SILVER), cylinder(0, 0, 0.75, 1.2, 1.6, BLACK),
                          box(-2, -0.6, 0, 2, 0.6, 0.15, SILVER)],
    'CP_Elec_12.5x13.5': _can(),
    'ESP32-WROOM-32E': _module(),
    'RJ12_Amphenol_54601-x06_Horizontal': _jack(),
    'PinHeader_2x03_P2.54mm_Vertical': _header(),
}


def write_bodies(folder):
    folder.mkdir(exist_ok=True)
    for old in folder.glob('*.step'):
        old.unlink()
    for name, prisms in BODIES.items():
        (folder / f'{name}.step').write_text(step_text(name, prisms))
