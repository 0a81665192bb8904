"""
Writes dongle.kicad_sch.
In: the tables (parts, catalogue, drawing) and the project's symbols. Out: the same bytes every time,
since each identifier is made from the name of what it identifies.
"""
import uuid

import catalogue
import sheet
from parts import PAD_NAMES, PARTS
from sexpr import Quoted, quote, text_of
from symbols import LIBRARY, pins_of

PROJECT, REVISION, DATE = 'dongle', '1.0', '2026-11-29'
NAMESPACE = uuid.UUID('5b0d0a7e-2f0c-4f4e-9a55-6d0c1f7a1d00')
TITLE = 'Smarty dongle: P1 port to Wi-Fi'
COMMENTS = ['Licence CERN-OHL-P-2.0: hardware/LICENSE', 'Two layers, 70 x 35 mm',
            'Drawn by hardware/design; checked by hardware/check', 'Clauses beside the parts: see block 6']

# Where a part's texts stand: (dx, dy, justify) of reference and value. Steps of 1.27 mm.
TEXTS = {
    'right': ((2.5, -1, 'left'), (2.5, 1, 'left')),
    'far right': ((5, -1, 'left'), (5, 1, 'left')),
    'left': ((-2.5, -1, 'right'), (-2.5, 1, 'right')),
    'above': ((0, -4.2, ''), (0, -2.4, '')),
    'high': ((0, -6, ''), (0, -4.2, '')),
    'below': ((0, 2.6, ''), (0, 4.4, '')),
    'right box': ((7, -1, 'left'), (7, 1, 'left')),
    'left box': ((-7, -1, 'right'), (-7, 1, 'right')),
    'pad': ((4.5, 0, 'left'), None),
    'module': ((-11, -27.2, 'left'), (2, -27.2, 'left')),
    'box': ((-6, -7.2, 'left'), (-2, -7.2, 'left')),
}
BOX_TOPS = {'J1': 11.2, 'U2': 5.2}


def identifier(name):
    return ['uuid', Quoted(str(uuid.uuid5(NAMESPACE, name)))]


ROOT = identifier('sheet')[1]


def _mm(steps):
    return f'{steps * 1.27:.4f}'.rstrip('0').rstrip('.')


def _at(x, y, turn=0):
    return ['at', _mm(x), _mm(y), str(turn)]


def _effects(justify='', size=1.27, bold=False, hide=False):
    font = ['font', ['size', f'{size:g}', f'{size:g}']] + ([['bold', 'yes']] if bold else [])
    side = [['justify'] + justify.split()] if justify else []
    return ['effects', font] + side + ([['hide', 'yes']] if hide else [])


def _field(name, text, place, justify='', turn=0, hide=False):
    return ['property', Quoted(name), quote(text), _at(*place, turn), _effects(justify, hide=hide)]


def _fields(reference, kind):
    """Name -> text of the fields that go into netlist and parts list."""
    symbol, value, footprint, maker, mpn, house, number = catalogue.CATALOGUE[kind]
    fields = {'Reference': reference, 'Value': PAD_NAMES.get(reference, value), 'Footprint': f'{LIBRARY}:{footprint}',
              'Datasheet': '', 'Description': PARTS[reference][1]}
    if mpn:
        fields |= {'Manufacturer': maker, 'MPN': mpn, house: number, 'Number': catalogue.number_state(mpn)}
    return symbol, fields


def _visible(reference, style):
    """Field -> (dx, dy, justify) of the two texts that are shown."""
    first, second = TEXTS[style]
    if reference in BOX_TOPS:
        first, second = (first[0], -BOX_TOPS[reference], 'left'), (second[0], -BOX_TOPS[reference], 'left')
    return {'Reference': first, **({'Value': second} if second else {})}


def _symbol(reference, symbols):
    kind = PARTS[reference][0]
    name, fields = _fields(reference, kind)
    x, y, turn, mirror, style = sheet.PLACED[reference]
    bought = 'yes' if fields.get('MPN') else 'no'
    node = ['symbol', ['lib_id', Quoted(f'{LIBRARY}:{name}')], _at(x, y, turn)]
    node += [['mirror', mirror]] if mirror else []
    node += [['unit', '1'], ['exclude_from_sim', 'no'], ['in_bom', bought], ['on_board', 'yes'], ['dnp', 'no'],
             identifier(reference)]
    shown = _visible(reference, style)
    for field, text in fields.items():
        dx, dy, justify = shown.get(field, (0, 0, ''))
        field_turn = 90 if turn in (90, 270) else 0
        node.append(_field(field, text, (x + dx, y + dy), justify, field_turn,
                           field not in shown))
    node += [['pin', quote(number), identifier(f'{reference}.{number}')] for number in pins_of(symbols[name])]
    return node + [_instance(reference)]


def _instance(reference):
    return ['instances', ['project', Quoted(PROJECT),
                          ['path', Quoted(f'/{ROOT}'), ['reference', Quoted(reference)], ['unit', '1']]]]


