/**
 * The language of the page. In: keys of texts. Out: texts and numbers as people of that language
 * write them; what was put into an element stays up to date when the language changes.
 */
import { byId, make, write } from './element.ts';
import { SENTENCES } from './sentence.ts';

const NAMES = ['English', 'Français', 'Deutsch', 'Lëtzebuergesch'];
const CODES = ['en', 'fr', 'de', 'lb'];

const texts: string[][] = CODES.map(() => []);
/** Where each text stands. */
const places: { [key: string]: number } = {};
let place = 0;
let language = 0;

/** Takes texts as the builder packs them: keys in groups, and by language all texts in one. */
export function learn(keys: string, all: readonly string[]): void {
  keys.split('|').forEach((row) => {
    const [group, ...rest] = row.split(' ');
    rest.forEach((key) => (places[group + key] = place++));
  });
  all.forEach((some, i) => texts[i].push(...some.split('|')));
}
learn(TEXT_KEYS, TEXTS);

/** Private windows and captive portals may have no storage. */
function stored(): string {
  try {
    return localStorage.language || '';
  } catch {
    return '';
  }
}

function textOf(key: string, value: string | number): string {
  return (texts[language][places[key]] || '').replace('{}', () => String(value));
}

/** `value` goes where the text has braces. '' where there is no such text. */
export function say(key: string, value: string | number = ''): string {
  const [texts, settings] = (SENTENCES[key] || key).split(': ');
  const said = texts.split(' ').map((text) => textOf(text, value));
  if (settings) {
    const labels = settings.split(' ').map((setting) => textOf('label.' + setting, ''));
    said.push(textOf('check', labels.join(', ')));
  }
  return said.join(' ').trim();
}

export function put(element: HTMLElement, key: string, value: string | number = ''): void {
  element.dataset.t = key;
  element.dataset.v = String(value);
  write(element, say(key, value));
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
  // Few browsers know how Luxembourgers write numbers: then as their neighbours do.
  return value.toLocaleString([CODES[language], 'de'], {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function speak(chosen: number): void {
  language = chosen;
  document.documentElement.lang = CODES[chosen];
  // Without a key the markup says what an element is called.
  document.querySelectorAll<HTMLElement>('[data-t]').forEach((element) => {
    put(element, element.dataset.t || element.id, element.dataset.v);
  });
  document.querySelectorAll('nav button').forEach((button, i) => {
    button.setAttribute('aria-pressed', String(i === chosen));
  });
  try {
    localStorage.language = CODES[chosen];
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** `onChange`: what was not told by `put` must be told again. */
export function startSpeech(onChange: () => void): void {
  NAMES.forEach((title, i) => {
    const onclick = () => (speak(i), onChange());
    const properties = { title, ariaLabel: title, onclick, lang: CODES[i] };
    byId('languages').append(make('button', properties, CODES[i].toUpperCase()));
  });
  const wanted = [stored(), ...navigator.languages].map((tag) => CODES.indexOf(tag.slice(0, 2)));
  speak(wanted.find((i) => i >= 0) || 0);
}
