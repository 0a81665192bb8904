"""
Makes a board file say the same thing in the same bytes: KiCad numbers items at random and sorts by that.
In: a .kicad_pcb as pcbnew wrote it. Out: the same, items in order of their text, identifiers made from it.
"""
import uuid

from board import SHEET_MM
from schematic import DATE, REVISION, TITLE
from sexpr import Quoted, child, children, parse, quote, text_of

NAMESPACE = uuid.UUID('9f0b6a0e-6c2e-4f6f-8d56-3a1f6a2f6f10')
SORTED = {'footprint', 'gr_line', 'gr_arc', 'gr_text', 'segment', 'via', 'zone', 'pad', 'fp_line', 'fp_poly',
          'fp_circle', 'fp_arc', 'fp_text'}


def _without_identifiers(node):
    if not isinstance(node, list):
        return node
    return [_without_identifiers(item) for item in node if not (isinstance(item, list) and item[:1] == ['uuid'])]


def _kind(node):
    return node[0] if isinstance(node, list) and node else ''


def _in_order(node):
    """Neighbours of one kind are sorted by what they say."""
    if not isinstance(node, list):
        return node
    items = [_in_order(item) for item in node]
    for kind in SORTED.intersection(_kind(item) for item in items):
        places = [i for i, item in enumerate(items) if _kind(item) == kind]
        ordered = sorted((items[i] for i in places), key=lambda item: str(_without_identifiers(item)))
        for place, item in zip(places, ordered):
            items[place] = item
    return items


def _name(node):
    """What an item is called beside its kind: a footprint by its reference."""
    if _kind(node) != 'footprint':
        return ''
    return next((prop[2] for prop in children(node, 'property') if prop[1] == 'Reference'), '')


def _number(node, path):
    """Identifiers from where an item is: kind, name and rank among its like."""
    count = {}
    for item in node:
        if not isinstance(item, list) or not item:
            continue
        key = f'{_kind(item)}{_name(item)}'
        count[key] = count.get(key, 0) + 1
        _number(item, f'{path}/{key}{count[key]}')
    own = child(node, 'uuid')
    if own:
        own[1] = Quoted(str(uuid.uuid5(NAMESPACE, path)))


def _layer(name, kind, *facts):
    return ['layer', Quoted(name), ['type', Quoted(kind)]] + [[fact, value] for fact, value in facts]


def _stackup():
    """What the board house is to make: the usual two layers."""
    copper, mask = ('thickness', '0.035'), [('color', Quoted('Green')), ('thickness', '0.01')]
    core = [('thickness', '1.51'), ('material', Quoted('FR4')), ('epsilon_r', '4.5'), ('loss_tangent', '0.02')]
    white = ('color', Quoted('White'))
    return ['stackup',
            _layer('F.SilkS', 'Top Silk Screen', white), _layer('F.Paste', 'Top Solder Paste'),
            _layer('F.Mask', 'Top Solder Mask', *mask), _layer('F.Cu', 'copper', copper),
            _layer('dielectric 1', 'core', *core),
            _layer('B.Cu', 'copper', copper), _layer('B.Mask', 'Bottom Solder Mask', *mask),
            _layer('B.Paste', 'Bottom Solder Paste'), _layer('B.SilkS', 'Bottom Silk Screen', white),
            ['copper_finish', Quoted('ENIG')],
            ['dielectric_constraints', 'no']]


def tidy(path):
    board = _in_order(parse(path.read_text()))
    child(board, 'setup').insert(1, _stackup())
    paper = board.index(child(board, 'paper'))
    board[paper] = ['paper', Quoted('User'), *(f'{side:g}' for side in SHEET_MM)]
    board.insert(paper + 1, ['title_block', ['title', quote(TITLE)], ['date', Quoted(DATE)], ['rev', Quoted(REVISION)]])
    _number(board, 'board')
    path.write_text(text_of(board))
