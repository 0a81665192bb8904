"""
The parts that are bought: one line each.
Out: CATALOGUE, kind -> (symbol, value, footprint, manufacturer, MPN, house, its number).
Symbols and footprints are names in the project's own libraries.
"""

R, C6, C8 = 'R_0603_1608Metric', 'C_0603_1608Metric', 'C_0805_2012Metric'
SOT6, TSOT6, SOT3 = 'SOT-23-6', 'TSOT-23-6', 'SOT-23'
RJ12, PINS = 'RJ12_Amphenol_54601-x06_Horizontal', 'PinHeader_2x03_P2.54mm_Vertical'
CAN, MODULE = 'CP_Elec_12.5x13.5', 'ESP32-WROOM-32E'
UNI, SAM = 'UNI-ROYAL', 'Samsung Electro-Mechanics'


def _resistor(value, mpn, lcsc):
    return ('R', value, R, UNI, mpn, 'LCSC', lcsc)


CATALOGUE = {
    # Connectors, buttons
    'rj12': ('P1_RJ12', 'P1 meter', RJ12, 'Amphenol', '54601-906WPLF', 'Farnell', '2135977'),
    'prog': ('ESP_PROG', 'ESP-PROG', PINS, 'Wurth Elektronik', '61300621121', 'Mouser', '710-61300621121'),
    'button': ('SW_Push', 'B3U-1000P', 'SW_SPST_B3U-1000P', 'Omron', 'B3U-1000P', 'LCSC', 'C231329'),
    # Protection
    'esd': ('USBLC6-2SC6', 'USBLC6-2SC6', SOT6, 'STMicroelectronics', 'USBLC6-2SC6', 'LCSC', 'C7519'),
    'tvs': ('D_Zener', 'SMF5.0A', 'D_SOD-123F', 'hongjiacheng', 'SMF5.0A', 'LCSC', 'C19077497'),
    # Power
    'limiter': ('TPS2553DBV', 'TPS2553DBV', SOT6, 'Texas Instruments', 'TPS2553DBVR', 'LCSC', 'C55266'),
    'supervisor': ('LM809', 'LM809-4.38', SOT3, 'Texas Instruments', 'LM809M3X-4.38/NOPB', 'LCSC', 'C544520'),
    'buck': ('AP63203WU', 'AP63203WU', TSOT6, 'Diodes Incorporated', 'AP63203WU-7', 'LCSC', 'C780769'),
    'inductor': ('L', '4u7', 'L_Sunlord_SWPA4030S', 'Sunlord', 'SWPA4030S4R7MT', 'LCSC', 'C57269'),
    'bulk': ('C_Polarized', '3300u 6V3', CAN, 'Panasonic', 'EEV-FK0J332Q', 'Mouser', '667-EEV-FK0J332Q'),
    '10u': ('C', '10u 25V', C8, SAM, 'CL21A106KAYNNNE', 'LCSC', 'C15850'),
    '22u': ('C', '22u 25V', C8, SAM, 'CL21A226MAQNNNE', 'LCSC', 'C45783'),
    # Small capacitors
    '1u': ('C', '1u', C6, SAM, 'CL10A105KB8NNNC', 'LCSC', 'C15849'),
    '100n': ('C', '100n', C6, 'Yageo', 'CC0603KRX7R9BB104', 'LCSC', 'C14663'),
    '47p': ('C', '47p', C6, SAM, 'CL10C470JB8NNNC', 'LCSC', 'C1671'),
    # Resistors, 1 %
    '47R': _resistor('47', '0603WAF470JT5E', 'C23182'),
    '100R': _resistor('100', '0603WAF1000T5E', 'C22775'),
    '1k': _resistor('1k', '0603WAF1001T5E', 'C21190'),
    '1k5': _resistor('1k5', '0603WAF1501T5E', 'C22843'),
    '3k3': _resistor('3k3 1%', '0603WAF3301T5E', 'C22978'),
    '4k7': _resistor('4k7', '0603WAF4701T5E', 'C23162'),
    '8k2': _resistor('8k2 1%', '0603WAF8201T5E', 'C25981'),
    '10k': _resistor('10k', '0603WAF1002T5E', 'C25804'),
    '22k': _resistor('22k', '0603WAF2202T5E', 'C31850'),
    '62k': _resistor('62k 1%', '0603WAF6202T5E', 'C23221'),
    '100k': _resistor('100k', '0603WAF1003T5E', 'C25803'),
    '133k': _resistor('133k 1%', '0603WAF1333T5E', 'C22870'),
    # Semiconductors, lamps, the module
    'npn': ('BC847', 'BC847B', SOT3, 'Nexperia', 'BC847B,215', 'LCSC', 'C57668'),
    'pfet': ('AO3401A', 'AO3401A', SOT3, 'Alpha & Omega Semiconductor', 'AO3401A', 'LCSC', 'C15127'),
    'green': ('LED', 'green', 'LED_0603_1608Metric', 'Everlight', '19-217/GHC-YR1S2/3T', 'LCSC', 'C72043'),
    'red': ('LED', 'red', 'LED_0603_1608Metric', 'Hubei KENTO Elec', 'KT-0603R', 'LCSC', 'C2286'),
    'esp32': (MODULE, MODULE + '-N4', MODULE, 'Espressif', MODULE + '-N4', 'LCSC', 'C701341'),
    # Not bought
    'pad': ('TestPoint', '', 'TestPoint_Pad_D1.5mm', '', '', '', ''),
    'hole': ('MountingHole', 'M2.5', 'MountingHole_2.7mm_M2.5', '', '', '', ''),
}

# Numbers that were found beside this very MPN in published parts lists. The others follow the house's
# scheme (prefix of the maker, then the MPN) and are to be checked when ordering.
UNSEEN = {'EEV-FK0J332Q'}


def number_state(mpn):
    """What the parts list says about the distributor's number of a part."""
    return 'to be checked' if mpn in UNSEEN else 'seen in published parts lists'
