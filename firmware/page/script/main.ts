/**
 * The page of the dongle: setup while it has no settings, status afterwards.
 * In: /api/live, every two seconds. Out: one of the two faces, kept up to date.
 */
import { BASICS } from '../../core/config/basics.ts';
import { byId, show } from './element.ts';
import { addFields, input, retellForm } from './form.ts';
import { scan } from './networks.ts';
import { openSettings, showLog, showOwner, startOwner } from './owner.ts';
import { ask, onPress, pause } from './request.ts';
import { note, put, startSpeech } from './speech.ts';
import { reasonOf, showLive, showState, startTelegram } from './status.ts';
import type { Live } from './status.ts';
import { startTrial } from './trial.ts';

const OFTEN_MS = 2000;
const SELDOM_MS = 5000;

let live: Live | undefined;
let mode = '';
/** In setup the dongle goes away once its settings are saved: nothing is left to ask. */
let isDone = false;

function link(id: string, host: string | undefined): void {
  const anchor = byId<HTMLAnchorElement>(id);
  if (host) anchor.href = anchor.textContent = 'http://' + host + '/';
}

function showSaved(ip: string | undefined): void {
  if (mode === 'run') {
    showOwner(false);
    return note('restarting');
  }
  isDone = true;
  ['setup', 'form', 'state'].forEach((id) => show(id, false));
  show('saved', true);
  put(byId('rejoin'), 'rejoin', input('ssid').value);
  link('by-name', input('name').value + '.local');
  link('by-address', ip);
  byId('saved').focus();
}

function enterMode(entered: 'setup' | 'run'): void {
  const isSetup = entered === 'setup';
  document.body.className = mode = entered;
  show('setup', isSetup);
  show('status', !isSetup);
  showOwner(isSetup);
  show('operations', false);
  if (isSetup) openSettings().catch(scan);
}

function showFace(answer: Live): void {
  live = answer;
  if (answer.mode !== mode) enterMode(answer.mode);
  byId('name').textContent = answer.name || '';
  showState(answer.state, reasonOf(answer));
  show('state', answer.state !== 'setup');
  if (mode === 'run') showLive(answer, true);
}

async function poll(): Promise<void> {
  while (!isDone) {
    const answer: Partial<Live> = await ask('live').then(
      ({ data }) => data,
      () => ({}),
    );
    if (isDone) return;
    if (answer.mode) showFace(answer as Live);
    else {
      showState('lost');
      show('state', true);
    }
    await showLog();
    await pause(answer.mode && !document.hidden ? OFTEN_MS : SELDOM_MS);
  }
}

addFields(BASICS);
startSpeech(() => {
  retellForm();
  if (live && mode === 'run') showLive(live, false);
});
startOwner();
startTelegram();
startTrial(showSaved);
onPress('rescan', scan);
byId('login').onsubmit = () => false;
void poll();
