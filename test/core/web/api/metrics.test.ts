/** The text format of Prometheus, read by rules that are not ours; by promtool too, where it is. */
import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { FAULT_MEANINGS } from '../../../../firmware/core/fault.ts';
import { allRegisters } from '../../../../firmware/core/telegram/obis.ts';
import { telegramOf } from '../../../fakes/meter.ts';
import { answerOf, DIAGNOSIS, houseTelegram, LISTS, printedOf, sourceOf } from './source.ts';

interface Sample {
  name: string;
  labels: Record<string, string>;
  value: string;
}

interface Family {
  type: string;
  help: string;
  samples: Sample[];
}

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

function sampleOf(line: string): Sample {
  const [, name, labels = '', value] = /^([^{ ]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (!NAME.test(name) || !/^-?\d+(\.\d+)?$/.test(value)) throw new Error(`no sample: ${line}`);
  const pairs =
    labels === '' ? [] : labels.split(',').map((pair) => /^(\w+)="([^"\\\n]*)"$/.exec(pair)!);
  return { name, value, labels: Object.fromEntries(pairs.map((pair) => [pair[1], pair[2]])) };
}

/** Exposition format 0.0.4: each family once, HELP and TYPE before its samples, no sample twice. */
function readMetrics(text: string): Record<string, Family> {
  expect(text.endsWith('\n')).toBe(true);
  const families: Record<string, Family> = {};
  const seen = new Set<string>();
  let latest = '';
  for (const line of text.slice(0, -1).split('\n')) {
    const [, word, name, rest] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (word === 'HELP') {
      if (families[name]) throw new Error(`${name} comes twice`);
      families[name] = { type: '', help: rest, samples: [] };
      latest = name;
    } else if (word === 'TYPE') {
      if (name !== latest || families[name].samples.length) throw new Error(`TYPE of ${name}`);
      families[name].type = rest;
    } else {
      const sample = sampleOf(line);
      if (sample.name !== latest) throw new Error(`${line} stands below ${latest}`);
      const key = line.slice(0, line.lastIndexOf(' '));
      if (seen.has(key)) throw new Error(`${key} comes twice`);
      seen.add(key);
      families[latest].samples.push(sample);
    }
  }
  return families;
}

const metricsOf = (telegram: string) => readMetrics(answerOf(sourceOf(telegram), '/metrics')!);

function valueOf(families: Record<string, Family>, name: string, labels = {}): string | undefined {
  const samples = families[name]?.samples ?? [];
  const isSame = (sample: Sample) => JSON.stringify(sample.labels) === JSON.stringify(labels);
  return samples.find(isSame)?.value;
}

const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
if (!hasPromtool) {
  console.warn('SKIPPED: promtool is not here, so the metrics are judged by our own parser alone.');
}

/** A line of every register that is a number, so that every metric of a reading is there. */
function everyLine(): string[] {
  const numbers = allRegisters().filter(({ unit }) => !/^(text|hex|stamp|log|mbus)$/.test(unit));
  const lines = numbers.map(({ code, unit }) => {
    if (unit === 'limits') return `${code}(040*A)(-040*A)`;
    if (unit === 'peak') return `${code}(200509134558S)(1.000*kW)`;
    return code + (unit === '-' ? '(1)' : `(1.000*${unit})`);
  });
  const gas = ['0-1:24.1.0(003)', '0-1:24.2.1(210606140010W)(02569.646*m3)', '0-1:24.4.0(1)'];
  const heat = ['0-2:24.1.0(012)', '0-2:24.2.1(210606140010W)(12.345*GJ)'];
  return ['0-0:1.0.0(260115200000W)', ...lines, ...gas, ...heat];
}

describe.each(LISTS)('the list %s', (list) => {
  const telegram = houseTelegram(list);
  const families = metricsOf(telegram);

  test('follows the format, and counters end in _total', () => {
    for (const [name, { type, help, samples }] of Object.entries(families)) {
      expect(name).toMatch(/^smarty_[a-z0-9_]+$/);
      expect(type).toBe(name.endsWith('_total') ? 'counter' : 'gauge');
      expect(help).toMatch(/^See \w+ in the documentation\.$/);
      expect(samples.length, name).toBeGreaterThan(0);
      if (type === 'counter') for (const { value } of samples) expect(value).toMatch(/^\d/);
    }
  });

  test('has energies in joules, exactly', () => {
    const codes = { '1-0:1.8.0': 'imported', '1-0:2.8.0': 'exported' };
    for (const [code, way] of Object.entries(codes)) {
      const printed = printedOf(telegram, code);
      const value = valueOf(families, `smarty_energy_${way}_joules_total`);
      if (printed === undefined) expect(value).toBeUndefined();
      else {
        const [digits, unit] = printed.split('*');
        const wattHours = unit === 'Wh' ? digits : digits.replace('.', '');
        expect(value).toBe(String(BigInt(wattHours) * 3600n));
      }
    }
  });

  test('passes promtool without a word', { skip: !hasPromtool }, () => {
    const input = answerOf(sourceOf(telegram), '/metrics')!;
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input });
    expect([status, String(stdout), String(stderr)]).toEqual([0, '', '']);
  });
});

