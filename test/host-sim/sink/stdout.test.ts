/** Standard output: a terminal, a pipe, a pipe that nobody reads. */
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { openStdout } from '../../../host-sim/sink/stdout/stdout.ts';
import { STDOUT } from '../../../host-sim/sink/settings/stdout.ts';
import type { Around, Sink } from '../../../host-sim/sink/sink.ts';
import { eventually } from '../command/program.ts';
import { heatReadout, houseReadouts, newAround, optionsOf, powerReadouts } from './around.ts';

const open = (format: string, around: Around) =>
  openStdout(optionsOf(STDOUT.rows, { format }), around);
const counts = (sink: Sink) => sink.facts() as Record<string, number>;

describe('standard output', () => {
  test('has one JSON object a line: what is published in smarty/NAME/telegram', async () => {
    const around = newAround();
    const sink = await open('json', around);
    const readouts = houseReadouts(3);
    for (const readout of readouts) sink.take(readout);
    await eventually(() => counts(sink).told === 3, 'that all are written');
    expect(around.printed.join('')).toBe(readouts.map(({ json }) => `${json}\n`).join(''));
    await sink.close();
  });

  test('names the meter where there are several', async () => {
    const around = newAround({ meters: ['cellar', 'heating'] });
    const sink = await open('json', around);
    sink.take(houseReadouts(1)[0]);
    sink.take(heatReadout());
    await eventually(() => counts(sink).told === 2, 'that both are written');
    const lines = around.printed
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ meter }) => meter)).toEqual(['cellar', 'heating']);
    expect(lines[1].readings.heat_energy).toBe(200.34);
  });

  test('has a line a telegram where it is no terminal', async () => {
    const around = newAround();
    const sink = await open('auto', around);
    for (const readout of houseReadouts(2)) sink.take(readout);
    await eventually(() => counts(sink).told === 2, 'that both are written');
    const lines = around.printed.join('').trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^2025-01-01T10:13:00\+01:00 {2}frame 1 {2}authenticated {2}power_net -?\d+ W/,
    );
  });

  test('has a line of a heat meter with its power and its energy', async () => {
    const around = newAround({ meters: ['heating'] });
    const sink = await open('lines', around);
    sink.take(heatReadout());
    await eventually(() => counts(sink).told === 1, 'that it is written');
    expect(around.printed.join('')).toBe(
      '2025-01-01T10:13:00+01:00  heat_power 5200 W  heat_energy 200.34 GJ  (10 readings)\n',
    );
  });

  test('smarty_dsmr_proxy: has the telegram as the meter printed it', async () => {
    const around = newAround();
    const sink = await open('telegram', around);
    const [readout] = houseReadouts(1);
    sink.take(readout);
    sink.take(heatReadout());
    await eventually(() => counts(sink).told === 1, 'that it is written');
    expect(around.printed.join('')).toBe(readout.printed);
  });

  test('has frames in hexadecimal, one a line', async () => {
    const around = newAround();
    const sink = await open('frame', around);
    sink.frame?.('cellar', '\xdb\x08\x00\xff', 1);
    sink.take(houseReadouts(1)[0]);
    await eventually(() => counts(sink).told === 1, 'that it is written');
    expect(around.printed.join('')).toBe('DB0800FF\n');
  });

  test('of a pipe that nobody reads keeps no more than its bound, and counts the rest', async () => {
    const out = new PassThrough({ highWaterMark: 1 });
    const sink = await open('json', newAround({ out }));
    const readouts = houseReadouts(10);
    for (let i = 0; i < 3000; i++) sink.take(readouts[i % 10]);
    const { taken, told, dropped, waiting } = counts(sink);
    expect([taken, told + dropped + waiting]).toEqual([3000, 3000]);
    expect(dropped).toBeGreaterThan(1000);
    let isRoom = false;
    const waited = sink.room?.().then(() => (isRoom = true));
    await new Promise(setImmediate);
    expect(isRoom).toBe(false);
    // Whole lines, in order, once somebody reads.
    let text = '';
    out.setEncoding('latin1').on('data', (piece) => (text += piece));
    await waited;
    await eventually(() => counts(sink).waiting === 0, 'that all are taken');
    const lines = text.trimEnd().split('\n');
    expect(lines.length).toBe(counts(sink).told);
    expect(lines[lines.length - 1]).toBe(readouts[(lines.length - 1) % 10].json);
    expect(counts(sink).told + dropped).toBe(3000);
  });

  test('that has gone takes nothing more, without a fault', async () => {
    const out = new PassThrough();
    out.destroy();
    const sink = await open('json', newAround({ out }));
    sink.take(houseReadouts(1)[0]);
    expect(counts(sink)).toMatchObject({ taken: 1, dropped: 1 });
    await sink.close();
  });
});

function newTerminal(columns: number, rows: number) {
  const printed: string[] = [];
  const out = new Writable({
    write(piece, _encoding, done) {
      printed.push(String(piece));
      done();
    },
  });
  return { out: Object.assign(out, { isTTY: true, columns, rows }), printed };
}

describe('a terminal', () => {
  test('has a table of all readings with units, and notices inside it', async () => {
    const { out, printed } = newTerminal(100, 60);
    let notify: (sentence: string) => void = () => undefined;
    const around = newAround({
      out,
      onNotice: (take) => {
        notify = take;
        return () => (notify = () => undefined);
      },
    });
    const sink = await open('table', around);
    const [readout] = houseReadouts(1);
    sink.take(readout);
    notify('The broker is away.');
    await sink.close();
    const picture = (printed.at(-1) as string).split('\n');
    const { readings } = JSON.parse(readout.json);
    expect(picture[0]).toContain('Smarty reader 0.1.0');
    expect(picture.join('\n')).toMatch(new RegExp(`power_net +${readings.power_net} W`));
    expect(picture.join('\n')).toMatch(
      new RegExp(`energy_imported +${readings.energy_imported} kWh`),
    );
    expect(picture.join('\n')).toContain('The broker is away.');
    expect(picture.join('\n')).not.toContain('subscribe');
    for (const line of picture) expect(line.length).toBeLessThanOrEqual(100);
    expect(counts(sink)).toMatchObject({ taken: 1, told: 1 });
  });

  test('has a table for each meter, with the units of heat', async () => {
    const { out, printed } = newTerminal(80, 40);
    const sink = await open('auto', newAround({ out, meters: ['cellar', 'heating'] }));
    sink.take(powerReadouts(3)[2]);
    sink.take(heatReadout());
    await sink.close();
    const text = printed.at(-1) as string;
    expect(text).toContain('meter cellar');
    expect(text).toContain('meter heating');
    expect(text).toMatch(/heat_energy +200\.34 GJ/);
    expect(text).toMatch(/flow_temperature +67\.25 °C/);
    expect(text).toMatch(/power_imported +3 W/);
  });
});
