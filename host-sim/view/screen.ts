/**
 * A terminal that is redrawn in place (ECMA-48 and xterm control sequences).
 * In: lines. Out: the same on the alternate screen, without cursor and without line wrap; all that
 * is put back at the end, however the program ends.
 */
import type { Size } from './table.ts';
import type { Output } from './view.ts';

export interface Screen {
  open(): void;
  /** Draws soon: many changes at once make one picture. */
  change(): void;
  close(): void;
}

const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';
const BOLD = '\x1b[1m';
const PLAIN = '\x1b[m';
const HOME = '\x1b[H';
const CLEAR_LINE = '\x1b[K';
const PICTURE_MS = 60;

/** Terminals that do not know their size say 0. */
export function sizeOf({ columns, rows }: Output): Size {
  return { columns: columns || 80, rows: rows || 24 };
}

export function newScreen(out: Output, lay: (size: Size) => string[]): Screen {
  let timer: NodeJS.Timeout | undefined;
  let isOpen = false;
  const draw = () => {
    timer = undefined;
    const size = sizeOf(out);
    const [title, ...rest] = lay(size);
    const blank = Array.from({ length: Math.max(0, size.rows - 1 - rest.length) }, () => '');
    // Cleared before, not after: behind a full line the cursor still stands on its last character.
    const lines = [BOLD + title + PLAIN, ...rest, ...blank].map((line) => CLEAR_LINE + line);
    out.write(HOME + lines.join('\r\n'));
  };
  const change = () => {
    if (isOpen) timer ??= setTimeout(draw, PICTURE_MS).unref();
  };
  const enter = () => {
    out.write(ENTER);
    draw();
  };
  const leave = () => out.write(LEAVE);
  const suspend = () => {
    leave();
    process.kill(process.pid, 'SIGSTOP');
  };
  return {
    open() {
      process.on('exit', leave).on('SIGTSTP', suspend).on('SIGCONT', enter);
      out.on?.('resize', draw);
      isOpen = true;
      enter();
    },
    change,
    close() {
      isOpen = false;
      clearTimeout(timer);
      out.off?.('resize', draw);
      process.off('exit', leave).off('SIGTSTP', suspend).off('SIGCONT', enter);
      leave();
    },
  };
}
