/**
 * The language of the page. In: keys of texts. Out: texts and numbers as people of that language
 * write them; what was put into an element stays up to date when the language changes.
 */
import { byId, make } from './element.ts';
import { SENTENCES } from './sentence.ts';

const NAMES = ['English', 'Français', 'Deutsch', 'Lëtzebuergesch'];
const CODES = ['en', 'fr', 'de', 'lb'];
/** Few browsers know how Luxembourgers write numbers: then as their neighbours do. */
const LOCALES = [['en-GB'], ['fr'], ['de'], ['lb', 'de']];
const STORED = 'language';

const lines: { [key: string]: string[] } = {};
const texts = TEXTS.map((text) => text.split('|'));
TEXT_KEYS.split(' ').forEach((key, i) => (lines[key] = texts.map((text) => text[i])));

let language = 0;

/** Private windows and captive portals may have no storage. */
function stored(): string | null {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null;
  }
}

function textOf(key: string, value: string | number): string {
  return lines[key] ? lines[key][language].replace(/{\w+}/, () => String(value)) : '';
}

/** `value` goes where the text has braces. '' where there is no such text. */
export function say(key: string, value: string | number = ''): string {
  const [texts, settings] = (SENTENCES[key] || key).split(': ');
  const said = texts.split(' ').map((text) => textOf(text, value));
  const labels = settings && settings.split(' ').map((setting) => textOf('label.' + setting, ''));
  return said.concat(labels ? textOf('check', labels.join(', ')) : []).join(' ');
}

export function put(element: HTMLElement, key: string, value: string | number = ''): void {
  element.dataset.t = key;
  element.dataset.v = String(value);
  const text = say(key, value);
  if (element.textContent !== text) element.textContent = text;
}

/** A new element that says something in every language. */
export function told(kind: string, key: string, properties: object = {}): HTMLInputElement {
  const element = make(kind, properties);
  put(element, key);
  return element;
}

/** To the person at the page, whatever they look at. */
export function note(key: string, value: string | number = ''): void {
  put(byId('note'), key, value);
}

export function formatNumber(value: number, digits = 0): string {
  return value.toLocaleString(LOCALES[language], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function speak(chosen: number): void {
  language = chosen;
  document.documentElement.lang = CODES[chosen];
  document.querySelectorAll<HTMLElement>('[data-t]').forEach((element) => {
    put(element, element.dataset.t!, element.dataset.v);
  });
  document.querySelectorAll('nav button').forEach((button, i) => {
    button.setAttribute('aria-pressed', String(i === chosen));
  });
  try {
    localStorage.setItem(STORED, CODES[chosen]);
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** `onChange`: what was not told by `put` must be told again. */
export function startSpeech(onChange: () => void): void {
  NAMES.forEach((title, i) => {
    const onclick = () => (speak(i), onChange());
    const button = make('button', { title, onclick, lang: CODES[i] }, CODES[i].toUpperCase());
    button.setAttribute('aria-label', title);
    byId('languages').append(button);
  });
  const wanted = [stored() || '', ...navigator.languages].map((tag) =>
    CODES.indexOf(tag.slice(0, 2)),
  );
  speak(wanted.find((i) => i >= 0) || 0);
}
