/**
 * Changes to a copy of the project, as text: what a slip of the hand would do. In: the folder of the
 * copy. A change that finds nothing to change throws: a control must not pass by doing nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Change = (dir: string) => void;

/** Where the block ends that opens at this parenthesis. */
function blockEnd(text: string, start: number): number {
  let depth = 0;
  let isQuoted = false;
  for (let i = start; i < text.length; i++) {
    if (text[i] === '"' && text[i - 1] !== '\\') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (text[i] === '(') depth++;
    if (text[i] === ')' && --depth === 0) return i + 1;
  }
  throw new Error('edit: a block that does not end');
}

/** First block with this opening that holds the words. */
function findBlock(text: string, opening: string, words: string): [start: number, end: number] {
  for (let at = text.indexOf(opening); at >= 0; at = text.indexOf(opening, at + 1)) {
    const end = blockEnd(text, at + opening.indexOf('('));
    if (text.slice(at, end).includes(words)) return [at, end];
  }
  throw new Error(`edit: no ${opening.trim()} with ${words}`);
}

export function rewrite(file: string, change: (text: string) => string): Change {
  return (dir) => {
    const path = join(dir, file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`edit: nothing changed in ${file}`);
    writeFileSync(path, after);
  };
}

/** Takes the block out, or puts another in its place. */
export function editBlock(
  file: string,
  opening: string,
  words: string,
  edit: (block: string) => string = () => '',
): Change {
  return rewrite(file, (text) => {
    const [start, end] = findBlock(text, opening, words);
    return text.slice(0, start) + edit(text.slice(start, end)) + text.slice(end);
  });
}

/** At the end of the file's one outer block. */
export function append(file: string, block: string): Change {
  return rewrite(file, (text) => text.replace(/\)\s*$/, `${block}\n)\n`));
}

/** All tracks of a net; its vias stay. */
export function withoutTracks(file: string, net: string): Change {
  return rewrite(file, (text) => {
    const number = new RegExp(`\\(net (\\d+) "${net}"\\)`).exec(text)?.[1];
    const onNet = `(net ${number})`;
    return text.replace(/\n\t\(segment\n(?:\t\t.*\n)*\t\)/g, (track) =>
      track.includes(onNet) ? '' : track,
    );
  });
}
