"""
The project's symbol library: what is drawn.
In: KiCad's own libraries (kicad-symbols) and the tables below. Out: dongle.kicad_sym, and for every
symbol where its pins are.
"""
import copy
from pathlib import Path

from sexpr import Quoted, child, children, parse, quote, text_of

STOCK = Path('/usr/share/kicad/symbols')
LIBRARY = 'dongle'

# Taken over as they are.
TAKEN = {
    'Device': ['R', 'C', 'C_Polarized', 'L', 'LED', 'D_Zener'],
    'Regulator_Switching': ['AP63203WU'],
    'Switch': ['SW_Push'],
    'Transistor_BJT': ['BC847'],
    'Transistor_FET': ['AO3401A'],
    'Connector': ['TestPoint'],
    'Mechanical': ['MountingHole'],
    'power': ['GND', '+3V3', 'PWR_FLAG'],
}

# Rails that KiCad has no symbol for: its +5V under our name.
RAILS = ['P1_5V', 'VSYS', 'PROG_5V']

# The module's pins: those in use, the ground, what is free, and what is joined to nothing inside.
USED = [('25', 'IO0'), ('35', 'TXD0/IO1'), ('34', 'RXD0/IO3'), ('24', 'IO2'), ('26', 'IO4'), ('27', 'IO16'),
        ('30', 'IO18'), ('28', 'IO17')]
GROUND_PINS = [('1', 'power_in', -6), ('15', 'passive', -2), ('38', 'passive', 2), ('39', 'passive', 6)]
FREE = [('4', 'SENSOR_VP'), ('5', 'SENSOR_VN'), ('6', 'IO34'), ('7', 'IO35'), ('8', 'IO32'), ('9', 'IO33'),
        ('10', 'IO25'), ('11', 'IO26'), ('12', 'IO27'), ('13', 'IO14'), ('14', 'IO12'), ('16', 'IO13'), ('23', 'IO15'),
        ('29', 'IO5'), ('31', 'IO19'), ('33', 'IO21'), ('36', 'IO22'), ('37', 'IO23')]
BARE = ['17', '18', '19', '20', '21', '22', '32']
ESP32_SHEET = ('https://www.espressif.com/sites/default/files/documentation/'
               'esp32-wroom-32e_esp32-wroom-32ue_datasheet_en.pdf')

# Our own boxes: name -> (reference, description, data sheet, half width, half height, pins).
# A pin: (number, name, electrical type, side, place along the side) in steps of 1.27 mm, y downwards.
BOXES = {
    'P1_RJ12': ('J', 'P1 port of a smart meter, RJ12 6P6C', '', 7, 10, [
        ('1', '+5V', 'passive', 'right', -8), ('5', 'Data', 'passive', 'right', -4),
        ('2', 'Request', 'passive', 'right', 0), ('4', 'n.c.', 'passive', 'right', 4),
        ('3', 'DataGND', 'passive', 'right', 6), ('6', 'PowerGND', 'passive', 'right', 8)]),
    'USBLC6-2SC6': ('D', 'ESD protection of two lines and their supply, SOT-23-6',
                    'https://www.st.com/resource/en/datasheet/usblc6-2.pdf', 6, 5, [
        ('1', 'I/O1', 'passive', 'top', -4), ('6', 'I/O1', 'passive', 'top', -2), ('3', 'I/O2', 'passive', 'top', 2),
        ('4', 'I/O2', 'passive', 'top', 4), ('5', 'VBUS', 'passive', 'right', 2),
        ('2', 'GND', 'passive', 'bottom', 0)]),
    'ESP_PROG': ('J', 'Programming header in the order of ESP-PROG', '', 6, 6, [
        ('1', 'EN', 'passive', 'left', -4), ('3', 'TXD', 'passive', 'left', 0),
        ('5', 'RXD', 'passive', 'left', 4), ('2', '5V', 'passive', 'right', -4),
        ('4', 'GND', 'passive', 'right', 0), ('6', 'IO0', 'passive', 'right', 4)]),
    'TPS2553DBV': ('U', 'Current-limited power switch, adjustable, enable active high, SOT-23-6',
                   'https://www.ti.com/lit/ds/symlink/tps2553.pdf', 6, 6, [
        ('1', 'IN', 'power_in', 'left', -4), ('3', 'EN', 'input', 'left', 0),
        ('2', 'GND', 'power_in', 'bottom', 0), ('6', 'OUT', 'passive', 'right', -4),
        ('4', '~{FAULT}', 'open_collector', 'right', 0), ('5', 'ILIM', 'passive', 'right', 4)]),
    'LM809': ('U', 'Voltage supervisor, output active low, push-pull, SOT-23',
              'https://www.ti.com/lit/ds/symlink/lm809.pdf', 6, 5, [
        ('3', 'VCC', 'passive', 'left', -4), ('1', 'GND', 'power_in', 'bottom', 0),
        ('2', '~{RESET}', 'output', 'top', 0)]),
    'ESP32-WROOM-32E': ('U', 'Wi-Fi module with ESP32 and antenna', ESP32_SHEET, 11, 26, [
        ('2', 'VDD', 'power_in', 'top', 0), ('3', 'EN', 'input', 'left', -22),
        *[(number, 'GND', kind, 'bottom', place) for number, kind, place in GROUND_PINS],
        *[(number, name, 'bidirectional', 'right', -22 + 4 * i) for i, (number, name) in enumerate(USED)],
        *[(number, name, 'bidirectional', 'left', -14 + 2 * i) for i, (number, name) in enumerate(FREE)],
        *[(number, 'n.c.', 'no_connect', 'right', 12 + 2 * i) for i, number in enumerate(BARE)]]),
}

