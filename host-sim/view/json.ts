/** --json: what is published in smarty/<device>/telegram, as UTF-8, one line each. */
import type { Outputs, View } from './view.ts';

export function newJsonView(announcement: string, { out, err }: Outputs): View {
  return {
    async open() {
      err.write(`${announcement}\n`);
    },
    telegram: (json) => out.write(Buffer.from(`${json}\n`, 'latin1')),
    notice: (sentence) => err.write(`${sentence}\n`),
    close: () => Promise.resolve(),
  };
}
