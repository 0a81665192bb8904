/** UDP: what a Loxone Miniserver's virtual input would get. The peer is a socket on the loopback. */
import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, test } from 'vitest';
import { openUdp } from '../../../host-sim/sink/udp.ts';
import { UDP } from '../../../host-sim/sink/settings/udp.ts';
import type { Sink } from '../../../host-sim/sink/sink.ts';
import { eventually } from '../command/program.ts';
import { heatReadout, houseReadouts, newAround, optionsOf, powerReadouts } from './around.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function newPeer() {
  const socket = createSocket('udp4');
  const heard: string[] = [];
  socket.on('message', (message) => heard.push(message.toString('utf8')));
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  ends.push(() => socket.close());
  return { to: `127.0.0.1:${socket.address().port}`, heard };
}

async function open(given: Record<string, string>) {
  const around = newAround();
  const sink = await openUdp(optionsOf(UDP.rows, given), around);
  ends.push(() => sink.close());
  return { sink, around };
}

const counts = (sink: Sink) => sink.facts() as Record<string, number>;

describe('Loxone: a virtual UDP input', () => {
  test('gets a line "name=value" for each number, in datagrams of whole lines', async () => {
    const { to, heard } = await newPeer();
    const { sink } = await open({ to });
    const [readout] = houseReadouts(1);
    sink.take(readout);
    await eventually(() => counts(sink).told === 1, 'that it is sent');
    const { readings } = JSON.parse(readout.json) as { readings: Record<string, unknown> };
    const numbers = Object.entries(readings).filter(([, value]) => typeof value === 'number');
    const lines = () => heard.join('').trimEnd().split('\n');
    await eventually(() => lines().length === numbers.length, 'all numbers');
    expect(lines()).toEqual(numbers.map(([name, value]) => `${name}=${value}`));
    expect(lines()).toContain(`power_net=${readings.power_net}`);
    for (const datagram of heard) {
      expect(datagram.endsWith('\n')).toBe(true);
      expect(datagram.length).toBeLessThanOrEqual(1400);
    }
  });

  test('gets only what is chosen, in that order, and never what the meter has not sent', async () => {
    const { to, heard } = await newPeer();
    const { sink } = await open({ to, readings: 'energy_imported,gas_3_volume,power_imported' });
    const [readout] = houseReadouts(1);
    sink.take(readout);
    await eventually(() => heard.length === 1, 'a datagram');
    const { readings } = JSON.parse(readout.json);
    expect(heard[0]).toBe(
      `energy_imported=${readings.energy_imported}\npower_imported=${readings.power_imported}\n`,
    );
  });

  test('gets lines of a template; one whose reading is missing is left out', async () => {
    const { to, heard } = await newPeer();
    const template = 'Zähler {meter}: P {power_imported} W\\ngas {gas_3_volume}\\nend';
    const { sink } = await open({ to, template });
    sink.take(powerReadouts(7)[6]);
    await eventually(() => heard.length === 1, 'a datagram');
    expect(heard[0]).toBe('Zähler cellar: P 7 W\nend\n');
  });

  test('gets a heat meter as well', async () => {
    const { to, heard } = await newPeer();
    const { sink } = await open({ to, readings: 'heat_energy,flow_temperature' });
    sink.take(heatReadout('cellar'));
    await eventually(() => heard.length === 1, 'a datagram');
    expect(heard[0]).toBe('heat_energy=200.34\nflow_temperature=67.25\n');
  });
});

