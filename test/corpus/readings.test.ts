/**
 * Readings of every telegram of the corpus, and of its odd values. What each code must give is worked
 * out here from the printed text in another way (BigInt, Buffer, Date.UTC), and every code must be
 * accounted for: as a reading, as printed, or counted. The corpus is data of others, not kept here.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allRegisters, isObisCode, withoutGroupF } from '../../firmware/core/telegram/obis.ts';
import { newTelegramReader, telegramFault } from '../../firmware/core/telegram/reader.ts';
import { feed, newBench } from '../fakes/bench-app.ts';
import { exactMilli, parseLines, readTelegram, valuesOf } from '../fakes/telegram.ts';

type Printed = string | string[] | { repeated: (string | string[])[] };
interface Entry {
  name: string;
  kind: string;
  file: string;
  decryptedFile?: string;
  key: string;
  aad: string;
  crcValid: boolean | null;
  expect: Record<string, Printed>;
}

const CORPUS = join(import.meta.dirname, '../../../shared/corpus');
const hasCorpus = existsSync(CORPUS);
if (!hasCorpus) console.warn('SKIPPED: readings of real telegrams (there is no ../shared/corpus)');

function readCorpus<T>(file: string): T {
  return hasCorpus ? JSON.parse(readFileSync(join(CORPUS, file), 'utf8')) : ([] as T);
}

/** What must become of the lines of a telegram. */
interface Account {
  values: Record<string, unknown>;
  other: Record<string, string>;
  clock?: string;
  unread: number;
  repeated: number;
}
type Channels = Record<string, Record<string, string[]>>;

function isoOf(text: string): string | undefined {
  const match = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)([SW])$/.exec(text);
  if (!match) return undefined;
  const [, yy, month, day, hour, minute, second, letter] = match;
  const iso = `20${yy}-${month}-${day}T${hour}:${minute}:${second}`;
  const date = new Date(iso + 'Z');
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 19) !== iso) return undefined;
  return iso + (letter === 'S' ? '+02:00' : '+01:00');
}

function charactersOf(digits: string): string {
  const isHex = /^([2-9a-f][0-9a-f])*$/i.test(digits);
  return isHex ? Buffer.from(digits, 'hex').toString('latin1') : digits;
}

function keep(account: Account, code: string, groups: string[]): void {
  account.unread++;
  if (groups.join('') !== '') account.other[code] = groups.join(')(');
}

/** What the units that are no units of measure make of their line. */
const SPECIAL: Record<string, (a: Account, name: string, groups: string[]) => void> = {
  text: (a, name, [text]) => (a.values[name] = text),
  hex: (a, name, [text]) => (a.values[name] = charactersOf(text)),
  stamp: (a, _name, [text]) => (a.clock = text),
  limits: (a, name, [imported, exported]) => {
    a.values[name + '_imported'] = exactMilli(imported, 'A');
    a.values[name + '_exported'] = exactMilli(exported, 'A');
  },
  peak: (a, name, [time, value]) => {
    a.values[name] = exactMilli(value, 'W');
    a.values[name + '_time'] = isoOf(time);
  },
  log: (a, name, groups) => {
    const entries = [];
    for (let i = 2; i + 1 < groups.length; i += 2) {
      const seconds = Number(groups[i + 1].replace('*s', ''));
      entries.push({ end: isoOf(groups[i]) ?? null, seconds });
    }
    a.values[name] = entries;
  },
};

function addLine(account: Account, channels: Channels, code: string, groups: string[]): void {
  const channel = /^0-([1-4]):(?:24\.1\.0|96\.1\.[01]|24\.2\.[13]|24\.3\.0|24\.4\.0)$/.exec(code);
  const rows = allRegisters().filter((r) => r.code === code);
  if (channel) (channels[channel[1]] ??= {})[code.slice(4)] = groups;
  else if (!rows.length && isObisCode(code)) account.other[code] = groups.join(')(');
  else if (!rows.length) account.unread++;
  else if (SPECIAL[rows[0].unit]) SPECIAL[rows[0].unit](account, rows[0].name, groups);
  else {
    const row = rows.find((r) => exactMilli(groups[0], r.unit) !== undefined);
    if (row) account.values[row.name] = exactMilli(groups[0], row.unit);
    else keep(account, code, groups);
  }
}

const MEDIA: Record<number, string> = { 3: 'gas', 4: 'heat', 7: 'water' };