describe('the metrics', () => {
  const all = metricsOf(telegramOf(everyLine()));

  test('have every register that is a number', () => {
    const isHosts = (name: string) =>
      /info$|timestamp|faults_total|uptime|signal|telegrams/.test(name);
    const sizeOf = (families: [string, Family][]) =>
      families.reduce((sum, [, { samples }]) => sum + samples.length, 0);
    const families = Object.entries(all);
    const told = sizeOf(families.filter(([name]) => !isHosts(name)));
    const lines = sourceOf(telegramOf(everyLine())).lines.split('\n');
    const numbers = lines.filter((line) => line && !/^\S+ (text|json) /.test(line));
    expect(told).toBe(new Set(numbers.map((line) => line.split(' ')[0])).size);
    expect(told).toBeGreaterThan(80);
  });

  test('pass promtool with every register too', { skip: !hasPromtool }, () => {
    const input = answerOf(sourceOf(telegramOf(everyLine())), '/metrics')!;
    const { status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], { input });
    expect([status, String(stdout), String(stderr)]).toEqual([0, '', '']);
  });

  test('keep totals and phases, and totals and tariffs, apart', () => {
    for (const [name, { samples }] of Object.entries(all)) {
      const kinds = new Set(samples.map(({ labels }) => Object.keys(labels).join()));
      expect(kinds.size, name).toBe(1);
    }
    expect(valueOf(all, 'smarty_phase_power_imported_watts', { phase: '3' })).toBe('1');
    expect(valueOf(all, 'smarty_tariff_energy_imported_joules_total', { tariff: '4' })).toBe(
      '3600000',
    );
  });

  test('have the channels of the M-Bus by number and kind', () => {
    const gas = { channel: '1', type: 'gas' };
    expect(valueOf(all, 'smarty_channel_cubic_meters_total', gas)).toBe('2569.646');
    expect(valueOf(all, 'smarty_channel_valve', gas)).toBe('1');
    const heat = { channel: '2', type: 'heat_inlet' };
    expect(valueOf(all, 'smarty_channel_joules_total', heat)).toBe('12345000000');
  });

  test('take no text of the meter for a channel', () => {
    const text = Buffer.from('x gas_1_volume m3 5').toString('hex');
    const families = metricsOf(telegramOf([`0-0:96.13.0(${text})`, '1-0:1.7.0(000000286*W)']));
    expect(families).not.toHaveProperty('smarty_channel_cubic_meters_total');
  });

  test('have the counts of the dongle, and every fault from 0 on', () => {
    const faults = all.smarty_faults_total.samples.map(({ labels, value }) => [
      labels.fault,
      value,
    ]);
    const expected = Object.keys(FAULT_MEANINGS).map((fault) => [
      fault,
      String(DIAGNOSIS.faults[fault] ?? 0),
    ]);
    expect(faults).toEqual(expected);
    expect(valueOf(all, 'smarty_telegrams_total')).toBe('8640');
    expect(valueOf(all, 'smarty_uptime_seconds')).toBe('86400');
    expect(valueOf(all, 'smarty_wifi_signal_dbm')).toBe('-61');
    expect(valueOf(all, 'smarty_latest_telegram_timestamp_seconds')).toBe(
      String(Date.UTC(2026, 0, 15, 19) / 1000),
    );
    expect(valueOf(all, 'smarty_build_info', { version: '0.1.0', name: 'smarty-a1b2' })).toBe('1');
    expect(valueOf(all, 'smarty_state_info', { state: 'running' })).toBe('1');
    expect(valueOf(all, 'smarty_boot_info', { cause: 'power' })).toBe('1');
  });

  test('of a host without a radio or a state leave them out', () => {
    const source = sourceOf(houseTelegram('basic'), {
      facts: { numbers: { telegrams: 1 }, faults: {}, texts: {} },
      utcS: undefined,
    });
    const families = readMetrics(answerOf(source, '/metrics')!);
    expect(Object.keys(families)).not.toContain('smarty_wifi_signal_dbm');
    expect(Object.keys(families)).not.toContain('smarty_state_info');
    expect(Object.keys(families)).not.toContain('smarty_latest_telegram_timestamp_seconds');
  });
});
