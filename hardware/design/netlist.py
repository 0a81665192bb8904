"""
Compares what is drawn with what is meant.
In: the netlist of the schematic (kicadxml) and parts.NETS. Out: nothing, or an end that names the pins.
"""
import xml.etree.ElementTree as ElementTree

from parts import NETS


def _drawn(path):
    nets = {}
    for net in ElementTree.parse(path).iter('net'):
        pins = {f"{node.get('ref')}.{node.get('pin')}" for node in net.findall('node')}
        if not net.get('name').startswith('unconnected-'):
            nets[net.get('name')] = pins
    return nets


def compare(path):
    drawn, meant = _drawn(path), {name: set(pins.split()) for name, pins in NETS.items()}
    faults = []
    for name in sorted(drawn.keys() | meant.keys()):
        too_many = drawn.get(name, set()) - meant.get(name, set())
        missing = meant.get(name, set()) - drawn.get(name, set())
        if too_many or missing:
            faults.append(f'{name}: drawn but not meant {sorted(too_many)}, meant but not drawn {sorted(missing)}')
    if faults:
        raise SystemExit('The sheet is not what parts.py says:\n' + '\n'.join(faults))
