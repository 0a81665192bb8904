"""
What is on the board: reference -> (kind of the catalogue, the requirement it serves).
And which pins belong together: the drawing is compared with NETS, so that neither can drift alone.
Clauses: NL = DSMR P1 Companion Standard 5.0.2, LU = Luxmetering E-Meter P1 specification 1.1,
HDG = Espressif's hardware design guidelines and module data sheet.
"""

PARTS = {
    # Meter port
    'J1': ('rj12', 'NL 5.1: RJ12 socket, cable 1:1 with six wires'),
    'D1': ('esd', 'NL 5.6: ESD of data, request and supply'),
    'D2': ('tvs', 'NL 5.5.4: over-voltage of the supply; conducts when the cable is reversed'),
    'C1': ('10u', 'NL 5.5.1: the only capacitor on raw +5 V, at most 111 uF'),
    # Limiter and store
    'U1': ('limiter', 'NL 5.8, LU 3.1.3: at most 250 mA, trips from 260 mA'),
    'R1': ('133k', 'Limit 174 / 202 / 234 mA'),
    'U5': ('supervisor', 'NL 5.5.2: below 4.38 V U1 is off, and for 140 to 560 ms more: a tripped meter recovers'),
    'R17': ('100R', 'Keeps pulses from U5'),
    'C13': ('1u', 'With R17: 0.1 ms'),
    'C3': ('bulk', 'Pays for the radio\'s peaks of 380 mA'),
    'C4': ('bulk', 'As C3'),
    # Supply of the programmer
    'U4': ('limiter', 'USB: at most 500 mA, and no inrush into the store'),
    'R16': ('62k', 'Limit 381 / 425 / 475 mA'),
    'C14': ('10u', 'USB: at most 10 uF at the plug'),
    # 3.3 V
    'U2': ('buck', 'HDG: 3.3 V, 500 mA; a linear regulator would need 380 mA of the meter'),
    'C5': ('10u', 'Input of U2'),
    'C6': ('100n', 'Bootstrap of U2'),
    'L1': ('inductor', 'Isat 2.9 A'),
    'C7': ('22u', 'Output of U2'),
    'C8': ('22u', 'Output of U2'),
    'R2': ('8k2', 'On at 4.10 V, off at 3.75 V, below the worst dip of 3.95 V'),
    'R3': ('3k3', 'With R2'),
    # Controller
    'U3': ('esp32', 'N4, N8 or N16, not R2: PSRAM would take IO16 and IO17'),
    'C9': ('22u', 'HDG: at least 10 uF at the entry'),
    'C10': ('100n', 'HDG: 100 nF at pin 2'),
    'R4': ('10k', 'HDG: EN waits for the supply, 10 ms with C11'),
    'C11': ('1u', 'With R4'),
    'R5': ('10k', 'IO0 high: starts from flash'),
    'SW1': ('button', 'SETUP; held at reset: the chip waits for an image'),
    'SW2': ('button', 'RESET'),
    'J2': ('prog', 'Order of ESP-PROG; works without the meter'),
    'R6': ('1k', '1.3 mA'),
    'D4': ('green', 'IO2 low at start, as the chip wants it'),
    'R7': ('1k', '1.4 mA'),
    'D5': ('red', ''),
    # Data in
    'R11': ('1k5', 'LU 3.1.9: 1 k is typical; NL 5.7.2: at most 5 mA, here 3.7 mA'),
    'R8': ('22k', 'NL 5.7.2: 1.0 V is LOW, 4.0 V is HIGH; threshold 2.0 V with R9'),
    'R9': ('10k', 'With R8'),
    'C12': ('47p', 'Edges as fast to LOW as to HIGH'),
    'Q1': ('npn', 'NL 5.8: the line is inverted, idle is LOW'),
    'R10': ('4k7', 'RX idle HIGH'),
    # Data request
    'Q2': ('pfet', 'NL 5.7.1: 4.0 to 5.5 V or let go, never to ground'),
    'R12': ('10k', 'Off unless asked'),
    'R15': ('47R', 'NL 5.7.1: 10 mA still leave 4.4 V'),
    'Q3': ('npn', 'Level of 3.3 V to 5 V'),
    'R13': ('10k', 'Base of Q3'),
    'R14': ('100k', 'Off at reset'),
    # Bring-up
    'TP1': ('pad', ''), 'TP2': ('pad', ''), 'TP3': ('pad', ''), 'TP4': ('pad', ''),
    'TP5': ('pad', ''), 'TP6': ('pad', ''), 'TP7': ('pad', ''),
    'H1': ('hole', ''), 'H2': ('hole', ''), 'H3': ('hole', ''), 'H4': ('hole', ''),
}

PAD_NAMES = {
    'TP1': 'P1_5V', 'TP2': 'VSYS', 'TP3': '3V3', 'TP4': 'GND', 'TP5': 'DATA', 'TP6': 'RX', 'TP7': 'DREQ',
}

NETS = {
    'P1_5V': 'J1.1 D1.5 D2.1 C1.1 U1.1 R17.1 R11.1 Q2.2 R12.1 TP1.1',
    'GND': 'J1.3 J1.6 D1.2 D2.2 C1.2 U1.2 R1.2 C13.2 U5.1 C3.2 C4.2 U4.2 R16.2 C14.2 U2.4 C5.2 C7.2 C8.2 R3.2'
    ' U3.1 U3.15 U3.38 U3.39 C9.2 C10.2 C11.2 SW1.2 SW2.2 J2.4 D4.1 D5.1 R9.2 Q1.2 Q3.2 R14.2 TP4.1',
    'VSYS': 'U1.6 C3.1 C4.1 U4.6 U2.3 C5.1 R2.1 TP2.1',
    'PROG_5V': 'J2.2 U4.1 U4.3 C14.1',
    '+3V3': 'L1.2 U2.1 C7.1 C8.1 U3.2 C9.1 C10.1 R4.1 R5.1 R10.1 TP3.1',
    '/SW': 'U2.5 L1.1 C6.2',
    '/BST': 'U2.6 C6.1',
    '/UVLO': 'U2.2 R2.2 R3.1',
    '/ILIM': 'U1.5 R1.1',
    '/PROG_ILIM': 'U4.5 R16.1',
    '/U5_VCC': 'R17.2 C13.1 U5.3',
    '/LIM_EN': 'U1.3 U5.2',
    'P1_DATA': 'J1.5 D1.1 D1.6 R11.2 R8.1 C12.1 TP5.1',
    'P1_DREQ': 'J1.2 D1.3 D1.4 R15.2 TP7.1',
    '/Q1_B': 'R8.2 C12.2 R9.1 Q1.1',
    'P1_RX': 'Q1.3 R10.2 U3.27 TP6.1',
    '/Q2_G': 'Q2.1 R12.2 Q3.3',
    '/DREQ_SW': 'Q2.3 R15.1',
    '/Q3_B': 'Q3.1 R13.2',
    'DREQ_EN': 'U3.26 R13.1 R14.1',
    'EN': 'U3.3 R4.2 C11.1 SW2.1 J2.1',
    'IO0': 'U3.25 R5.2 SW1.1 J2.6',
    'TXD': 'U3.35 J2.3',
    'RXD': 'U3.34 J2.5',
    'LED_GREEN': 'U3.24 R6.1',
    'LED_RED': 'U3.30 R7.1',
    '/GREEN_A': 'R6.2 D4.2',
    '/RED_A': 'R7.2 D5.2',
}
