/**
 * All readings of all meters on a terminal, redrawn in place (view/table.ts, view/screen.ts).
 * In: readouts, and all that was counted. Out: one table for each meter, one below the other.
 */
import { diagnosticsJson } from '../../../firmware/core/message/diagnostics.ts';
import { hear, newPicture } from '../../view/picture.ts';
import { newScreen } from '../../view/screen.ts';
import type { Scene, Size } from '../../view/table.ts';
import { layTable } from '../../view/table.ts';
import type { Output } from '../../view/view.ts';
import type { Facts } from '../../source/source.ts';
import type { Readout } from '../readout.ts';
import type { Around } from '../sink.ts';
import { takePicture } from './picture.ts';

export interface Table {
  take(readout: Readout): void;
  close(): void;
}

const LOOK_MS = 1000;
const MOST_NOTICES = 2;
/** Less is no table. */
const LEAST_ROWS = 6;

function newScenes({ meters, version }: Around): Map<string, Scene> {
  const title = `Smarty reader ${version}`;
  return new Map(
    meters.map((meter) => {
      const picture = newPicture();
      return [meter, { picture, title, url: `meter ${meter}`, command: undefined, notices: [] }];
    }),
  );
}

/** As many rows for each; the last one has what is left. */
function layScenes(scenes: readonly Scene[], { columns, rows }: Size): string[] {
  const each = Math.max(LEAST_ROWS, Math.floor(rows / scenes.length));
  return scenes
    .flatMap((scene, i) => {
      const lines = layTable(scene, { columns, rows: each });
      const isLast = i === scenes.length - 1 || rows === Infinity;
      return isLast ? lines : [...lines, ...Array<string>(each).fill('')].slice(0, each);
    })
    .slice(0, rows);
}

/** Of a heat meter its source counts; what has not happened is left out. */
function heatCounts(source: Facts): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(source).filter(([, fact]) => fact && typeof fact === 'number'),
    ),
  );
}

function showCounts(scenes: Map<string, Scene>, around: Around): void {
  for (const { name, source, diagnosis } of around.account().meters) {
    const picture = scenes.get(name)?.picture;
    if (!picture) continue;
    const isHeat = around.isHeat(name);
    hear(picture, 'diagnostics', isHeat ? heatCounts(source) : diagnosticsJson(diagnosis));
    picture.status = `source ${source.state}`;
  }
}

export function openTable(around: Around): Table {
  const out = around.out as unknown as Output;
  const scenes = newScenes(around);
  const all = [...scenes.values()];
  const screen = newScreen(out, (size) => layScenes(all, size));
  const last = all[all.length - 1];
  const notices: string[] = [];
  last.notices = notices;
  const endNotices = around.onNotice((sentence) => {
    notices.push(sentence);
    if (notices.length > MOST_NOTICES) notices.shift();
    screen.change();
  });
  const look = () => {
    showCounts(scenes, around);
    screen.change();
  };
  const timer = setInterval(look, LOOK_MS).unref();
  screen.open();
  return {
    take(readout) {
      const picture = scenes.get(readout.meter)?.picture;
      if (!picture) return;
      takePicture(picture, readout);
      screen.change();
    },
    close() {
      clearInterval(timer);
      showCounts(scenes, around);
      screen.close();
      endNotices();
      // The last picture stays when the screen is given back.
      const columns = out.columns || 80;
      const lines = all.flatMap((scene) => layTable(scene, { columns, rows: Infinity }));
      out.write(`${lines.join('\n')}\n`);
    },
  };
}
