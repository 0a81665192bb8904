"""
The lower half of the sheet: data, request, controller, programming, lamps, pads. As drawing_power.py.
"""

BLOCKS = [
    ('4  Data from the meter', 12, 106, 106, 162),
    ('5  Data request', 12, 166, 106, 222),
    ('6  Controller', 110, 106, 214, 222),
    ('7  Programming, buttons', 218, 106, 319, 152),
    ('8  Lamps', 218, 156, 268, 194),
    ('9  Test pads, holes', 272, 156, 319, 194),
]

PLACED = {
    'R11': (34, 121, 0, '', 'right'), 'R8': (52, 128, 90, '', 'above'), 'C12': (52, 136, 90, '', 'below'),
    'R9': (66, 135, 0, '', 'right'), 'Q1': (76, 128, 0, '', 'far right'), 'R10': (78, 117, 0, '', 'right'),
    'Q2': (66, 186, 0, 'x', 'far right'), 'R12': (54, 179, 0, '', 'left'), 'Q3': (52, 196, 0, '', 'far right'),
    'R13': (40, 196, 90, '', 'above'), 'R14': (30, 203, 0, '', 'right'), 'R15': (77, 196, 90, '', 'above'),
    'U3': (164, 164, 0, '', 'module'), 'C9': (120, 130, 0, '', 'right'), 'C10': (132, 130, 0, '', 'right'),
    'R4': (144, 130, 0, '', 'right'), 'C11': (132, 149, 0, '', 'right'),
    'J2': (244, 124, 0, '', 'box'), 'R5': (290, 119, 0, '', 'right'), 'SW1': (302, 126, 0, '', 'high'),
    'SW2': (302, 142, 0, '', 'high'),
    'R6': (238, 168, 90, '', 'above'), 'D4': (250, 168, 180, '', 'above'),
    'R7': (238, 182, 90, '', 'above'), 'D5': (250, 182, 180, '', 'above'),
    'TP1': (288, 164, 270, '', 'pad'), 'TP2': (288, 168, 270, '', 'pad'), 'TP3': (288, 172, 270, '', 'pad'),
    'TP4': (288, 176, 270, '', 'pad'), 'TP5': (288, 180, 270, '', 'pad'), 'TP6': (288, 184, 270, '', 'pad'),
    'TP7': (288, 188, 270, '', 'pad'),
    'H1': (308, 164, 0, '', 'right'), 'H2': (308, 171, 0, '', 'right'), 'H3': (308, 178, 0, '', 'right'),
    'H4': (308, 185, 0, '', 'right'),
}

WIRES = [
    '@34,115 R11.1', 'R11.2 y128', '@22,128 R8.1', 'R8.2 Q1.1', 'C12.1 x44 y128', 'C12.2 x60 y128', 'R9.1 y128',
    '@78,111 R10.1', 'R10.2 Q1.3', '@78,122 x92',
    '@68,172 Q2.2', 'R12.1 y174 x68', 'R12.2 y186 Q2.1', 'Q3.3 y186', 'R13.2 Q3.1', 'R14.1 y196', '@22,196 R13.1',
    'Q2.3 y196 R15.1', 'R15.2 x92',
    '@120,118 y122 x164 U3.2', 'C9.1 y122', 'C10.1 y122', 'R4.1 y122', 'R4.2 y142', '@118,142 U3.3', 'C11.1 y142',
    'U3.25 x182', 'U3.35 x182', 'U3.34 x182', 'U3.24 x182', 'U3.26 x182', 'U3.27 x182', 'U3.30 x182',
    'U3.1 y194', 'U3.15 y194', 'U3.38 y194', 'U3.39 y194', '@158,194 x170',
    'J2.1 x232', 'J2.3 x232', 'J2.5 x232', 'J2.2 x258 y116', 'J2.4 x268', 'J2.6 x256',
    '@290,113 R5.1', 'R5.2 y126', '@284,126 SW1.1', 'SW1.2 x312', '@284,142 SW2.1', 'SW2.2 x312',
    '@232,168 R6.1', 'R6.2 D4.2', 'D4.1 x258', '@232,182 R7.1', 'R7.2 D5.2', 'D5.1 x258',
    '@286,164 TP1.1', '@286,168 TP2.1', '@286,172 TP3.1', '@286,176 TP4.1',
]