describe('UDP', () => {
  test('sends every telegram once and in order', async () => {
    const { to, heard } = await newPeer();
    const { sink } = await open({ to, readings: 'power_imported' });
    const readouts = powerReadouts(200);
    for (const readout of readouts) {
      sink.take(readout);
      await eventually(() => counts(sink).waiting === 0, 'that it is sent');
    }
    await eventually(() => heard.length === 200, 'all of them');
    expect(heard).toEqual(readouts.map((_r, i) => `power_imported=${i + 1}\n`));
    expect(counts(sink)).toMatchObject({ taken: 200, told: 200, dropped: 0, between: 0 });
  });

  test.each([
    ['json', (heard: string) => JSON.parse(heard).readings.power_imported === 1],
    ['telegram', (heard: string) => heard === powerReadouts(1)[0].printed],
  ])('sends %s where that is wanted', async (content, isIt) => {
    const { to, heard } = await newPeer();
    const { sink } = await open({ to, content });
    sink.take(powerReadouts(1)[0]);
    await eventually(() => heard.length === 1, 'a datagram');
    expect(isIt(heard[0])).toBe(true);
  });

  test('sends no more often than is wanted', async () => {
    const { to } = await newPeer();
    const { sink } = await open({ to, interval_s: '30' });
    for (const [i, readout] of powerReadouts(7).entries()) {
      sink.take({ ...readout, receivedMs: 1_000_000 + i * 10_000 });
    }
    await eventually(() => counts(sink).waiting === 0, 'that all are sent');
    expect(counts(sink)).toMatchObject({ taken: 7, told: 3, between: 4, dropped: 0 });
  });

  test('a name that nobody has is told once, and what was for it counted', async () => {
    const { sink, around } = await open({ to: 'no-such-host.invalid:7000' });
    const readouts = powerReadouts(3);
    for (const readout of readouts) {
      sink.take(readout);
      await eventually(() => counts(sink).waiting === 0, 'the answer');
    }
    expect(counts(sink)).toMatchObject({ taken: 3, told: 0, dropped: 3 });
    expect(around.told).toHaveLength(1);
    expect(around.told[0]).toContain('check the address and the network');
  });

  test('many at once are bounded: none waits without end, none is lost without a count', async () => {
    const { to } = await newPeer();
    const { sink } = await open({ to });
    const readouts = houseReadouts(10);
    for (let i = 0; i < 500; i++) sink.take(readouts[i % 10]);
    expect(counts(sink).waiting).toBeLessThanOrEqual(32);
    await eventually(() => counts(sink).waiting === 0, 'that all are sent');
    const { taken, told, dropped } = counts(sink);
    expect([taken, told + dropped]).toEqual([500, 500]);
    expect(told).toBeGreaterThan(0);
  });

  test('makes a recording wait for room, and sends what waits before it ends', async () => {
    const { to, heard } = await newPeer();
    const { sink } = await open({ to: to.replace('127.0.0.1', 'localhost'), content: 'json' });
    for (const readout of powerReadouts(60)) {
      sink.take(readout);
      await sink.room?.();
    }
    expect(counts(sink).waiting).toBeGreaterThan(0);
    await sink.close();
    expect(counts(sink)).toMatchObject({ taken: 60, told: 60, dropped: 0, waiting: 0 });
    await eventually(() => heard.length === 60, 'all of them');
  });

  test('a name that no reading has is refused, with the one that was probably meant', async () => {
    const to = '127.0.0.1:1';
    const misspelt = open({ to, readings: 'power_net,enregy_imported' });
    const sentence = 'udp readings: there is no reading of name 2. Did you mean "energy_imported"?';
    await expect(misspelt).rejects.toThrow(sentence);
    const far = open({ to, readings: '00112233445566778899aabbccddeeff' });
    await expect(far).rejects.toThrow(/^udp readings: there is no reading of name 1\. See docs/);
    const template = open({ to, template: '{meter} {powr_net} W' });
    await expect(template).rejects.toThrow(/^udp template: .* name 1\. Did you mean "power_net"\?/);
  });

  test('says what does not go together', async () => {
    await expect(open({})).rejects.toThrow('udp needs an address');
    const both = open({ to: '127.0.0.1:1', template: 'x', readings: 'power_net' });
    await expect(both).rejects.toThrow('leave readings out');
    const odd = open({ to: '127.0.0.1:1', content: 'json', readings: 'power_net' });
    await expect(odd).rejects.toThrow('are for content = "lines"');
  });
});