STEP_MM = 1.27
PIN_LENGTH = 2
SIDES = {'left': (-1, 0, 0), 'right': (1, 0, 180), 'bottom': (0, 1, 90), 'top': (0, -1, 270)}


def _font(size=1.27):
    return ['effects', ['font', ['size', f'{size:g}', f'{size:g}']]]


def _property(name, value, x, y, hidden):
    node = ['property', Quoted(name), quote(value), ['at', f'{x:g}', f'{y:g}', '0'], _font()]
    return node[:4] + ([['hide', 'yes']] if hidden else []) + node[4:]


def _box_pin(pin, half_width, half_height):
    number, name, kind, side, place = pin
    dx, dy, angle = SIDES[side]
    x = dx * (half_width + PIN_LENGTH) * STEP_MM or place * STEP_MM
    y = dy * (half_height + PIN_LENGTH) * STEP_MM or place * STEP_MM
    if side in ('left', 'right'):
        y = place * STEP_MM
    return ['pin', kind, 'line', ['at', f'{x:g}', f'{-y:g}', str(angle)], ['length', f'{PIN_LENGTH * STEP_MM:g}'],
            ['name', quote(name), _font()], ['number', quote(number), _font()]]


def _box(name):
    reference, description, sheet, half_width, half_height, pins = BOXES[name]
    w, h = half_width * STEP_MM, half_height * STEP_MM
    outline = ['rectangle', ['start', f'{-w:g}', f'{h:g}'], ['end', f'{w:g}', f'{-h:g}'],
               ['stroke', ['width', '0.254'], ['type', 'default']], ['fill', ['type', 'background']]]
    return ['symbol', Quoted(name), ['exclude_from_sim', 'no'], ['in_bom', 'yes'], ['on_board', 'yes'],
            _property('Reference', reference, -w, h + 1.27, False), _property('Value', name, -w, -h - 1.27, False),
            _property('Footprint', '', 0, 0, True), _property('Datasheet', sheet, 0, 0, True),
            _property('Description', description, 0, 0, True),
            ['symbol', Quoted(name + '_0_1'), outline],
            ['symbol', Quoted(name + '_1_1')] + [_box_pin(pin, half_width, half_height) for pin in pins],
            ['embedded_fonts', 'no']]


def _rename(symbol, old, new):
    renamed = copy.deepcopy(symbol)
    renamed[1] = Quoted(new)
    for unit in children(renamed, 'symbol'):
        unit[1] = Quoted(unit[1].replace(old + '_', new + '_', 1))
    return renamed


def _stock(library, name):
    """A stock symbol with all it inherits: `extends` works inside one library only."""
    symbols = {s[1]: s for s in children(parse((STOCK / f'{library}.kicad_sym').read_text()), 'symbol')}
    own = symbols[name]
    base = child(own, 'extends')
    if base is None:
        return own
    merged = _rename(symbols[base[1]], base[1], name)
    for prop in children(own, 'property'):
        at = next((i for i, p in enumerate(merged) if isinstance(p, list) and p[:2] == prop[:2]), None)
        if at is None:
            merged.append(prop)
        else:
            merged[at] = prop
    return merged


def _rail(name):
    """The arrow of +5V, called `name`: a power symbol's value names its net."""
    symbol = _rename(_stock('power', '+5V'), '+5V', name)
    for prop in children(symbol, 'property'):
        if prop[1] == 'Value':
            prop[2] = Quoted(name)
        if prop[1] == 'Description':
            prop[2] = Quoted(f'Rail {name}')
    return symbol


def project_symbols():
    """name -> symbol, everything the sheet draws."""
    stock = {name: _stock(library, name) for library, names in TAKEN.items() for name in names}
    return {**stock, **{name: _rail(name) for name in RAILS}, **{name: _box(name) for name in BOXES}}


def write_library(symbols, path):
    path.write_text(text_of(['kicad_symbol_lib', ['version', '20241209'], ['generator', Quoted('dongle')],
                             ['generator_version', Quoted('9.0')]] + list(symbols.values())))


def pins_of(symbol):
    """number -> (x, y) in steps of 1.27 mm, y downwards, as the symbol stands in the library."""
    found = {}
    for unit in children(symbol, 'symbol'):
        for pin in children(unit, 'pin'):
            at = child(pin, 'at')
            found[str(child(pin, 'number')[1])] = (round(float(at[1]) / STEP_MM), round(-float(at[2]) / STEP_MM))
    return found
