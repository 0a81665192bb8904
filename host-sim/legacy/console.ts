/**
 * What the old programs print. In: readouts, frames, faults. Out: their lines on standard output, through
 * the pipe of the sink stdout, in whose place they stand in the plan of a run.
 */
import type { Fault } from '../../firmware/core/fault.ts';
import type { SinkKind } from '../sink/kind.ts';
import type { Readout } from '../sink/readout.ts';
import type { Around, Sink } from '../sink/sink.ts';
import { newPipe } from '../sink/stdout/stdout.ts';
import { namedLines } from './dsmr-lines.ts';
import { bytesLiteral } from './python.ts';
import { sealedParts } from './sealed.ts';

type Print = (text: string) => void;
type Hearing = Pick<Sink, 'frame' | 'fault'> & { take?(readout: Readout): void };

const GOODBYE_MS = 1000;
const RULE = '~'.repeat(32);

/** A sink that prints; `hear` is called once, when it is opened. */
function consoleKind(hear: (print: Print, around: Around) => Hearing): SinkKind {
  const group = { name: 'console', title: 'Console', help: 'As an old program prints.', rows: {} };
  return {
    group,
    isShared: false,
    async open(_options, around) {
      const pipe = newPipe(around.out);
      const hearing = hear(pipe.put, around);
      return {
        ...hearing,
        name: 'console',
        take: (readout) => hearing.take?.(readout),
        room: pipe.room,
        facts: () => ({ state: 'open', ...pipe.counts }),
        async close() {
          if (pipe.counts.waiting === 0 || !around.out.writable) return;
          const goodbye = new Promise<void>((end) => setTimeout(end, GOODBYE_MS).unref());
          await Promise.race([pipe.emptied(), goodbye]);
        },
      };
    },
  };
}

const INVALID_TAG = 'ERROR: Invalid Tag.';
const CANNOT_PARSE = 'ERROR: Cannot parse DSMR Telegram';

/** decrypt.py has a line for these; all else is told on standard error. */
const ERRORS: Partial<Record<Fault, string>> = {
  tag: INVALID_TAG,
  'auth-key': INVALID_TAG,
  'length-form': 'ERROR, expected 0x82 separator byte not found, dropping frame',
  header: CANNOT_PARSE,
  'not-telegram': CANNOT_PARSE,
  dlms: CANNOT_PARSE,
  'no-end': CANNOT_PARSE,
  crc: CANNOT_PARSE,
  'crc-field': CANNOT_PARSE,
  'crc-missing': CANNOT_PARSE,
};

function counterLines(counter: number | undefined): string {
  if (counter === undefined) return '';
  return `Framecounter\n${bytesLiteral(counter.toString(16).padStart(8, '0'))}\n`;
}

/** smarty_dsmr_proxy, decrypt.py: frame counter, telegram, or its error. `isParsed`: -p. */
export function proxyConsole(isParsed: boolean): SinkKind {
  return consoleKind((print) => ({
    frame: (_meter, _frame, counter) => print(counterLines(counter)),
    take({ printed = '' }) {
      print(isParsed ? namedLines(printed) : `${bytesLiteral(printed)}\n`);
    },
    fault(_meter, fault, counter) {
      const error = ERRORS[fault];
      if (error) print(`${counterLines(counter)}${error}\n`);
    },
  }));
}

/** go-smarty-reader, OnlineDecryption: each telegram, and a line below it. */
export function telegramConsole(): SinkKind {
  return consoleKind((print) => ({
    take: ({ printed = '' }) => print(`${printed}\n${RULE}\n`),
  }));
}

function digits(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('hex').toUpperCase();
}

/** go-smarty-reader, CipherForwarding: so many frames in their parts; then `enough`. */
export function cipherConsole(most: number, enough: () => void): SinkKind {
  return consoleKind((print, { tell }) => {
    let left = most;
    let isTold = false;
    return {
      frame(_meter, frame) {
        const parts = sealedParts(frame);
        if (!parts || left === 0) return;
        print(`${[parts.iv, parts.cipherText, parts.tag].map(digits).join('\n')}\n${RULE}\n`);
        if (--left === 0) enough();
      },
      take({ meter, frame }) {
        if (frame !== undefined) return;
        if (!isTold)
          tell('warning', `${meter}: telegrams come in the clear, no cipher to forward.`);
        isTold = true;
      },
    };
  });
}
