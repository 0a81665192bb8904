/**
 * A telegram as decrypt.py -p prints it: "CURRENT_ELECTRICITY_USAGE: 00.244\t[kW]" for each line.
 * In: the telegram as printed. Out: a line each, values as the meter prints them.
 */
import { joinLines, parseLine } from '../../firmware/core/telegram/line.ts';
import { dsmrName } from './dsmr-names.ts';

/** In front of the value of an M-Bus meter stands the time it was captured. */
function valueText(groups: readonly string[]): string {
  const [value, unit = 'None'] = (groups.at(-1) ?? '').split('*');
  const time = groups.length === 2 ? ` at ${groups[0]}` : '';
  return `${value}\t[${unit}]${time}`;
}

export function namedLines(printed: string): string {
  const left = printed.split('\n').reverse();
  let text = '';
  while (left.length) {
    const line = parseLine(joinLines(left.pop() as string, left));
    if (line) text += `${dsmrName(line.code)}: ${valueText(line.groups)}\n`;
  }
  return text;
}
