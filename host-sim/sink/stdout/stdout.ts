/**
 * Standard output: a table on a terminal, or a line, a JSON object, a telegram or a frame each.
 * In: readouts, frames. Out: text. Where whoever reads it is slow, a recording waits for them; of a meter,
 * which cannot wait, whole readouts are dropped and counted.
 */
import { telegramLine } from '../../view/lines.ts';
import { newPicture } from '../../view/picture.ts';
import { newPrinter } from '../printed.ts';
import type { Readout } from '../readout.ts';
import type { StdoutOptions } from '../settings/stdout.ts';
import type { Around, OpenSink } from '../sink.ts';
import { takePicture } from './picture.ts';
import type { Table } from './table.ts';
import { openTable } from './table.ts';

type Format = Exclude<StdoutOptions['format'], 'auto'>;

/** What a pipe and its reader have not taken yet. */
const MOST_BYTES = 1 << 20;

function lineOf(readout: Readout, isOne: boolean): string {
  const picture = newPicture();
  takePicture(picture, readout);
  const line = picture.telegram ? telegramLine(picture.telegram) : '';
  return `${isOne ? '' : `${readout.meter}  `}${line}\n`;
}

/** The meter's name stands in front, where there are several. */
function jsonOf({ meter, json }: Readout, isOne: boolean): string {
  return isOne ? `${json}\n` : `{"meter":"${meter}",${json.slice(1)}\n`;
}

function newWriters(
  isOne: boolean,
): Record<Format, ((readout: Readout) => string | undefined) | undefined> {
  const print = newPrinter(false);
  return {
    table: undefined,
    frame: undefined,
    lines: (readout) => Buffer.from(lineOf(readout, isOne), 'utf8').toString('latin1'),
    json: (readout) => jsonOf(readout, isOne),
    telegram: print,
  };
}

function formatOf({ format }: StdoutOptions, { out }: Around): Format {
  if (format !== 'auto') return format;
  const isTerminal = 'isTTY' in out && out.isTTY === true && process.env.TERM !== 'dumb';
  return isTerminal ? 'table' : 'lines';
}

/** Resolves when it flows again, or never will. */
function drained(out: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      for (const event of ['drain', 'close', 'error']) out.off(event, end);
      resolve();
    };
    for (const event of ['drain', 'close', 'error']) out.on(event, end);
  });
}

/** Whole texts to standard output: written, waiting or dropped, and counted. */
export function newPipe(out: NodeJS.WritableStream & { writableLength?: number }) {
  const counts = { taken: 0, told: 0, dropped: 0, waiting: 0 };
  let isFull = false;
  const put = (bytes: string) => {
    counts.taken++;
    if ((out.writableLength ?? 0) > MOST_BYTES || !out.writable) {
      counts.dropped++;
      return;
    }
    counts.waiting++;
    isFull = !out.write(Buffer.from(bytes, 'latin1'), (error) => {
      counts.waiting--;
      if (error) counts.dropped++;
      else counts.told++;
    });
  };
  const room = async () => {
    if (isFull && out.writable) await drained(out);
    isFull = false;
  };
  // A pipe that was never full says nothing when it is empty; its callbacks come in their order.
  const emptied = () => new Promise<void>((resolve) => out.write('', () => resolve()));
  return { counts, put, room, emptied };
}

function tableSink(table: Table) {
  const counts = { taken: 0, told: 0, dropped: 0, waiting: 0 };
  return {
    name: 'stdout',
    take(readout: Readout) {
      counts.taken++;
      table.take(readout);
      counts.told++;
    },
    facts: () => ({ state: 'open', ...counts }),
    close: async () => table.close(),
  };
}

export const openStdout: OpenSink<StdoutOptions> = async (options, around) => {
  const format = formatOf(options, around);
  if (format === 'table') return tableSink(openTable(around));
  const write = newWriters(around.meters.length === 1)[format];
  const pipe = newPipe(around.out);
  return {
    name: 'stdout',
    take(readout) {
      const text = write?.(readout);
      if (text !== undefined) pipe.put(text);
    },
    frame(_meter, frame) {
      if (format !== 'frame') return;
      pipe.put(`${Buffer.from(frame, 'latin1').toString('hex').toUpperCase()}\n`);
    },
    room: pipe.room,
    facts: () => ({ state: 'open', ...pipe.counts }),
    async close() {
      if (pipe.counts.waiting > 0 && around.out.writable)
        await Promise.race([pipe.emptied(), goodbye()]);
    },
  };
};

const GOODBYE_MS = 1000;

function goodbye(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, GOODBYE_MS).unref());
}
