"""
The project's footprint library: what is soldered.
In: KiCad's own libraries (kicad-footprints), the table below, and the one land pattern that KiCad lacks.
Out: dongle.pretty.
"""
from pathlib import Path

from sexpr import Quoted, children, parse, text_of

STOCK = Path('/usr/share/kicad/footprints')

TAKEN = {
    'Resistor_SMD': ['R_0603_1608Metric'],
    'Capacitor_SMD': ['C_0603_1608Metric', 'C_0805_2012Metric'],
    'LED_SMD': ['LED_0603_1608Metric'],
    'Diode_SMD': ['D_SOD-123F'],
    'Inductor_SMD': ['L_Sunlord_SWPA4030S'],
    'Package_TO_SOT_SMD': ['SOT-23', 'SOT-23-6', 'TSOT-23-6'],
    'Button_Switch_SMD': ['SW_SPST_B3U-1000P'],
    'Connector_RJ': ['RJ12_Amphenol_54601-x06_Horizontal'],
    'Connector_PinHeader_2.54mm': ['PinHeader_2x03_P2.54mm_Vertical'],
    'RF_Module': ['ESP32-WROOM-32E'],
    'TestPoint': ['TestPoint_Pad_D1.5mm'],
    'MountingHole': ['MountingHole_2.7mm_M2.5'],
}

# Panasonic's case H13 (FK series), dimensions in mm: base 13.5 x 13.5, land a = 4.0, b = 5.7, c = 2.5.
CAN = 'CP_Elec_12.5x13.5'
BASE, GAP, PAD_LENGTH, PAD_WIDTH = 13.5, 4.0, 5.7, 2.5


def _model(name, node):
    """Bodies are the project's own, simple ones: KiCad's are 4.7 GB."""
    bare = [item for item in node if not (isinstance(item, list) and item and item[0] == 'model')]
    file = Path(__file__).parent.parent / 'models' / f'{name}.step'
    if not file.exists():
        return bare
    zero = lambda what, value: [what, ['xyz', value, value, value]]
    return bare + [['model', Quoted('${KIPRJMOD}/models/' + file.name), zero('offset', '0'), zero('scale', '1'),
                    zero('rotate', '0')]]


def _drill(node):
    """The module's thermal holes are 0.2 mm in KiCad; 0.3 mm cost nothing at any board house."""
    for pad in children(node, 'pad'):
        for hole in children(pad, 'drill'):
            if hole[1] == '0.2':
                hole[1] = '0.3'


def _without(node, kind, said):
    """The footprint less its items of a kind that say something."""
    return [item for item in node if not (isinstance(item, list) and item[:1] == [kind] and said in str(item))]


def _trim(node):
    """The module's mark of pin 1 would hang over the board's edge: placement prints a 1 instead."""
    return _without(node, 'fp_poly', 'F.SilkS')


def _untitled(node):
    """Without the reference inside the body: the assembly drawing shows the one beside it."""
    return _without(node, 'fp_text', '${REFERENCE}')


def _line(layer, width, points, closed=True):
    ends = list(zip(points, points[1:] + points[:1])) if closed else list(zip(points, points[1:]))
    return [['fp_line', ['start', f'{a[0]:g}', f'{a[1]:g}'], ['end', f'{b[0]:g}', f'{b[1]:g}'],
             ['stroke', ['width', str(width)], ['type', 'solid']], ['layer', Quoted(layer)]] for a, b in ends]


def _outline(half, chamfer):
    """The base: square, its two corners at the positive pole cut off."""
    return [(-half + chamfer, -half), (half, -half), (half, half), (-half + chamfer, half), (-half, half - chamfer),
            (-half, -half + chamfer)]


def _property(name, text, y, layer, hidden=False):
    node = ['property', Quoted(name), Quoted(text), ['at', '0', f'{y:g}', '0'], ['layer', Quoted(layer)]]
    font = ['font', ['size', '1', '1'], ['thickness', '0.15']]
    return node + ([['hide', 'yes']] if hidden else []) + [['effects', font]]


def _can():
    half, middle = BASE / 2, (GAP + PAD_LENGTH) / 2
    reach = GAP / 2 + PAD_LENGTH
    size = ['size', str(PAD_LENGTH), str(PAD_WIDTH)]
    pads = [['pad', Quoted(number), 'smd', 'roundrect', ['at', f'{x:g}', '0'], size,
             ['layers', Quoted('F.Cu'), Quoted('F.Mask'), Quoted('F.Paste')], ['roundrect_rratio', '0.1']]
            for number, x in (('1', -middle), ('2', middle))]
    ring, gap = half + 0.11, PAD_WIDTH / 2 + 0.26
    upper = [(-ring, -gap), (-ring, -ring + 2), (-ring + 2, -ring), (ring, -ring), (ring, -gap)]
    silk = (_line('F.SilkS', 0.12, upper, False) + _line('F.SilkS', 0.12, [(x, -y) for x, y in upper], False)
            + _line('F.SilkS', 0.12, [(-ring - 1.6, 2.6), (-ring - 0.4, 2.6)], False)
            + _line('F.SilkS', 0.12, [(-ring - 1, 2), (-ring - 1, 3.2)], False))
    edge, side = half + 0.25, reach + 0.25
    around = [(-edge, -edge), (edge, -edge), (edge, -1.6), (side, -1.6), (side, 1.6), (edge, 1.6), (edge, edge),
              (-edge, edge), (-edge, 1.6), (-side, 1.6), (-side, -1.6), (-edge, -1.6)]
    circle = ['fp_circle', ['center', '0', '0'], ['end', '6.25', '0'], ['stroke', ['width', '0.1'], ['type', 'solid']],
              ['fill', 'no'], ['layer', Quoted('F.Fab')]]
    return (['footprint', Quoted(CAN), ['version', '20241229'], ['generator', Quoted('dongle')],
             ['layer', Quoted('F.Cu')],
             ['descr', Quoted('SMD aluminium electrolytic capacitor, 12.5 x 13.5 mm, Panasonic case H13')],
             ['tags', Quoted('capacitor electrolytic')],
             _property('Reference', 'REF**', -half - 1.2, 'F.SilkS'), _property('Value', CAN, half + 1.2, 'F.Fab'),
             _property('Datasheet', '', 0, 'F.Fab', True), _property('Description', '', 0, 'F.Fab', True),
             ['attr', 'smd']]
            + silk + _line('F.Fab', 0.1, _outline(half, 2)) + [circle] + _line('F.CrtYd', 0.05, around) + pads
            + [['embedded_fonts', 'no']])


def write_footprints(folder):
    """Every footprint of the project into `folder`; what else is there goes."""
    folder.mkdir(exist_ok=True)
    for old in folder.glob('*.kicad_mod'):
        old.unlink()
    nodes = {name: parse((STOCK / f'{library}.pretty' / f'{name}.kicad_mod').read_text())
             for library, names in TAKEN.items() for name in names}
    for name, node in {**nodes, CAN: _can()}.items():
        _drill(node)
        node = _trim(node) if name == 'ESP32-WROOM-32E' else node
        (folder / f'{name}.kicad_mod').write_text(text_of(_model(name, _untitled(node))))
