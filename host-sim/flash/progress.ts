/**
 * How far the transfer is. In: bytes sent. Out: on a terminal a bar that grows in its line, elsewhere
 * nothing until it is complete.
 */
export interface Progress {
  /** Bytes that have gone since the last call. */
  advance(bytes: number): void;
  done(): void;
}

export interface Screen {
  isTTY?: boolean;
  write(text: string): unknown;
}

const WIDTH = 30;

export function barText(sent: number, all: number): string {
  const share = all > 0 ? Math.min(1, sent / all) : 1;
  const bar = '#'.repeat(Math.floor(share * WIDTH)).padEnd(WIDTH, '.');
  return `[${bar}] ${String(Math.floor(share * 100)).padStart(3)} %`;
}

export function newProgress(screen: Screen, all: number): Progress {
  let shown = '';
  let sent = 0;
  const show = (text: string) => {
    if (!screen.isTTY || text === shown) return;
    screen.write(`\r${text}`);
    shown = text;
  };
  return {
    advance: (bytes) => show(barText((sent += bytes), all)),
    done: () => {
      if (screen.isTTY) screen.write('\n');
    },
  };
}
