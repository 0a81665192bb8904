/** A readout as the view has it: its JSON, with the units that the core's table of registers does not know. */
import { hear } from '../../view/picture.ts';
import type { Picture } from '../../view/picture.ts';
import type { Readout } from '../readout.ts';

function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** Such as those of heat: they stand in the lines. */
function completeUnits(picture: Picture, lines: string): void {
  const units = new Map(lines.split('\n').map((line) => line.split(' ', 2) as [string, string]));
  for (const value of picture.telegram?.values ?? []) {
    const unit = units.get(value.name) ?? '';
    if (value.isNumber && value.unit === '' && unit !== '-') value.unit = textOf(unit);
  }
}

export function takePicture(picture: Picture, { json, lines, printed }: Readout): void {
  hear(picture, 'telegram', textOf(json));
  completeUnits(picture, lines);
  if (picture.telegram) picture.telegram.isUnsealed = printed === undefined;
}
