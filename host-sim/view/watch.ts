/**
 * The default view: what a subscriber of the broker hears, as a table on a terminal, else as lines.
 */
import { topicOf } from '../../firmware/core/message/topics.ts';
import type { Address } from '../command/values.ts';
import { urlOf } from '../command/values.ts';
import { waitUntil } from '../command/waiting.ts';
import { announcementOf, subscribeCommand } from './announcement.ts';
import { telegramLine } from './lines.ts';
import type { Telegram } from './picture.ts';
import { hear, newPicture } from './picture.ts';
import { newScreen } from './screen.ts';
import type { Subscriber } from './subscriber.ts';
import { subscribe } from './subscriber.ts';
import type { Scene } from './table.ts';
import { layTable } from './table.ts';
import type { Outputs, View } from './view.ts';

export interface Watch extends Outputs {
  title: string;
  address: Address;
  device: string;
}

/** Where the pictures of one kind go. */
interface Canvas {
  open(): void;
  change(): void;
  telegram(telegram: Telegram): void;
  notice(sentence: string): void;
  fault?(sentence: string): void;
  close(): void;
}

const MOST_NOTICES = 2;
/** For the last telegrams and the word "offline" to come back from the broker. */
const GOODBYE_MS = 500;

function newTable(scene: Scene, { out }: Outputs): Canvas {
  const screen = newScreen(out, (size) => layTable(scene, size));
  const told: string[] = [];
  scene.notices = told;
  const notice = (sentence: string) => {
    told.push(sentence);
    if (told.length > MOST_NOTICES) told.shift();
    screen.change();
  };
  return {
    open: screen.open,
    change: screen.change,
    telegram: () => undefined,
    notice,
    fault: notice,
    close() {
      screen.close();
      // The last picture stays when the screen is given back.
      const columns = out.columns || 80;
      out.write(`${layTable(scene, { columns, rows: Infinity }).join('\n')}\n`);
    },
  };
}

function newLines({ out, err, address, device }: Watch): Canvas {
  return {
    open: () => err.write(`${announcementOf(address, device)}\n`),
    change: () => undefined,
    telegram: (telegram) => out.write(`${telegramLine(telegram)}\n`),
    notice: (sentence) => err.write(`${sentence}\n`),
    close: () => undefined,
  };
}

export function newWatch(watch: Watch): View {
  const { title, address, device, out } = watch;
  const picture = newPicture();
  const command = subscribeCommand(address);
  const url = `${urlOf(address)}  ${topicOf(device, '#')}`;
  const scene: Scene = { picture, title, url, command, notices: [] };
  const isTerminal = out.isTTY === true && process.env.TERM !== 'dumb';
  const canvas = isTerminal ? newTable(scene, watch) : newLines(watch);
  let subscriber: Subscriber | undefined;
  const onMessage = (name: string, payload: string) => {
    const before = picture.telegrams;
    if (!hear(picture, name, payload)) return;
    if (picture.telegram && picture.telegrams > before) canvas.telegram(picture.telegram);
    canvas.change();
  };
  return {
    async open(signal) {
      subscriber = await subscribe({ address, device, onMessage }, signal);
      canvas.open();
    },
    notice: canvas.notice,
    fault: canvas.fault,
    async close() {
      if (!subscriber) return;
      await waitUntil(() => picture.status === 'offline', GOODBYE_MS);
      await subscriber.close();
      canvas.close();
    },
  };
}
