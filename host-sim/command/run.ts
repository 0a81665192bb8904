/**
 * One run: meter -> dongle -> broker -> view.
 * In: options, outputs, and a signal that asks to end. Out: an exit code and last sentences.
 */
import { closeSession } from '../../firmware/core/mqtt/session.ts';
import { localAddress } from '../node/local.ts';
import { announcementOf } from '../view/announcement.ts';
import type { HttpServer } from '../http/server.ts';
import { openHttp } from '../http/server.ts';
import { newJsonView } from '../view/json.ts';
import type { Outputs, View } from '../view/view.ts';
import { newWatch } from '../view/watch.ts';
import type { Ending } from './account.ts';
import { accountOf, newFaultTeller } from './account.ts';
import { awaitDelivery } from './delivery.ts';
import type { Dongle } from './dongle.ts';
import { newDongle, sourceOf, tickDongle } from './dongle.ts';
import { runFeed } from './feed.ts';
import { versionText } from '../node/version.ts';
import { awaitLink, newLinkTeller } from './link.ts';
import { FAILED } from './problem.ts';
import type { Options } from './settings.ts';
import type { Stage } from './stage.ts';
import { setStage } from './stage.ts';
import { waitUntil } from './waiting.ts';

interface Play extends Stage {
  view: View;
  dongle: Dongle;
  signal: AbortSignal;
}

const NOTHING_TO_SAY: Ending = { exitCode: 0, sentences: [] };
const TICK_MS = 250;
/** Longer than any silence after which the core gives up what has begun. */
const SILENCE_MS = 3000;
const DELIVERY_S = 10;

function newView({ options, address, device }: Stage, { out, err }: Outputs): View {
  if (options.json) return newJsonView(announcementOf(address, device), { out, err });
  const meter = options.replay === undefined ? 'simulated meter' : 'replay';
  const title = `Smarty dongle ${versionText()}, ${meter}`;
  return newWatch({ out, err, title, address, device });
}

function assemble(stage: Stage, view: View): Dongle {
  const { options, key, address, device, flash, streams } = stage;
  const { authKey, tag, capacity, settings } = options;
  return newDongle({
    device,
    capacity,
    open: { key, authKey, tagMode: tag },
    address,
    settings,
    flash,
    local: localAddress(),
    onTelegram: (json) => view.telegram?.(json),
    onPrinted: streams.onPrinted,
    onFrame: streams.onFrame,
    onChange: newLinkTeller(address, view.notice),
  });
}

async function feedAll(play: Play): Promise<Ending> {
  const { options, dongle, signal, periodMs } = play;
  const isReplay = options.replay !== undefined;
  await runFeed({ ...play, isPatient: isReplay || periodMs === 0, count: options.count });
  const { buffer } = dongle.app.receiver;
  // What has begun and not ended is a fault too, once the line is silent.
  if (isReplay) await waitUntil(() => buffer.start === buffer.end, SILENCE_MS, signal);
  const loss = await awaitDelivery(dongle, DELIVERY_S, signal);
  const account = isReplay ? accountOf(dongle.app) : NOTHING_TO_SAY;
  if (signal.aborted) return NOTHING_TO_SAY;
  if (loss === undefined) return account;
  return { exitCode: FAILED, sentences: [...account.sentences, loss] };
}

/** Programs may ask from now on, where that is wanted. */
async function openDoor({ options, dongle, view }: Play): Promise<HttpServer | undefined> {
  if (!options.http) return undefined;
  const server = await openHttp(options.http, () => sourceOf(dongle));
  view.notice(`Programs may ask on ${server.url}metrics and ${server.url}api/v1/readings.`);
  return server;
}

async function perform(play: Play): Promise<Ending> {
  const { dongle, view, address, signal } = play;
  const tellFaults = newFaultTeller(dongle.app, view.fault ?? (() => undefined));
  const tick = () => {
    tickDongle(dongle);
    tellFaults();
  };
  const ticking = setInterval(tick, TICK_MS);
  let server: HttpServer | undefined;
  tick();
  try {
    if (!(await awaitLink(dongle.session, address, signal))) return NOTHING_TO_SAY;
    await view.open(signal);
    play.streams.sentences.forEach(view.notice);
    server = await openDoor(play);
    return await feedAll(play);
  } finally {
    clearInterval(ticking);
    await server?.close();
    closeSession(dongle.session);
    await view.close();
  }
}

export async function run(
  options: Options,
  outputs: Outputs,
  signal: AbortSignal,
): Promise<Ending> {
  let view: View | undefined;
  const stage = await setStage(options, (_level, sentence) => view?.notice(sentence));
  try {
    view = newView(stage, outputs);
    return await perform({ ...stage, view, dongle: assemble(stage, view), signal });
  } finally {
    await stage.streams.close();
    await stage.broker?.close();
  }
}
