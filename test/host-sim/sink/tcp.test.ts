/** The TCP streams of the reader. */
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { TCP } from '../../../host-sim/sink/settings/tcp.ts';
import type { Sink } from '../../../host-sim/sink/sink.ts';
import { openTcp } from '../../../host-sim/sink/tcp.ts';
import { eventually } from '../command/program.ts';
import { heatReadout, houseFrame, houseReadouts, newAround, optionsOf } from './around.ts';

const ends: (() => unknown)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function open(given: Record<string, string>) {
  const around = newAround();
  const sink = await openTcp(optionsOf(TCP.rows, given), around);
  ends.push(() => sink.close());
  const ports = [...sink.name.matchAll(/127\.0\.0\.1:(\d+)/g)].map(([, port]) => Number(port));
  return { sink, around, ports };
}

async function listener(port: number) {
  const socket = connect(port, '127.0.0.1');
  const heard = { text: '', isOver: false };
  socket.setEncoding('latin1').on('data', (piece) => (heard.text += piece));
  socket.on('close', () => (heard.isOver = true)).on('error', () => undefined);
  await once(socket, 'connect');
  ends.push(() => socket.destroy());
  return { socket, heard };
}

const counts = (sink: Sink) => sink.facts() as Record<string, number>;
const listeners = (sink: Sink, count: number) =>
  eventually(() => counts(sink).listeners === count, `${count} listeners`);

describe('smarty_dsmr_proxy: telegrams on TCP port 2001', () => {
  test('all who listen get each telegram, those of the other port the frames', async () => {
    const { sink, ports } = await open({ telegrams: '0', frames: '0' });
    const [one, two] = [await listener(ports[0]), await listener(ports[0])];
    const raw = await listener(ports[1]);
    await listeners(sink, 3);
    const readouts = houseReadouts(20);
    for (const [i, readout] of readouts.entries()) {
      sink.take(readout);
      sink.frame?.('cellar', Buffer.from(houseFrame(i)).toString('latin1'), i + 1);
      const size = readouts
        .slice(0, i + 1)
        .reduce((sum, { printed }) => sum + (printed?.length ?? 0), 0);
      await eventually(
        () => one.heard.text.length === size && two.heard.text.length === size,
        'both',
      );
    }
    const all = readouts.map(({ printed }) => printed).join('');
    expect([one.heard.text, two.heard.text]).toEqual([all, all]);
    const frames = readouts.map((_r, i) => Buffer.from(houseFrame(i)).toString('latin1')).join('');
    await eventually(() => raw.heard.text.length === frames.length, 'all frames');
    expect(raw.heard.text).toBe(frames);
    expect(counts(sink)).toMatchObject({ taken: 40, told: 40, unheard: 0, slow_listeners: 0 });
  });

  test('who does not read is dropped and counted, and the others go on', async () => {
    const { sink, ports } = await open({ telegrams: '0' });
    const lazy = await listener(ports[0]);
    lazy.socket.pause();
    const eager = await listener(ports[0]);
    await listeners(sink, 2);
    const readouts = houseReadouts(10);
    let size = 0;
    for (let i = 0; counts(sink).slow_listeners === 0; i++) {
      if (i > 50_000) throw new Error('the lazy one was never dropped');
      sink.take(readouts[i % 10]);
      size += readouts[i % 10].printed?.length ?? 0;
      // As soon as it has it: there are thousands.
      while (eager.heard.text.length < size) await new Promise(setImmediate);
    }
    expect(counts(sink)).toMatchObject({ listeners: 1, slow_listeners: 1 });
  });

  test('nobody there is counted as unheard, a heat meter has no telegrams', async () => {
    const { sink } = await open({ telegrams: '0' });
    sink.take(houseReadouts(1)[0]);
    sink.take(heatReadout('cellar'));
    expect(counts(sink)).toMatchObject({ taken: 1, told: 0, unheard: 1 });
  });

  test('one too many is sent away', async () => {
    const { sink, ports } = await open({ telegrams: '0', listeners: '1' });
    await listener(ports[0]);
    await listeners(sink, 1);
    const second = await listener(ports[0]);
    await eventually(() => second.heard.isOver, 'that it is closed');
    expect(counts(sink)).toMatchObject({ listeners: 1, refused_listeners: 1 });
  });

  test('a port that is taken is told once, and had as soon as it is free', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { sink, around } = await open({ telegrams: String(port) });
    expect(around.told).toEqual([
      `127.0.0.1:${port} is in use: choose another with --tcp. It is tried again.`,
    ]);
    sink.take(houseReadouts(1)[0]);
    expect(sink.facts()).toMatchObject({ state: 'waiting', unheard: 1 });
    other.close();
    await eventually(() => sink.facts().state === 'open', 'the port');
    const { heard } = await listener(port);
    await listeners(sink, 1);
    const [readout] = houseReadouts(1);
    sink.take(readout);
    await eventually(() => heard.text === readout.printed, 'the telegram');
    expect(around.told.at(-1)).toBe(`A stream of telegrams is at 127.0.0.1:${port}.`);
  });

  test('nothing to listen at is a problem', async () => {
    await expect(open({ aliases: 'true' })).rejects.toThrow('tcp needs a port');
    await expect(open({ aliases: 'true', frames: '0' })).rejects.toThrow('tcp aliases is for');
  });
});
