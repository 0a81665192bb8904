"""
Solids as a STEP file (ISO 10303-21, AP214): upright prisms, each with a colour. A cylinder is a prism of
many sides.
In: a name and prisms (points, bottom, top, colour), mm, x right, y up, z off the board. Out: text.
"""
from math import cos, dist, pi, sin

HEADER = """ISO-10303-21;
HEADER;
FILE_DESCRIPTION(('{name}'),'2;1');
FILE_NAME('{name}.step','2026-11-29T00:00:00',(''),(''),'','','');
FILE_SCHEMA(('AUTOMOTIVE_DESIGN {{ 1 0 10303 214 1 1 1 1 }}'));
ENDSEC;
DATA;
"""
UP, DOWN, EAST = (0, 0, 1), (0, 0, -1), (1, 0, 0)


def box(x0, y0, z0, x1, y1, z1, colour):
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)], z0, z1, colour


def cylinder(x, y, radius, z0, z1, colour, sides=48):
    angles = [2 * pi * i / sides for i in range(sides)]
    return [(x + radius * cos(a), y + radius * sin(a)) for a in angles], z0, z1, colour


def _argument(value):
    if isinstance(value, (list, tuple)):
        return '(' + ','.join(_argument(item) for item in value) + ')'
    if isinstance(value, (int, float)):
        return f'{value + 0.0:.6f}'.rstrip('0')
    return value or "''"


class _Entities(list):
    """The numbered lines of the file; a call adds one and returns its name."""

    def __call__(self, kind, *arguments):
        return self.raw(kind + _argument(arguments))

    def raw(self, text):
        self.append(f'#{len(self) + 1}={text};')
        return f'#{len(self)}'


def _axis(add, at, up, along):
    place = add('CARTESIAN_POINT', '', at)
    return add('AXIS2_PLACEMENT_3D', '', place, add('DIRECTION', '', up), add('DIRECTION', '', along))


def _edge(add, a, b, vertices):
    direction = add('DIRECTION', '', [(q - p) / dist(a, b) for p, q in zip(a, b)])
    line = add('LINE', '', add('CARTESIAN_POINT', '', a), add('VECTOR', '', direction, 1))
    return add('EDGE_CURVE', '', vertices[a], vertices[b], line, '.T.')


def _face(add, edges, axis):
    """edges: (edge, runs forward?) around the face, seen from outside against the clock."""
    around = [add('ORIENTED_EDGE', '', '*', '*', edge, '.T.' if forward else '.F.') for edge, forward in edges]
    bound = add('FACE_BOUND', '', add('EDGE_LOOP', '', around), '.T.')
    return add('ADVANCED_FACE', '', [bound], add('PLANE', '', axis), '.T.')


def _prism(add, points, z0, z1):
    """points: against the clock."""
    low, high = [(*p, z0) for p in points], [(*p, z1) for p in points]
    after = [(i + 1) % len(points) for i in range(len(points))]
    vertices = {p: add('VERTEX_POINT', '', add('CARTESIAN_POINT', '', p)) for p in low + high}
    bottom = [_edge(add, low[i], low[j], vertices) for i, j in enumerate(after)]
    top = [_edge(add, high[i], high[j], vertices) for i, j in enumerate(after)]
    walls = [_edge(add, a, b, vertices) for a, b in zip(low, high)]
    faces = [_face(add, [(edge, False) for edge in reversed(bottom)], _axis(add, low[0], DOWN, EAST)),
             _face(add, [(edge, True) for edge in top], _axis(add, high[0], UP, EAST))]
    for i, j in enumerate(after):
        dx, dy = [(q - p) / dist(points[i], points[j]) for p, q in zip(points[i], points[j])]
        around = [(bottom[i], True), (walls[j], True), (top[i], False), (walls[i], False)]
        faces.append(_face(add, around, _axis(add, low[i], (dy, -dx, 0), (dx, dy, 0))))
    return add('MANIFOLD_SOLID_BREP', '', add('CLOSED_SHELL', '', faces))


def _style(add, solid, colour):
    fill = add('FILL_AREA_STYLE', '', [add('FILL_AREA_STYLE_COLOUR', '', add('COLOUR_RGB', '', *colour))])
    side = add('SURFACE_SIDE_STYLE', '', [add('SURFACE_STYLE_FILL_AREA', fill)])
    style = add('PRESENTATION_STYLE_ASSIGNMENT', [add('SURFACE_STYLE_USAGE', '.BOTH.', side)])
    return add('STYLED_ITEM', '', [style], solid)


def _context(add):
    length = add.raw('(LENGTH_UNIT()NAMED_UNIT(*)SI_UNIT(.MILLI.,.METRE.))')
    angle = add.raw('(NAMED_UNIT(*)PLANE_ANGLE_UNIT()SI_UNIT($,.RADIAN.))')
    solid = add.raw('(NAMED_UNIT(*)SI_UNIT($,.STERADIAN.)SOLID_ANGLE_UNIT())')
    sharp = add.raw(f"UNCERTAINTY_MEASURE_WITH_UNIT(LENGTH_MEASURE(1.E-05),{length},'distance_accuracy_value','')")
    return add.raw(f'(GEOMETRIC_REPRESENTATION_CONTEXT(3)GLOBAL_UNCERTAINTY_ASSIGNED_CONTEXT(({sharp}))'
                   f"GLOBAL_UNIT_ASSIGNED_CONTEXT(({length},{angle},{solid}))REPRESENTATION_CONTEXT('',''))")


def _product(add, name):
    context = add('APPLICATION_CONTEXT', "'automotive design'")
    add('APPLICATION_PROTOCOL_DEFINITION', "'international standard'", "'automotive_design'", '2000', context)
    product = add('PRODUCT', f"'{name}'", f"'{name}'", '', [add('PRODUCT_CONTEXT', '', context, "'mechanical'")])
    design = add('PRODUCT_DEFINITION_CONTEXT', "'part definition'", context, "'design'")
    definition = add('PRODUCT_DEFINITION', "'design'", '', add('PRODUCT_DEFINITION_FORMATION', '', '', product), design)
    return add('PRODUCT_DEFINITION_SHAPE', '', '', definition)


def step_text(name, prisms):
    add = _Entities()
    shape, context = _product(add, name), _context(add)
    solids = [(_prism(add, points, z0, z1), colour) for points, z0, z1, colour in prisms]
    items = [_axis(add, (0, 0, 0), UP, EAST)] + [solid for solid, _ in solids]
    add('SHAPE_DEFINITION_REPRESENTATION', shape, add('ADVANCED_BREP_SHAPE_REPRESENTATION', '', items, context))
    styled = [_style(add, solid, colour) for solid, colour in solids]
    add('MECHANICAL_DESIGN_GEOMETRIC_PRESENTATION_REPRESENTATION', '', styled, context)
    return HEADER.format(name=name) + '\n'.join(add) + '\nENDSEC;\nEND-ISO-10303-21;\n'
