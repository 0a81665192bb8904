/**
 * What the dongle tells of itself, as a person sees it. In: the answer of /api/live.
 * Out: the state in words, power, readings in groups, diagnosis.
 */
import { addSample, drawChart } from './chart.ts';
import { byId, fillTable, show } from './element.ts';
import {
  find,
  formatPower,
  formatReading,
  formatTime,
  groupOf,
  phaseRows,
  readingRows,
  titleOf,
  wattsOf,
} from './readings.ts';
import type { Reading } from './readings.ts';
import { ask, onPress, pause, tellRefusal } from './request.ts';
import { formatNumber, note, put, say } from './speech.ts';

export interface Live {
  mode: 'setup' | 'run';
  state: string;
  fault?: string;
  readings?: Reading[];
  counts?: { [name: string]: number };
  faults?: { [fault: string]: number };
  update?: { percent?: number; error?: string };
  age_s?: number;
  rssi?: number;
  uptime_s?: number;
  free?: number;
  authenticated?: boolean;
  name?: string;
  time?: string;
  ssid?: string;
  ip?: string;
  restart?: string;
  version?: string;
}

/** How a state looks, and where its reasons are told. */
const LOOKS: { [state: string]: [look: string, step?: string] } = {
  running: ['good'],
  starting: ['busy'],
  joining: ['warn', 'network.'],
  'no-broker': ['warn', 'broker.'],
  'no-telegram': ['warn', 'telegram.'],
  'wrong-key': ['bad', 'decryption.'],
};
const MARKS: { [look: string]: string } = { good: '✓', busy: '…', warn: '!' };
/** A meter sends every ten seconds at the slowest. */
const MOST_FETCHES = 30;
/** Counts that `live` has by a name of its own. */
const TOLD = /^(uptime|rssi|free)_/;
/** Bytes; who begins to listen in the middle of a frame hears some. */
const MUCH_NOISE = 200;

/** Where the dongle gives no reason and no telegram ever came: by what came in its place. */
export function reasonOf({ fault, age_s, faults = {}, counts = {} }: Live): string | undefined {
  if (fault || age_s !== undefined) return fault;
  const refused = Object.keys(faults).find((name) => faults[name] && say('telegram.' + name));
  return refused || (counts.noise_bytes > MUCH_NOISE ? 'noise' : undefined);
}

export function showState(state: string, fault = ''): void {
  const [look, step] = LOOKS[state] || ['bad'];
  byId('state').className = look;
  byId('mark').textContent = MARKS[look] || '✕';
  put(byId('word'), 'state.' + state);
  put(byId('todo'), say(step + fault) ? step + fault : 'todo.' + state);
}

function showReadings(readings: Reading[]): void {
  ['imported', 'exported'].forEach((side) => {
    const watts = wattsOf(readings, 'power_' + side);
    const total = find(readings, 'energy_' + side);
    byId(side).textContent = watts === undefined ? '–' : formatPower(watts);
    byId(side + '-total').textContent = total ? formatReading(total) : '';
  });
  ['phases', 'energy', 'power', 'more'].forEach((group) => {
    const some = readings.filter((reading) => groupOf(reading) === group);
    fillTable(group, group === 'phases' ? phaseRows(some) : readingRows(some));
  });
}

/** 93784 -> "26 h 3 min". */
function duration(seconds: number): string {
  return `${formatNumber(Math.floor(seconds / 3600))} h ${Math.floor(seconds / 60) % 60} min`;
}

function showDiagnosis(live: Live): void {
  const { counts = {}, faults = {}, age_s, rssi, uptime_s, free } = live;
  const verified = live.authenticated ? ' ✓' : '';
  const rows: [title: string, value: unknown][] = [
    [say('telegram'), age_s !== undefined && formatNumber(age_s) + ' s' + verified],
    [say('meter'), live.time && formatTime(live.time)],
    [say('network'), live.ssid && live.ssid + (rssi ? ` ${rssi}\u00a0dBm` : '')],
    ['IP', live.ip],
    [say('uptime'), uptime_s !== undefined && duration(uptime_s)],
    [say('restarted'), live.restart && (say('restart.' + live.restart) || live.restart)],
    [say('free'), free !== undefined && formatNumber(free)],
    ['Firmware', live.version],
    ...Object.keys(counts)
      .filter((name) => !TOLD.test(name))
      .map((name): [string, string] => [titleOf(name), formatNumber(counts[name])]),
    ...Object.keys(faults).map((fault): [string, unknown] => [
      `${say('telegram.' + fault) || say('telegram.noise')} (${fault})`,
      faults[fault] && formatNumber(faults[fault]),
    ]),
  ];
  fillTable('diagnosis', rows.filter((row) => row[1]) as string[][]);
}

/** `isNew`: this is an answer, not the same one in another language. */
export function showLive(live: Live, isNew: boolean): void {
  const { readings = [], update = {} } = live;
  const imported = wattsOf(readings, 'power_imported');
  if (isNew && imported !== undefined)
    addSample(imported, wattsOf(readings, 'power_exported') || 0);
  showReadings(readings);
  showDiagnosis(live);
  drawChart();
  if (update.error) tellRefusal(update.error);
  else if (update.percent !== undefined) note('percent', update.percent);
}

/** The next telegram as the meter sent it, to read and to copy. */
export function startTelegram(): void {
  onPress('fetch', async () => {
    note('todo.starting');
    for (let i = 0; i < MOST_FETCHES; i++) {
      const { status, text } = await ask('telegram');
      if (status === 200) {
        byId('telegram').textContent = text;
        show('telegram-box', true);
        return note('');
      }
      await pause(1000);
    }
    note('telegram.no-data');
  });
  // Browsers keep the clipboard from pages without TLS: what is selected can be copied all the same.
  byId('copy').onclick = () => {
    getSelection()!.selectAllChildren(byId('telegram'));
    document.execCommand('copy');
  };
}
