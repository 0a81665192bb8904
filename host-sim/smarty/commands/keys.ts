/** `smarty keys`: who has the key of a meter, and what to write to them. */
import { newProblem, USAGE } from '../../command/problem.ts';
import type { Command } from '../command.ts';
import { LETTERS, OPERATORS } from '../letters.ts';
import type { Letter } from '../letters.ts';
import { readLine } from '../line.ts';

const LANGUAGES = Object.keys(LETTERS);
const WIDTH = Math.max(...OPERATORS.map(({ name }) => name.length));
const MAIL_WIDTH = Math.max(...OPERATORS.map(({ mail }) => mail.length));

const LUXEMBOURG = `Luxembourg
  The meter encrypts what it sends. The grid operator who reads your meter must give
  you its key on request: 32 characters of 0 to 9 and A to F. It takes days.

${OPERATORS.map(({ name, area, mail }) => `  ${name.padEnd(WIDTH)}  ${mail.padEnd(MAIL_WIDTH)}  ${area}`).join('\n')}

  They want your name, your address and the number of the meter: SAG and 13 digits,
  on its front at the left, in the second line under the green button. The bill says
  which operator is yours. The authentication key is the same in every meter and is
  built in.

  Many meters send a short list. Ask for the full list of readings as well: then
  there are voltage, current and power of each phase.`;

const AUSTRIA = `Austria
  Activate the customer interface (Kundenschnittstelle) in the web portal of your grid
  operator; it then shows the key (GUEK) and, with some, an authentication key (GAK).
  Energienetze Steiermark: portal.e-netze.at. Only meters with a P1 port can be read
  here, such as the Sagemcom T210-D-r; a wired M-Bus or an optical eye is something else.
  If you have only the GUEK, --tag fallback reads the meter all the same, and marks
  its telegrams as not authenticated.`;

const OTHERS = `Elsewhere
  Telegrams of the Netherlands, Belgium and others are not encrypted: no key is needed.
  DSMR 2 and 3 send 9600 baud 7E1: --source-baud 9600 --source-format 7E1.`;

const USE = `When you have it
  Put it into a file that only you can read, or into the file of secrets:

    (umask 077; cat > my.key)     # paste the key, then Enter and Ctrl-D
    smarty read /dev/ttyUSB0 --key-file my.key

    # .secrets.toml beside smarty.toml
    [house]
    key = "0123456789ABCDEF0123456789ABCDEF"
    auth_key = "..."     # Austria's GAK; leave it out in Luxembourg

  "smarty keys fr", "de" or "en" prints a letter to the operator.`;

function letterText({ subject, text }: Letter): string {
  return `${subject}\n\n${text}\n`;
}

export const KEYS: Command = {
  name: 'keys',
  summary: 'Says who has the key of your meter, and what to write to them',
  usage: `[${LANGUAGES.join('|')}]`,
  about: `Says who has the key of a meter. With a language it prints a letter to the grid operator, of
which only what stands in angle brackets is left to fill in.

  smarty keys
  smarty keys fr > letter.txt`,
  flags: [],
  async run(args, { out }) {
    const [language] = readLine(KEYS, args, 1).operands;
    if (language === undefined) {
      out.write(`${[LUXEMBOURG, AUSTRIA, OTHERS, USE].join('\n\n')}\n`);
      return 0;
    }
    if (!Object.hasOwn(LETTERS, language)) {
      throw newProblem(`There is a letter in ${LANGUAGES.join(', ')}: name one of them.`, USAGE);
    }
    out.write(letterText(LETTERS[language]));
    return 0;
  },
};
