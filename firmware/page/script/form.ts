/**
 * The settings as a form. In: tables of settings and what the dongle has stored. Out: what was changed,
 * as the dongle wants it, or a sentence beside every field that is wrong.
 */
import { rowsOf } from '../../core/config/row.ts';
import type { Setting } from '../../core/config/row.ts';
import { faultOf, keyDigits } from './check.ts';
import { byId, make, show } from './element.ts';
import { put, say, told } from './speech.ts';

export type Values = { [name: string]: string | number | null };

const table: Setting[] = [];
/** What the dongle has stored, and which secrets: it never tells them. */
let saved: Values = {};
let held: { [name: string]: boolean } = {};

export function input(setting: string): HTMLInputElement {
  return byId('i-' + setting);
}

export function tellFault(setting: string, key: string, value: string | number = ''): void {
  put(byId('e-' + setting), key, value);
  input(setting).setAttribute('aria-invalid', String(key !== ''));
}

function tellSettingFault({ name, least, most }: Setting, fault = ''): void {
  const limit = fault === 'range' ? least + '–' + most : fault === 'short' ? least : most;
  tellFault(name, fault && 'fault.' + fault, limit);
}

/** True where nothing is wrong. */
function checkField(setting: Setting): boolean {
  const fault = faultOf(setting, input(setting.name).value);
  tellSettingFault(setting, fault);
  return !fault;
}

/** How far a key is: a person types it from paper. */
function countKey({ name, most }: Setting): void {
  const digits = keyDigits(input(name).value);
  const stray = digits.replace(/[0-9a-f]/gi, '');
  const lack = most - digits.length;
  const rest = lack ? say(lack > 0 ? 'missing' : 'surplus', Math.abs(lack)) : '✓';
  const count = `${digits.length} / ${most} · ` + (stray ? say('fault.hex') : rest);
  byId('n-' + name).textContent = digits && count;
}

function addShowing(field: HTMLInputElement): HTMLElement {
  field.type = 'password';
  const button = told('button.quiet', 'show', {
    onclick: () => {
      const isShown = field.type === 'password';
      field.type = isShown ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(isShown));
    },
  });
  return button;
}

function makeInput(setting: Setting): HTMLInputElement {
  return make(
    setting.kind === 'choice' ? 'select' : 'input.' + setting.kind,
    {
      id: 'i-' + setting.name,
      autocomplete: 'off',
      autocapitalize: 'none',
      spellcheck: false,
      inputMode: setting.kind === 'number' ? 'numeric' : '',
      oninput: () => setting.kind === 'key' && countKey(setting),
      onchange: () => checkField(setting),
    },
    ...setting.choices.map((value) => told('option', 'choice.' + value, { value })),
  );
}

function fieldOf(setting: Setting): HTMLElement {
  const id = setting.name;
  const field = makeInput(setting);
  field.setAttribute('aria-describedby', `h-${id} n-${id} e-${id}`);
  const row = make('div.row', {}, field);
  if (setting.isSecret && setting.kind !== 'key') row.append(addShowing(field));
  return make(
    'div',
    { id: 'f-' + id },
    told('label', 'label.' + id, { htmlFor: field.id }),
    told('p.hint', 'hint.' + id, { id: 'h-' + id }),
    row,
    make('p.hint', { id: 'n-' + id }),
    make('p.fault', { id: 'e-' + id }),
    make(
      'label.net',
      { id: 'k-' + id },
      make('input', { type: 'checkbox', id: 'r-' + id }),
      told('span', 'drop'),
    ),
  );
}

/** After a change of language: what was not put there by its key. */
export function retellForm(): void {
  table.filter((setting) => setting.kind === 'key').forEach(countKey);
}

/** The field as it is before anything is typed. */
function valueOf({ name, preset = '', isSecret }: Setting): string {
  const value = saved[name];
  return isSecret ? '' : String(value === undefined ? preset : value);
}

function fillField(setting: Setting): void {
  const { name, isRequired } = setting;
  input(name).value = valueOf(setting);
  tellSettingFault(setting);
  byId('r-' + name).checked = false;
  show('k-' + name, held[name] && !isRequired);
  put(byId('h-' + name), held[name] ? 'kept' : 'hint.' + name);
}

export function fillForm(settings: Values, secrets: { [name: string]: boolean }): void {
  saved = settings;
  held = secrets;
  table.forEach(fillField);
  retellForm();
}

/** Behind those that are there, with the name of their group above them. */
function makePlace(group: string): HTMLElement {
  return byId('extras').appendChild(
    make('div', { id: 'at-' + group }, told('h2', 'group.' + group)),
  );
}

/** Every field into the place that waits for it: one of its own, or that of its group. */
export function addFields(rows: string): void {
  rowsOf(rows).forEach((setting) => {
    const { name, group } = setting;
    (byId('at-' + name) || byId('at-' + group) || makePlace(group)).append(fieldOf(setting));
    fillField(setting);
    table.push(setting);
  });
}

/** A field that is folded away is shown before it is entered. */
export function enter(setting: string): void {
  const field = input(setting);
  const fold = field.closest('details');
  if (fold) fold.open = true;
  field.scrollIntoView({ block: 'center' });
  field.focus();
}

/** What was changed; undefined: something is wrong, and is said beside its field. */
export function readForm(): Values | undefined {
  const wrong = table.filter((setting) => !checkField(setting));
  if (wrong.length) return void enter(wrong[0].name);
  const values: Values = {};
  table.forEach((setting) => {
    const { name, kind } = setting;
    const text = input(name).value;
    const isNone = byId('r-' + name).checked || (kind === 'number' && !text);
    // Numbers too may be given as texts.
    if (isNone || text !== valueOf(setting)) values[name] = isNone ? null : text;
  });
  return values;
}

/** What the dongle found wrong. */
export function tellFaults(faults: { [name: string]: string } = {}): void {
  const wrong = table.filter((setting) => faults[setting.name]);
  wrong.forEach((setting) => tellSettingFault(setting, faults[setting.name]));
  if (wrong.length) enter(wrong[0].name);
}
