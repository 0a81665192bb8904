/**
 * Trying the settings before they are saved, and saving them.
 * In: the form. Out: four steps with what became of each; then where the dongle will be found.
 */
import { byId, fillTable, make, show } from './element.ts';
import { enter, readForm, tellFault, tellFaults } from './form.ts';
import { readingRows } from './readings.ts';
import { ask, isTaken, onPress, pause } from './request.ts';
import type { Answer } from './request.ts';
import { settingToCheck } from './sentence.ts';
import { note, told } from './speech.ts';

type Step = [step: string, state: string, fault?: string];

const STEP_MARKS: { [state: string]: string } = { ok: '✓', failed: '✕' };
/** Joining, reaching, receiving and opening may each take half a minute, and answers may be missed. */
const MOST_ASKS = 150;

let isTried = false;
let ip: string | undefined;

function stepRow([step, state, fault]: Step): HTMLElement {
  const key = step + '.' + fault;
  const setting = settingToCheck(key);
  const text = make('div', {}, told('b', step), ' ', told('small', 'is.' + state));
  if (fault) text.append(told('p', key));
  if (setting) {
    text.append(told('button.quiet', 'change', { onclick: () => enter(setting) }));
    tellFault(setting, key);
  }
  return make('li.' + state, {}, make('i.mark', {}, STEP_MARKS[state] || ''), text);
}

/** Steps that did not change stay as they are: their words are not read out again. */
function showSteps(steps: Step[]): void {
  const list = byId('steps');
  steps.forEach((step, i) => {
    const title = step.join();
    const old = list.children[i] as HTMLElement | undefined;
    if (old && old.dataset.step === title) return;
    const row = stepRow(step);
    row.dataset.step = title;
    if (old) old.replaceWith(row);
    else list.append(row);
  });
}

function isOver({ data }: Answer): boolean {
  const steps: Step[] = data.steps || [];
  showSteps(steps);
  isTried = steps.length > 0 && steps.every((step) => step[1] === 'ok');
  if (!isTried) return steps.some((step) => step[1] === 'failed');
  ip = data.ip;
  fillTable('trial-readings', readingRows(data.readings || []));
  note('state.running');
  return true;
}

function forgetTrial(): void {
  isTried = false;
  show('untried', false);
}

async function tryOut(): Promise<void> {
  const values = readForm();
  if (!values) return note('correct');
  forgetTrial();
  byId('steps').textContent = byId('trial-readings').textContent = '';
  const answer = await ask('try', values);
  tellFaults(answer.data.faults);
  if (!isTaken(answer)) return;
  for (let i = 0; i < MOST_ASKS; i++) {
    await pause(1000);
    const report = await ask('try').catch(() => undefined);
    if (!report || !isOver(report)) continue;
    byId('try').scrollIntoView({ block: 'center' });
    return;
  }
  note('todo.lost');
}

/** `onSaved` is told where the dongle was during the trial. */
export function startTrial(onSaved: (ip: string | undefined) => void): void {
  const save = async () => {
    const values = readForm();
    show('untried', false);
    if (!values) return note('correct');
    const answer = await ask('settings', values);
    tellFaults(answer.data.faults);
    if (isTaken(answer)) onSaved(isTried ? ip : undefined);
  };
  onPress('try', tryOut);
  onPress('anyway', save);
  onPress('save', async () => {
    if (isTried) return save();
    show('untried', true);
    byId('cancel').focus();
  });
  byId('cancel').onclick = forgetTrial;
  byId('form').oninput = forgetTrial;
}
