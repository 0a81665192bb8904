"""
Writes the KiCad project: /usr/bin/python3 hardware/design/make.py
In: the tables of this folder, KiCad's libraries, Node for the router. Out: hardware/dongle.* , the same bytes
every time. A board changed by hand in KiCad is overwritten: change the tables.
"""
import json
import subprocess
import tempfile
from pathlib import Path

try:
    import pcbnew
except ImportError:
    raise SystemExit('pcbnew is missing: install KiCad 9 (hardware/README.md) and run this with /usr/bin/python3')

import board
import bodies
import copper
import footprints
import netlist
import project
import schematic
import silk
import symbols
import tidy

HARDWARE = Path(__file__).resolve().parent.parent
NAME = 'dongle'
TABLE = ('({kind}_lib_table\n\t(version 7)\n'
         '\t(lib (name "dongle") (type "KiCad") (uri "${{KIPRJMOD}}/{file}") (options "") (descr ""))\n)\n')


def _file(ending):
    return HARDWARE / f'{NAME}.{ending}'


def _run(*command):
    done = subprocess.run(command, cwd=HARDWARE.parent, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f'{" ".join(command)}\n{done.stdout}{done.stderr}')
    return done.stdout


def _libraries():
    drawn = symbols.project_symbols()
    symbols.write_library(drawn, _file('kicad_sym'))
    bodies.write_bodies(HARDWARE / 'models')
    footprints.write_footprints(HARDWARE / f'{NAME}.pretty')
    (HARDWARE / 'sym-lib-table').write_text(TABLE.format(kind='sym', file=f'{NAME}.kicad_sym'))
    (HARDWARE / 'fp-lib-table').write_text(TABLE.format(kind='fp', file=f'{NAME}.pretty'))
    return drawn


def _saved(item):
    """pcbnew writes its own project file beside the board; ours replaces it. Loaded anew, since the
    fill of zones and the boxes of texts need a board that was loaded."""
    pcbnew.SaveBoard(str(_file('kicad_pcb')), item)
    project.write_project(_file('kicad_pro'))
    return pcbnew.LoadBoard(str(_file('kicad_pcb')))


def _routes(item, folder):
    question, answer = folder / 'problem.json', folder / 'routes.json'
    question.write_text(json.dumps(copper.problem_of(item)))
    print(_run('npx', 'tsx', 'hardware/design/router/main.ts', str(question), str(answer)), end='')
    return json.loads(answer.read_text())


def main():
    project.write_project(_file('kicad_pro'))
    schematic.write_schematic(_libraries(), _file('kicad_sch'))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        nets = folder / 'net.xml'
        _run('kicad-cli', 'sch', 'export', 'netlist', '--format', 'kicadxml', '-o', str(nets), str(_file('kicad_sch')))
        netlist.compare(nets)
        placed = _saved(board.new_board(nets, HARDWARE / f'{NAME}.pretty'))
        copper.add_copper(placed, _routes(placed, folder))
    printed = _saved(placed)
    homeless = silk.add_silk(printed)
    if homeless:
        raise SystemExit(f'No place on the print for {", ".join(homeless)}')
    _saved(printed)
    tidy.tidy(_file('kicad_pcb'))
    _file('kicad_prl').unlink(missing_ok=True)


main()
