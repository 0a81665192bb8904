/**
 * docs/coming-from.md: what it names as ours is there, and what the old programs had is in it. In the second
 * column of its tables stand commands, flags, settings with values, variables, topics, metrics, files,
 * functions of the library and readings; each is looked for in the tables of the code, topics and metrics
 * in what a reader has told.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { findRegister } from '../../../firmware/core/telegram/obis.ts';
import { DSMR_NAMES } from '../../../host-sim/legacy/dsmr-names.ts';
import * as library from '../../../host-sim/library/main.ts';
import {
  allSettings,
  bareSetting,
  flagOf,
  setting,
  variableOf,
} from '../../../host-sim/settings/catalogue.ts';
import { OWN_VARIABLES } from '../../../host-sim/settings/environment.ts';
import { COMMANDS } from '../../../host-sim/smarty/commands.ts';
import { GO_FLAGS } from '../../../host-sim/smarty/commands/old/go-smarty-reader.ts';
import { PROXY } from '../../../host-sim/smarty/commands/old/proxy.ts';
import { eventually, freePort } from '../command/program.ts';
import { newHearer } from '../sink/hearer.ts';
import { start } from './command.ts';

const ROOT = join(import.meta.dirname, '../../..');
const PAGE = readFileSync(join(ROOT, 'docs/coming-from.md'), 'utf8');
const READINGS = readFileSync(join(ROOT, 'docs/readings.md'), 'utf8');
const METER = 'NAME';

interface Row {
  section: string;
  there: string;
  here: string;
}

function rowsOf(page: string): Row[] {
  let section = '';
  return page.split('\n').flatMap((line) => {
    if (line.startsWith('## ') || line.startsWith('### ')) section = line.replace(/^#+ /, '');
    if (!line.startsWith('| ')) return [];
    const [there, here] = line
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim());
    return [{ section, there, here }];
  });
}

const ROWS = rowsOf(PAGE).filter(({ there }) => there !== 'There' && !there.startsWith('---'));
const tokensOf = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, token]) => token);
const THERE = ROWS.flatMap(({ there }) => tokensOf(there));

const FLAGS = new Set([
  ...allSettings().map(flagOf),
  ...COMMANDS.flatMap(({ flags }) => flags.map(({ name }) => `--${name}`)),
]);
const VARIABLES = new Set([...OWN_VARIABLES, ...allSettings().map((place) => variableOf(place))]);

let topics: Set<string>;
let metrics: string;

/** What a reader tells with every shape that the page speaks of. */
beforeAll(async () => {
  const broker = await newHearer();
  const ports = [await freePort(), await freePort(), await freePort()];
  const always = ['read', 'simulated', '--name', METER, '--source-period-s', '0.3'];
  const lists = [
    ['--source-list=full', '--mqtt-homie=mueli', '--mqtt-frame-topic=hex_qos1'],
    ['--source-list=full', '--mqtt-obis-topics=qos1', '--mqtt-smartyreader-topics=qos1'],
    ['--source-list=dsmr5'],
  ];
  const programs = lists.map((own, i) => {
    const ways = ['--mqtt', `mqtt://127.0.0.1:${broker.port}`, '--prometheus', `${ports[i]}`];
    return start([...always, ...ways, ...own]);
  });
  const heard = () => new Set(broker.heard.map(({ topic }) => topic));
  const ends = ['frame', 'telegram', 'reading/power_imported', 'status'];
  const last = ['homie/electric-smart-meter/power/current-usage', 'obis/NAME/1-0:1.8.0'];
  const all = [...ends.map((end) => `smarty/${METER}/${end}`), ...last];
  await eventually(() => all.every((topic) => heard().has(topic)), 'all that is told');
  const asked = ports.map((port) => {
    return vi.waitFor(async () => {
      const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      expect(text).toContain('smarty_power_net_watts');
      return text;
    }, 40_000);
  });
  metrics = (await Promise.all(asked)).join('\n');
  for (const program of programs) {
    program.end();
    await program.ended;
  }
  topics = heard();
  await broker.close();
});