def _power(index, name, place, turn=0):
    """A rail, ground or flag; its value names the net."""
    x, y = place
    reference = f'#PWR{index:03}' if name != 'PWR_FLAG' else f'#FLG{index:03}'
    hidden = name == 'PWR_FLAG' or (name == 'GND' and not turn)
    value = (x - 6.5, y) if turn else (x, y - 3.4)
    return ['symbol', ['lib_id', Quoted(f'{LIBRARY}:{name}')], _at(x, y, turn), ['unit', '1'],
            ['exclude_from_sim', 'no'], ['in_bom', 'no'], ['on_board', 'no'], ['dnp', 'no'], identifier(reference),
            _field('Reference', reference, (x, y), hide=True),
            _field('Value', name, value, '', 90 if turn else 0, hide=hidden),
            _field('Footprint', '', (x, y), hide=True), _field('Datasheet', '', (x, y), hide=True),
            _field('Description', '', (x, y), hide=True), ['pin', Quoted('1'), identifier(reference + '.1')],
            _instance(reference)]


def _wire(line, index):
    (x0, y0), (x1, y1) = line
    return ['wire', ['pts', ['xy', _mm(x0), _mm(y0)], ['xy', _mm(x1), _mm(y1)]],
            ['stroke', ['width', '0'], ['type', 'default']], identifier(f'wire{index}{line}')]


def _flag(net, x, y, side):
    turn, justify = (0, 'left') if side == 'right' else (180, 'right')
    return ['global_label', quote(net), ['shape', 'bidirectional'], _at(x, y, turn), _effects(justify),
            identifier(f'flag {net} {x} {y}'),
            ['property', Quoted('Intersheetrefs'), Quoted('${INTERSHEET_REFS}'), _at(x, y), _effects(hide=True)]]


def _name(net, x, y):
    return ['label', quote(net), _at(x, y), _effects('left bottom'), identifier(f'name {net}')]


def _text(x, y, text, size=1.27, bold=False):
    return ['text', quote(text), ['exclude_from_sim', 'no'], _at(x, y), _effects('left top', size, bold),
            identifier(f'text {x} {y}')]


def _block(title, x0, y0, x1, y1):
    frame = ['rectangle', ['start', _mm(x0), _mm(y0)], ['end', _mm(x1), _mm(y1)],
             ['stroke', ['width', '0.2'], ['type', 'dash'], ['color', '120', '120', '120', '1']],
             ['fill', ['type', 'none']],
             identifier(f'block {title}')]
    return [frame, _text(x0 + 2, y0 + 1.6, title, 2.2, True)]


def _grounds(pins):
    """Ground symbols stand a step and a half of wire below what they ground."""
    places = [sheet.point_of(name, pins) for name in sheet.table('GROUNDS')]
    return [(place, (place[0], place[1] + 2)) for place in places]


def _drawing(symbols):
    pins = sheet.pin_places({ref: pins_of(symbols[catalogue.CATALOGUE[kind][0]]) for ref, (kind, _) in PARTS.items()})
    grounds = _grounds(pins)
    rails = [(x, y) for _, x, y, *_ in sheet.table('RAILS')] + [start for start, _ in grounds]
    lines = sheet.segments(pins, rails) + grounds
    powers = [(name, (x, y), *turn) for name, x, y, *turn in sheet.table('RAILS')]
    powers += [('GND', end) for _, end in grounds]
    places = {**pins, **{f'rail{i}': place for i, (_, place, *_) in enumerate(powers)}}
    return ([['junction', _at(*p)[:3], ['diameter', '0'], ['color', '0', '0', '0', '0'], identifier(f'junction {p}')]
             for p in sheet.junctions(lines, places)]
            + [['no_connect', _at(*pins[pin])[:3], identifier('open ' + pin)] for pin in sheet.table('OPEN')]
            + [_wire(line, i) for i, line in enumerate(lines)]
            + [_name(*row) for row in sheet.table('NAMES')] + [_flag(*row) for row in sheet.table('FLAGS')]
            + [_power(i + 1, *power) for i, power in enumerate(powers)])


def write_schematic(symbols, path):
    comments = [['comment', str(i + 1), quote(text)] for i, text in enumerate(COMMENTS)]
    head = ['kicad_sch', ['version', '20250114'], ['generator', Quoted('dongle')], ['generator_version', Quoted('9.0')],
            ['uuid', ROOT], ['paper', Quoted('A3')],
            ['title_block', ['title', quote(TITLE)], ['date', Quoted(DATE)], ['rev', Quoted(REVISION)]] + comments,
            ['lib_symbols'] + [['symbol', Quoted(f'{LIBRARY}:{name}')] + symbols[name][2:] for name in sorted(symbols)]]
    body = [node for block in sheet.table('BLOCKS') for node in _block(*block)]
    body += [_text(*note) for note in sheet.table('NOTES')]
    body += _drawing(symbols) + [_symbol(reference, symbols) for reference in PARTS]
    tail = [['sheet_instances', ['path', Quoted('/'), ['page', Quoted('1')]]], ['embedded_fonts', 'no']]
    path.write_text(text_of(head + body + tail))
