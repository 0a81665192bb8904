"""
Places the parts and draws the outline.
In: the netlist of the schematic (kicadxml), placement.py, the footprint library. Out: a pcbnew board without copper.
Runs in the python3 that Debian packages: pcbnew is only there.
"""
import xml.etree.ElementTree as ElementTree

import pcbnew

import placement
from symbols import LIBRARY

# Upper left corner of the board on its sheet, which is as large as an assembly drawing wants it.
ORIGIN_MM = 20.0
SHEET_MM = (112.0, 76.0)
# Parts whose reference may not be on the silk in its usual size.
REFERENCE_MM, REFERENCE_STROKE_MM = 0.8, 0.12
HIDDEN_FIELDS = ('Reference', 'Value')


def point(x, y):
    return pcbnew.VECTOR2I(round((ORIGIN_MM + x) * 1e6), round((ORIGIN_MM + y) * 1e6))


def millimetres(vector):
    return vector.x / 1e6 - ORIGIN_MM, vector.y / 1e6 - ORIGIN_MM


def _nets(board, netlist):
    """(reference, pin) -> net item."""
    by_pin = {}
    for net in netlist.iter('net'):
        item = pcbnew.NETINFO_ITEM(board, net.get('name'))
        board.Add(item)
        for node in net.findall('node'):
            by_pin[node.get('ref'), node.get('pin')] = item
    return by_pin


def _set_fields(footprint, component):
    """Parity wants value, fields, identity and attributes as the schematic has them."""
    footprint.SetReference(component.get('ref'))
    footprint.SetValue(component.find('value').text or '')
    for field in component.iter('field'):
        if field.get('name') not in ('Footprint',):
            footprint.SetField(field.get('name'), field.text or '')
    description = component.find('description')
    if description is not None:
        footprint.SetField('Description', description.text or '')
    for field in footprint.GetFields():
        if field.GetName() not in HIDDEN_FIELDS:
            field.SetVisible(False)
    names = {prop.get('name') for prop in component.iter('property')}
    footprint.SetExcludedFromBOM('exclude_from_bom' in names)
    footprint.SetPath(pcbnew.KIID_PATH('/' + component.find('tstamps').text.split()[0]))


def _footprint(component, library, by_pin):
    reference = component.get('ref')
    name = component.find('footprint').text.split(':')[1]
    footprint = pcbnew.FootprintLoad(str(library), name)
    footprint.SetFPID(pcbnew.LIB_ID(LIBRARY, name))
    _set_fields(footprint, component)
    x, y, turn = placement.PLACED[reference]
    footprint.SetPosition(point(x, y))
    footprint.SetOrientationDegrees(turn)
    for pad in footprint.Pads():
        if (reference, pad.GetNumber()) in by_pin:
            pad.SetNet(by_pin[reference, pad.GetNumber()])
    footprint.Value().SetVisible(False)
    text = footprint.Reference()
    text.SetTextSize(pcbnew.VECTOR2I(pcbnew.FromMM(REFERENCE_MM), pcbnew.FromMM(REFERENCE_MM)))
    text.SetTextThickness(pcbnew.FromMM(REFERENCE_STROKE_MM))
    return footprint


def _shape(board, kind):
    shape = pcbnew.PCB_SHAPE(board, kind)
    shape.SetLayer(pcbnew.Edge_Cuts)
    shape.SetWidth(pcbnew.FromMM(0.1))
    board.Add(shape)
    return shape


def _outline(board):
    """A rectangle with round corners."""
    w, h, r = placement.WIDTH, placement.HEIGHT, placement.CORNER_RADIUS
    for start, end in (((r, 0), (w - r, 0)), ((w, r), (w, h - r)), ((w - r, h), (r, h)), ((0, h - r), (0, r))):
        side = _shape(board, pcbnew.SHAPE_T_SEGMENT)
        side.SetStart(point(*start))
        side.SetEnd(point(*end))
    s = r * 2 ** -0.5
    middles = ((r, r), (-1, -1)), ((w - r, r), (1, -1)), ((w - r, h - r), (1, 1)), ((r, h - r), (-1, 1))
    for (cx, cy), (sx, sy) in middles:
        ends = [(cx + sx * r, cy), (cx, cy + sy * r)]
        ends = ends if sx * sy > 0 else ends[::-1]
        corner = _shape(board, pcbnew.SHAPE_T_ARC)
        corner.SetArcGeometry(point(*ends[0]), point(cx + sx * s, cy + sy * s), point(*ends[1]))


def new_board(netlist_path, library):
    board = pcbnew.CreateEmptyBoard()
    board.SetCopperLayerCount(2)
    netlist = ElementTree.parse(netlist_path)
    by_pin = _nets(board, netlist)
    for component in netlist.iter('comp'):
        board.Add(_footprint(component, library, by_pin))
    _outline(board)
    board.BuildConnectivity()
    return board