/** Undefined: it is no setting. True: its value fits too. */
function isSetting(token: string): boolean | undefined {
  const [, first, second, value] =
    /^([a-z_0-9]+)(?:\.([a-z_0-9]+))?(?: = (.+))?$/.exec(token) ?? [];
  if (first === undefined) return undefined;
  const place = second === undefined ? bareSetting(first) : setting(first, second);
  if (!place && first === 'enabled') return true;
  if (!place) return undefined;
  return value === undefined || place.row.form.read(value.replace(/^"(.*)"$/, '$1')) !== undefined;
}

function isCommand(token: string): boolean {
  const [, name, ...args] = token.split(' ');
  const flags = args.filter((arg) => arg.startsWith('--'));
  return (
    COMMANDS.some((command) => command.name === name) && flags.every((flag) => FLAGS.has(flag))
  );
}

/** What each kind of name is looked for in; the first that fits the look of it decides. */
const KINDS: readonly [look: RegExp, isThere: (token: string) => boolean][] = [
  [/^smarty /, isCommand],
  [/^--/, (token) => FLAGS.has(token.split(/[ =]/)[0])],
  [/^SMARTY_/, (token) => VARIABLES.has(token)],
  [/^(host-sim|docs)\//, (token) => existsSync(join(ROOT, token))],
  [/^smarty_[a-z_]+$/, (token) => new RegExp(`^${token}[{ ]`, 'm').test(metrics)],
  [/^(smarty|obis|homie|lamsmarty)\//, (token) => topics.has(token)],
  [/^[a-z]+[A-Z]\w+$/, (token) => token in library],
  [/./, (token) => isSetting(token) ?? READINGS.includes(`\`${token}\``)],
];

describe('docs/coming-from.md', () => {
  test('names nothing of ours that is not there', () => {
    const tokens = ROWS.filter(({ section }) => section !== 'Names of dsmr_parser').flatMap(
      ({ here }) => tokensOf(here),
    );
    expect(tokens.length).toBeGreaterThan(120);
    const wrong = tokens.filter((token) => {
      const kind = KINDS.find(([look]) => look.test(token));
      return !kind?.[1](token);
    });
    expect(wrong).toEqual([]);
  });

  test('says of each row what it became', () => {
    expect(ROWS.filter(({ here }) => here === '').map(({ there }) => there)).toEqual([]);
  });

  test('go-smarty-reader: gotsmart: each of its metrics has one at /metrics', () => {
    const rows = ROWS.filter(({ there }) => there.startsWith('`gotsmart_'));
    expect(rows.length).toBeGreaterThan(16);
    for (const { there, here } of rows) {
      const [name] = tokensOf(here);
      expect([there, name, new RegExp(`^${name}[{ ]`, 'm').test(metrics)]).toEqual([
        there,
        name,
        true,
      ]);
    }
  });

  test('names every flag of smarty_dsmr_proxy and of go-smarty-reader', () => {
    for (const { name, short } of PROXY.flags) {
      expect(THERE).toContain(`--${name}`);
      expect(THERE).toContain(`-${short}`);
    }
    for (const { name } of GO_FLAGS) expect(THERE).toContain(`-${name}`);
  });

  test('names every setting of mueli that is taken over', () => {
    for (const name of [
      ...['debug_level', 'mqtt_broker', 'mqtt_port', 'client.guek', 'client.gak', 'dynaconf_merge'],
      ...['client.serial.port', 'client.serial.settings', 'client.telegram_specification'],
      ...['sink.ids', 'sink.homie.id', 'sink.homie.name', 'sink.homie.device_type'],
    ]) {
      expect(THERE).toContain(name);
    }
  });

  test('has the name of dsmr_parser for each reading', () => {
    const rows = ROWS.filter(({ section }) => section === 'Names of dsmr_parser');
    expect(rows.map(({ there }) => tokensOf(there)[0])).toEqual(Object.values(DSMR_NAMES));
    for (const [i, code] of Object.keys(DSMR_NAMES).entries()) {
      const register = findRegister(code, 0);
      const [name] = tokensOf(rows[i].here);
      expect(READINGS).toContain(`\`${name}\``);
      if (!code.startsWith('0-n')) expect([code, name]).toEqual([code, register?.name]);
    }
  });
});
