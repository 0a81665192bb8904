/** What --help and --version print, made from the table of options. */
import { wrapWords } from '../view/paragraph.ts';
import type { Setting } from './settings.ts';
import { DECRYPTION, METER, OTHER, PUBLICATION } from './settings.ts';

const WIDTH = 79;
const INDENT = 21;

const SECTIONS: readonly [string, readonly Setting[]][] = [
  ['The meter', METER],
  ['Decryption', DECRYPTION],
  ['Where the readings go', PUBLICATION],
  ['Other', OTHER],
];

const START = `The Smarty dongle on Node: encrypted P1 frames of a smart meter become
readings on an MQTT broker, through the code that runs on the ESP32.

Usage: npm start -- [OPTION]...

Without options a simulated Luxembourg meter sends frames, a broker runs
inside, and a table shows what a subscriber of that broker receives. Ctrl-C
ends it. Where the output is no terminal, each telegram becomes a line.`;

const END = `Topics, below smarty/NAME/:
  status         online or offline                        retained
  telegram       a JSON object a telegram
  reading/...    one value, such as reading/power_net     retained
  diagnostics    a JSON object of counts, every minute    retained
Other forms, and fewer of these, with --set: docs/mqtt.md.

Examples:
  npm start
  npm start -- --period 10 --list austria --mqtt mqtt://192.168.1.2
  npm start -- --meter replay:frames.hex --key-file my.key --period 1
  npm start --silent -- --json --count 3 | jq .readings.power_net
  npm start -- --telegrams 2001             then: nc 127.0.0.1 2001
  npm start -- --set homie=homie5 --set reading_topics=no
  mosquitto_sub -t 'smarty/#' -v            in a second terminal

"npm start" prints two lines of its own; with --silent it does not.

Exit codes:
  0  ended by --count, by the end of the file, by Ctrl-C or SIGTERM
  1  a file, a key or the broker does not work: one sentence says what to do
  2  the command line is wrong: one sentence says what to put right`;

function settingText({ name, value, help }: Setting): string {
  const head = `  --${name}${value ? ` ${value}` : ''}`;
  const [first, ...rest] = wrapWords(help, WIDTH - INDENT);
  const start = `${head.padEnd(INDENT - 1)} ${first}`;
  return [start, ...rest.map((line) => ' '.repeat(INDENT) + line)].join('\n');
}

export function helpText(): string {
  const sections = SECTIONS.map(([title, settings]) => {
    return [`${title}:`, ...settings.map(settingText)].join('\n');
  });
  return `${[START, ...sections, END].join('\n\n')}\n`;
}
