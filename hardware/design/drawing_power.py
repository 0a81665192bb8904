"""
The upper half of the sheet: meter port, limiters and store, 3.3 V. Grid: 1.27 mm, y downwards, A3.
A wire is a walk: a pin or @x,y to begin with, then x to a column, y to a row, or a pin in line.
"""

BLOCKS = [
    ('1  Meter port', 12, 12, 106, 102),
    ('2  Limiters and store', 110, 12, 212, 102),
    ('3  Supply 3.3 V', 216, 12, 319, 102),
]

# reference -> (x, y, turn counter-clockwise in degrees, mirror, where its texts stand)
PLACED = {
    'J1': (28, 52, 0, '', 'box'), 'D2': (52, 33, 270, '', 'right'), 'C1': (66, 33, 0, '', 'right'),
    'D1': (72, 61, 0, '', 'left box'),
    'U1': (136, 34, 0, '', 'box'), 'R17': (118, 37, 0, '', 'left'), 'C13': (118, 48, 0, '', 'left'),
    'U5': (127, 49, 0, '', 'right box'),
    'R1': (150, 44, 0, '', 'right'), 'C3': (166, 38, 0, '', 'right'), 'C4': (181, 38, 0, '', 'right'),
    'U4': (150, 69, 0, '', 'box'), 'C14': (126, 73, 0, '', 'right'), 'R16': (164, 79, 0, '', 'right'),
    'U2': (256, 36, 0, '', 'box'), 'C5': (224, 42, 0, '', 'right'), 'R2': (238, 41, 0, '', 'right'),
    'R3': (238, 51, 0, '', 'right'), 'C6': (270, 44, 0, '', 'right'), 'L1': (287, 34, 90, '', 'above'),
    'C7': (297, 42, 0, '', 'right'), 'C8': (309, 42, 0, '', 'right'),
}

WIRES = [
    'J1.1 x42 y26 x90', 'D2.1 y26', 'C1.1 y26', 'D1.5 x84 y26',
    'J1.5 x92', 'J1.2 x92', 'D1.1 y48', 'D1.6 y48', 'D1.3 y52', 'D1.4 y52', 'J1.3 x42 y60', 'J1.6 x48',
    '@118,26 y30 U1.1', '@118,30 R17.1', 'R17.2 C13.1', 'U5.3 C13.1', 'U1.3 x127 U5.2', 'U1.5 x150 R1.1',
    'U1.6 x204', 'C3.1 y30', 'C4.1 y30',
    '@118,61 y65 U4.1', 'C14.1 y65', 'U4.3 x136 y65', 'U4.5 x164 R16.1', 'U4.6 x198 y30',
    '@220,30 y34 U2.3', 'C5.1 y34', 'R2.1 y34', 'R2.2 R3.1', 'U2.2 y46 x238',
    'U2.6 x270 C6.1', 'C6.2 x280 y34', 'U2.5 L1.1', 'L1.2 x309 C8.1', 'C7.1 y34', 'U2.1 x266 y54 x294 y34',
]

# rail, where its symbol's pin is, and its turn if it does not stand upright
RAILS = [
    ('P1_5V', 90, 26), ('PWR_FLAG', 46, 26), ('PWR_FLAG', 48, 60), ('P1_5V', 118, 26), ('VSYS', 204, 30),
    ('PROG_5V', 118, 61), ('PWR_FLAG', 132, 65), ('PWR_FLAG', 192, 30), ('VSYS', 220, 30),
    ('+3V3', 304, 34), ('PWR_FLAG', 300, 34),
]

GROUNDS = ['D2.2', 'C1.2', 'D1.2', '@44,60', 'U1.2', 'C13.2', 'U5.1', 'R1.2', 'C3.2', 'C4.2', 'U4.2', 'C14.2', 'R16.2',
           'U2.4', 'C5.2', 'R3.2', 'C7.2', 'C8.2']

# (net, x, y, side the text stands on): flags join blocks, names only name a wire.
FLAGS = [('P1_DATA', 92, 48, 'right'), ('P1_DREQ', 92, 52, 'right')]
NAMES = [('U5_VCC', 118, 42), ('LIM_EN', 127, 42), ('ILIM', 146, 38), ('PROG_ILIM', 159, 73), ('UVLO', 239, 46), ('BST', 265, 36),
         ('SW', 275, 34)]

OPEN = ['J1.4', 'U1.4', 'U4.4']

NOTES = [
    (16, 78, '''RJ12 6P6C, cable 1:1 with six wires (NL 5.1, LU 3.1.10). Pins 3 and 6 are joined in the meter.
+5 V: 4.9 to 5.5 V, 250 mA (NL 5.3.1); here U5 asks for 4.5 V, so a cable may drop 0.4 V.
D1, D2 before everything else: ESD to IEC 61000-4-2 (NL 5.6), over-voltage (NL 5.5.4).
D2 also conducts when a cable is reversed; the meter then limits itself to 50 mA (NL 5.5.2).
C1 is the only capacitor on the raw supply: 10 uF of at most 111 uF (NL 5.5.1, figure 5-6).
Data: open collector of the meter, LOW up to 1.0 V (NL 5.7.2), idle LOW (NL 5.8).
Not isolated: the meter is (LU 3.1.11). Never join this board to an earthed PC while it is plugged in.'''),
    (168, 46, '''C3, C4: 6600 uF pay
for the radio's peaks
of 380 mA at 3.3 V.'''),
    (114, 88, '''U1: R1 = 133k gives 174 / 202 / 234 mA. With 10 mA of the request and 3.7 mA of the pull-up the
meter sees at most 248 mA: 250 mA are allowed (NL 5.8), it may trip from 260 mA on (NL 5.5.2).
U5: below 4.38 V (4.25 to 4.50) U1 is off, and for 140 to 560 ms more: long enough for a meter that has
tripped. U1 conducts backwards while it is on: when the plug is pulled, U5 ends that below 4.38 V.
U4: the programmer's 5 V, 381 / 425 / 475 mA (USB: 500 mA).'''),
    (220, 80, 'Power budget, computed and simulated, not measured (hardware/check)'),
    (222, 84, '''taken from the meter, at most
radio on, receiving: 110 mA at 3.3 V
radio sending, 20 dBm: peaks of 380 mA
request and pull-up of the data line'''),
    (264, 84, '''174 / 202 / 234 mA, by U1
83 mA
285 mA; what U1 does not give, C3 and C4 do
10 mA and 3.7 mA, beside U1'''),
    (220, 64, '''U2 turns 5 V into 3.3 V at about 88 %: 380 mA of the radio are 285 mA of the store, not 380.
R2, R3: on at 4.10 V, off at 3.75 V, below the worst dip of 3.95 V. And 3.3 V rise fast,
once the store is full. U5 has let go of the meter before (4.25 V at the lowest).
C5 within 2 mm of U2; SW small and far from the antenna.'''),
]
