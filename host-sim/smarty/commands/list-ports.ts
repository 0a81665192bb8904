/** `smarty list-ports`: the serial ports that are there. */
import type { Command } from '../command.ts';
import { readLine } from '../line.ts';

const NONE = `There is no serial port. Plug the P1 cable in; where it stays so, look with
"sudo dmesg | tail" whether the computer has noticed it.
`;

export const LIST_PORTS: Command = {
  name: 'list-ports',
  summary: 'Lists the serial ports, with maker and product',
  usage: '',
  about: `Lists the serial ports of this computer. For a service use the name below
/dev/serial/by-id, which stays the same wherever the cable is plugged in.`,
  flags: [],
  async run(args, { out }) {
    readLine(LIST_PORTS, args, 0);
    const { stablePorts } = await import('../ports.ts');
    const lines = await stablePorts();
    out.write(lines.length ? `${lines.join('\n')}\n` : NONE);
    return 0;
  },
};