RAILS = [('P1_5V', 34, 115), ('+3V3', 78, 111), ('P1_5V', 68, 172), ('+3V3', 120, 118), ('PROG_5V', 258, 116),
         ('+3V3', 290, 113),
         ('P1_5V', 286, 164, 90), ('VSYS', 286, 168, 90), ('+3V3', 286, 172, 90), ('GND', 286, 176, 270)]

GROUNDS = ['R9.2', 'Q1.2', 'Q3.2', 'R14.2', 'C9.2', 'C10.2', 'C11.2', '@164,194', '@268,124', '@312,126', '@312,142',
           '@258,168', '@258,182']

FLAGS = [
    ('P1_DATA', 22, 128, 'left'), ('P1_RX', 92, 122, 'right'),
    ('DREQ_EN', 22, 196, 'left'), ('P1_DREQ', 92, 196, 'right'),
    ('EN', 118, 142, 'left'), ('IO0', 182, 142, 'right'), ('TXD', 182, 146, 'right'), ('RXD', 182, 150, 'right'),
    ('LED_GREEN', 182, 154, 'right'), ('DREQ_EN', 182, 158, 'right'), ('P1_RX', 182, 162, 'right'),
    ('LED_RED', 182, 166, 'right'),
    ('EN', 232, 120, 'left'), ('TXD', 232, 124, 'left'), ('RXD', 232, 128, 'left'), ('IO0', 256, 128, 'right'),
    ('IO0', 284, 126, 'left'), ('EN', 284, 142, 'left'),
    ('LED_GREEN', 232, 168, 'left'), ('LED_RED', 232, 182, 'left'),
    ('P1_DATA', 288, 180, 'left'), ('P1_RX', 288, 184, 'left'), ('P1_DREQ', 288, 188, 'left'),
]
NAMES = [('Q1_B', 67, 128), ('Q2_G', 55, 186), ('Q3_B', 44, 196), ('DREQ_SW', 68, 194), ('GREEN_A', 241, 168),
         ('RED_A', 241, 182)]

OPEN = [f'U3.{pin}' for pin in (4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 23, 28, 29, 31, 33, 36, 37)]

NOTES = [
    (16, 146, '''R11 is what the meter expects (1 k typical, LU 3.1.9) and asks of it at most 3.7 mA of 5 mA (NL 5.7.2).
R8, R9: the threshold is 0.62 V x (1 + 22k / 10k) = 2.0 V; the legal LOW goes up to 1.0 V, so a bare
base (0.6 V) or a MOSFET of low threshold would never see it.
C12 makes both edges equally fast: 115200 baud, one bit is 8.7 us (NL 6.1).
Cable out: the line floats to HIGH, RX is LOW, which the UART takes for a break.'''),
    (16, 212, '''The request is 4.0 to 5.5 V at 4 to 10 mA, or let go: never driven to ground (NL 5.7.1).
R15: 4.9 V less 10 mA x 47 ohm = 4.4 V, and a short circuit stays below 120 mA.
R12, R14: not asked while the chip starts.'''),
    (114, 160, '''IO0   pulled up: start from flash;
      held low at reset: image
IO2   low at reset: the lamp is right
IO12  open: flash at 3.3 V
IO16  data of the meter, the UART's RX
IO17  the UART's TX: nothing on it
IO4   data request, IO18 red lamp

Plain ESP32, N4, N8 or N16: an R2
has its PSRAM on IO16 and IO17.

C9, C10 at pin 2; EN: 10 ms after
the supply (R4, C11). The antenna
stands over the edge of the board.'''),
    (114, 204, '''Clauses: NL = DSMR P1 Companion Standard 5.0.2. LU = Luxmetering E-Meter P1 specification 1.1.
Thresholds and currents are computed and simulated from the values of this sheet
(hardware/check); nothing here has been measured on a meter yet.'''),
    (222, 136, '''ESP-PROG's own order. 5 V from USB
feed the whole board through U4,
with no meter. TXD and RXD are
named from the dongle's side.'''),
    (296, 131, 'SETUP: hold at reset\nfor an image'),
    (296, 147, 'RESET'),
]
