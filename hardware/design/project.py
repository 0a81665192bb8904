"""
Writes dongle.kicad_pro: the rules of the check. No severity is changed and nothing is excluded.
The limits are those of any board house's cheapest service; the design itself stays at 0.2 mm.
"""
import json

RULES = {
    'min_clearance': 0.15,
    'min_track_width': 0.2,
    'min_via_diameter': 0.5,
    'min_through_hole_diameter': 0.3,
    'min_copper_edge_clearance': 0.3,
    'min_hole_to_hole': 0.25,
    'min_hole_clearance': 0.25,
    'min_via_annular_width': 0.1,
    'min_silk_clearance': 0.1,
    'min_text_height': 0.8,
    'min_text_thickness': 0.1,
}

# class -> (clearance, track width, via diameter, via drill)
CLASSES = {'Default': (0.2, 0.25, 0.6, 0.3), 'Power': (0.2, 0.6, 0.6, 0.3)}
POWER_NETS = ['P1_5V', 'VSYS', '+3V3', 'PROG_5V', '/SW']


def _class(name, priority):
    clearance, track, via, drill = CLASSES[name]
    return {'name': name, 'clearance': clearance, 'track_width': track, 'via_diameter': via, 'via_drill': drill,
            'priority': priority, 'wire_width': 7, 'bus_width': 12, 'line_style': 0}


def write_project(path):
    settings = {
        'board': {'design_settings': {'rules': RULES}},
        'meta': {'filename': path.name, 'version': 3},
        'net_settings': {
            'classes': [_class('Default', 2147483647), _class('Power', 0)],
            'meta': {'version': 4},
            'netclass_patterns': [{'netclass': 'Power', 'pattern': net} for net in POWER_NETS],
        },
    }
    path.write_text(json.dumps(settings, indent=2, sort_keys=True) + '\n')
