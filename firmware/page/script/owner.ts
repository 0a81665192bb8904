/**
 * What only the owner may do: log in, see and export settings, import them, update, restart, reset.
 * In: the device password. Out: the form and all that stands below it.
 */
import { byId, make, show, write } from './element.ts';
import { addFields, fillForm, input, tellFaults } from './form.ts';
import { scan } from './networks.ts';
import { ask, isTaken, onPress, pause, setToken } from './request.ts';
import type { Answer } from './request.ts';
import { learn, note, say, told } from './speech.ts';

/** `isIn`: shows what stands behind the password, or the door. */
export function showOwner(isIn: boolean): void {
  show('login', !isIn);
  show('form', isIn);
  show('operations', isIn);
  if (!isIn) setToken('');
}

export async function openSettings(): Promise<void> {
  const answer = await ask('settings');
  if (isTaken(answer)) fillForm(answer.data.settings || {}, answer.data.secrets || {});
  // Listening for networks interrupts the one that is there: not without being asked.
  if (!input('ssid').value) void scan();
}

/** The further settings, which few need: the dongle sends their table and texts when they are opened. */
async function addExtras(): Promise<void> {
  const place = byId('extras');
  if (place.children.length) return;
  const answer = await ask('more');
  if (!isTaken(answer)) return;
  const [rows, keys, ...texts] = answer.data;
  place.textContent = '';
  learn(keys, texts);
  addFields(rows);
}

/** What the dongle has noted, as long as somebody looks. */
export async function showLog(): Promise<void> {
  const fold = byId<HTMLDetailsElement>('log');
  if (!fold.open || !fold.clientHeight) return;
  await ask('log').then(
    (answer) => {
      // Out meanwhile: the refusal is nothing to tell.
      if (!fold.clientHeight) return;
      if (isTaken(answer)) write(byId('lines'), answer.text);
      // Else the login would be asked for again and again.
      else fold.open = false;
    },
    () => 0,
  );
}

async function logIn(): Promise<void> {
  const field = byId('password');
  const answer = await ask('login', { password: field.value });
  const { token, wait_s, error } = answer.data;
  if (token) {
    field.value = '';
    setToken(token);
    // What was typed before the login ran out stays.
    if (byId('form').hidden) await openSettings();
    return showOwner(true);
  }
  for (let left = wait_s; left > 0; left--) {
    note('login.wait', left);
    await pause(1000);
  }
  // Then it was not looked at.
  if (error === 'wait') return logIn();
  isTaken(answer);
}

/** The dongle restarts, or which settings are wrong and why. */
function tellOutcome(answer: Answer): void {
  const faults: { [name: string]: string } = answer.data.faults || {};
  const list = byId('import-faults');
  list.textContent = '';
  tellFaults(faults);
  Object.keys(faults).forEach((setting) => {
    const sentence = (byId('e-' + setting) || told('p', 'fault.' + faults[setting])).textContent!;
    list.append(make('li', {}, make('b', {}, say('label.' + setting) || setting), sentence));
  });
  if (!isTaken(answer)) return;
  showOwner(false);
  note(answer.data.staged ? 'staged' : 'restarting');
}

async function exportSettings(): Promise<void> {
  const answer = await ask('export');
  if (!isTaken(answer)) return;
  const href = URL.createObjectURL(new Blob([answer.text], { type: 'application/json' }));
  make<HTMLAnchorElement>('a', { href, download: 'smarty-settings.json' }).click();
}

async function importSettings(): Promise<void> {
  let given;
  try {
    given = JSON.parse(byId('paste').value);
  } catch {
    // Told below, with all else that is no export.
  }
  if (!given || typeof given !== 'object') return note('wrong-file');
  tellOutcome(await ask('settings', given));
}

/** A file, or the address of one, which the dongle fetches by itself and tells of in `live`. */
async function update(): Promise<void> {
  const file = byId('package').files![0];
  const url = byId('url').value.trim();
  if (!file && !url) return byId('package').focus();
  const answer = await ask('update', file || { url });
  if (file) tellOutcome(answer);
  else if (isTaken(answer)) note('percent', 0);
}

async function reset(): Promise<void> {
  const field = byId('confirm');
  if (field.value.trim().toLowerCase() !== 'reset') return field.focus();
  tellOutcome(await ask('reset', { confirm: 'reset' }));
}

export function startOwner(): void {
  onPress('enter', logIn);
  onPress('extend', addExtras);
  byId('log').ontoggle = showLog;
  onPress('export', exportSettings);
  onPress('import', importSettings);
  onPress('install', update);
  onPress('restart', async () => tellOutcome(await ask('restart', {})));
  onPress('reset', reset);
  byId('file').onchange = async () => {
    const file = byId('file').files![0];
    if (file) byId('paste').value = await file.text();
  };
}