/** A channel without a time is dead, and gives nothing. */
function addChannel(account: Account, n: string, lines: Record<string, string[]>): void {
  const old = lines['24.3.0'];
  const [printed, index] = lines['24.2.1'] ?? lines['24.2.3'] ?? [];
  const time = old?.[0] ?? isoOf(printed ?? '');
  const value = old ? `${old[6]}*${old[5]}` : index;
  if (time === undefined || printed?.startsWith('70')) return;
  const name = `${MEDIA[parseInt(lines['24.1.0']?.[0], 10)] ?? 'mbus'}_${n}`;
  account.values[name + '_time'] = time;
  if (value.endsWith('*GJ')) account.values[name + '_energy'] = exactMilli(value, 'GJ');
  else account.values[name + '_volume'] = exactMilli(value, 'm3');
  const id = (lines['96.1.0'] ?? lines['96.1.1'])?.[0];
  if (id) account.values[name + '_id'] = charactersOf(id);
  if (lines['24.4.0']) account.values[name + '_valve'] = exactMilli(lines['24.4.0'][0], '-');
}

function accountOf(entry: Entry): Account {
  const account: Account = { values: {}, other: {}, unread: 0, repeated: 0 };
  const channels: Channels = {};
  for (const [code, printed] of Object.entries(entry.expect)) {
    const isRepeated = typeof printed === 'object' && 'repeated' in printed;
    const first = isRepeated ? printed.repeated[0] : printed;
    if (isRepeated) account.repeated += printed.repeated.length - 1;
    addLine(account, channels, withoutGroupF(code), [first].flat());
  }
  for (const [n, lines] of Object.entries(channels)) addChannel(account, n, lines);
  return account;
}

const entries = readCorpus<Entry[]>('index.json').filter((e) => /^(plain|encrypted)$/.test(e.kind));

describe.skipIf(!hasCorpus)('every code of a telegram is accounted for', () => {
  test.each(entries)('$kind $name', (entry) => {
    const reader = newTelegramReader();
    const bytes = readFileSync(join(CORPUS, entry.decryptedFile ?? entry.file));
    expect(readTelegram(reader, bytes)).toBe(true);
    const fault = telegramFault(reader);
    if (entry.crcValid === null) expect([undefined, 'crc-missing']).toContain(fault);
    else expect(fault).toBe(entry.crcValid ? undefined : 'crc');

    const parsing = parseLines(reader.lines);
    const values = valuesOf(parsing);
    const log = values.power_failure_log;
    if (log !== undefined)
      (values as Record<string, unknown>).power_failure_log = JSON.parse(`${log}`);
    const other = Object.fromEntries(parsing.other.map((o) => [o.code, o.text]));
    const { stampText: clock, unread, repeated } = parsing;
    expect({ values, other, clock, unread, repeated }).toEqual(accountOf(entry));
    expect(parsing.stamp?.iso).toBe(clock === undefined ? undefined : isoOf(clock));
    expect(Object.keys(values)).toHaveLength(parsing.readings.length);
  });

  test('and there are 54 such telegrams', () => {
    expect(entries.length).toBe(54);
  });
});

describe.skipIf(!hasCorpus)('the real frame of a Luxembourg meter', () => {
  // NEXXTLAB/go-smarty-reader, smarty/Smarty_test.go: a frame of 2018 with its test key.
  test('gives all of its 28 registers', () => {
    const entry = entries.find((e) => e.name === 'lu-nexxtlab-t210d') as Entry;
    const bench = newBench({ key: entry.key, authKey: entry.aad.slice(2) });
    feed(bench, Buffer.from(readFileSync(join(CORPUS, entry.file), 'latin1').trim(), 'hex'));
    const { time, encrypted, authenticated, readings, other } = JSON.parse(bench.json[0]);
    expect({ encrypted, authenticated, other }).toEqual({
      encrypted: true,
      authenticated: true,
      other: {},
    });
    const { power_net, ...registers } = readings;
    expect(power_net).toBe(0);
    expect({ time, ...registers }).toEqual({
      version: '42',
      time: '2018-01-30T10:21:22+01:00',
      device_name: 'SAG1030700114004',
      energy_imported: 6.695,
      energy_exported: 0.025,
      reactive_energy_imported: 0.818,
      reactive_energy_exported: 2.745,
      power_imported: 0,
      power_exported: 0,
      reactive_power_imported: 0,
      reactive_power_exported: 7,
      threshold: 77376,
      breaker: 1,
      power_failures: 69,
      voltage_sags_l1: 44,
      voltage_sags_l2: 3,
      voltage_sags_l3: 2,
      voltage_swells_l1: 0,
      voltage_swells_l2: 0,
      voltage_swells_l3: 0,
      message: '',
      message_2: '',
      message_3: '',
      message_4: '',
      message_5: '',
      current_l1: 0,
      current_l2: 0,
      current_l3: 0,
    });
    expect(Object.keys({ time, ...registers })).toHaveLength(28);
  });
});
