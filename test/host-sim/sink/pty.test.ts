/** A serial port of our own making, and one that is there already. Who reads them is Node, or socat. */
import {
  closeSync,
  constants,
  existsSync,
  lutimesSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { afterEach, describe, expect, test } from 'vitest';
import { openPseudoTerminal } from '../../../host-sim/node/pty.ts';
import { openPort } from '../../../host-sim/sink/port.ts';
import { openPty } from '../../../host-sim/sink/pty.ts';
import { PORT } from '../../../host-sim/sink/settings/port.ts';
import { PTY } from '../../../host-sim/sink/settings/pty.ts';
import type { Sink } from '../../../host-sim/sink/sink.ts';
import { eventually } from '../command/program.ts';
import { houseReadouts, newAround, optionsOf, powerReadouts } from './around.ts';

const isHere = process.platform === 'linux';
if (!isHere) console.warn('SKIPPED: pseudo-terminals are tried on Linux alone.');

const ends: (() => unknown)[] = [];
const folder = mkdtempSync(join(tmpdir(), 'pty-'));
let links = 0;

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function open(given: Record<string, string> = {}) {
  const link = join(folder, `p${links++}`);
  const around = newAround();
  const sink = await openPty(optionsOf(PTY.rows, { link, ...given }), around);
  ends.push(() => sink.close());
  return { link: given.link ?? link, sink, around };
}

/** Somebody who has the port open, and reads when asked to. */
function newReader(path: string) {
  const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;
  const fd = openSync(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
  const bytes = Buffer.alloc(65_536);
  let text = '';
  const read = () => {
    try {
      for (;;) text += bytes.toString('latin1', 0, readSync(fd, bytes));
    } catch {
      return text;
    }
  };
  return { fd, read, close: () => closeSync(fd) };
}

const counts = (sink: Sink) => sink.facts() as Record<string, number>;
const wattsOf = (text: string) =>
  [...text.matchAll(/1\.7\.0\((\d+)\*W\)/g)].map(([, w]) => Number(w));

describe.skipIf(!isHere)('smarty_dsmr_proxy: serial output port, without socat', () => {
  test('a program that opens the link reads each telegram as the meter printed it', async () => {
    const { link, sink } = await open();
    const reader = newReader(link);
    ends.push(reader.close);
    const readouts = houseReadouts(5);
    for (const readout of readouts) {
      sink.take(readout);
      reader.read();
    }
    const all = readouts.map(({ printed }) => printed).join('');
    expect(reader.read()).toBe(all);
    expect(counts(sink)).toMatchObject({ taken: 5, told: 5, dropped: 0, unheard: 0, waiting: 0 });
  });

  test('a serial port library opens it, sets its rate, and reads', async () => {
    const { link, sink } = await open();
    const port = new SerialPort({ path: link, baudRate: 115_200 });
    let text = '';
    port.on('data', (piece: Buffer) => (text += piece.toString('latin1')));
    await eventually(() => port.isOpen, 'an open port');
    const [readout] = houseReadouts(1);
    sink.take(readout);
    await eventually(() => text === readout.printed, 'the telegram');
    await new Promise<void>((resolve) => port.close(() => resolve()));
  });

  test('bytes go through as they are: the frame itself, and no echo of what is said there', async () => {
    const { link, sink } = await open({ content: 'frame' });
    const reader = newReader(link);
    ends.push(reader.close);
    writeSync(reader.fd, 'hello\r\n');
    const frame = Array.from({ length: 256 }, (_none, i) => String.fromCharCode(i)).join('');
    sink.frame?.('cellar', frame, 1);
    sink.take(houseReadouts(1)[0]);
    expect(reader.read()).toBe(frame);
    expect(counts(sink)).toMatchObject({ taken: 1, told: 1, heard_bytes: 7 });
  });

  test('who does not read keeps nobody waiting, and gets whole telegrams afterwards', async () => {
    const { link, sink } = await open();
    const reader = newReader(link);
    ends.push(reader.close);
    for (const readout of powerReadouts(2000)) sink.take(readout);
    const { taken, told, dropped, waiting } = counts(sink);
    expect([taken, told + dropped + waiting]).toEqual([2000, 2000]);
    expect(dropped).toBeGreaterThan(100);
    expect(waiting).toBe(1);
    // It wakes up: what had begun is finished.
    await eventually(() => (reader.read(), counts(sink).waiting === 0), 'the rest');
    const watts = wattsOf(reader.read());
    expect(watts).toEqual(Array.from({ length: counts(sink).told }, (_none, i) => i + 1));
    expect(reader.read().split('/').length - 1).toBe(watts.length);
    const [next] = houseReadouts(1);
    sink.take(next);
    expect(reader.read().endsWith(next.printed as string)).toBe(true);
  });

  test('who comes gets the next telegram, and nothing of those before', async () => {
    const { link, sink } = await open();
    const [first, second, third, fourth] = houseReadouts(4);
    sink.take(first);
    expect(counts(sink)).toMatchObject({ taken: 1, unheard: 1, told: 0 });
    const early = newReader(link);
    sink.take(second);
    early.close();
    // It left without reading: what lay there is thrown away.
    sink.take(third);
    const late = newReader(link);
    ends.push(late.close);
    sink.take(fourth);
    expect(late.read()).toBe(fourth.printed);
    expect(counts(sink)).toMatchObject({ taken: 4, told: 2, unheard: 2, dropped: 0 });
  });

  test('aliases are added with the checksum that belongs to them', async () => {
    const { link, sink } = await open({ aliases: 'true' });
    const reader = newReader(link);
    ends.push(reader.close);
    sink.take(houseReadouts(1)[0]);
    expect(reader.read()).toContain('\r\n1-0:1.8.1(');
  });
});

describe.skipIf(!isHere)('the link', () => {
  test('has the rights that are asked for, and goes at the end', async () => {
    const { link, sink } = await open({ mode: '640' });
    const device = readlinkSync(link);
    expect(device).toMatch(/^\/dev\/pts\/\d+$/);
    expect(statSync(link).mode & 0o777).toBe(0o640);
    await sink.close();
    ends.length = 0;
    expect(existsSync(link)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes('.'))).toEqual([]);
  });

  test.skipIf(process.getuid?.() !== 0)('is given to the group that is asked for', async () => {
    const { link } = await open({ group: 'dialout' });
    const row = readFileSync('/etc/group', 'utf8')
      .split('\n')
      .find((text) => text.startsWith('dialout:'));
    expect(statSync(link).gid).toBe(Number(row?.split(':')[2]));
    const link2 = join(folder, 'group');
    const bad = openPty(optionsOf(PTY.rows, { link: link2, group: 'nobodies' }), newAround());
    await expect(bad).rejects.toThrow('There is no group nobodies');
    expect(existsSync(link2)).toBe(false);
  });

  test('that a run left behind is replaced; what is not ours stays', async () => {
    const stale = join(folder, 'stale');
    symlinkSync('/dev/pts/9999', stale);
    await open({ link: stale });
    expect(readlinkSync(stale)).not.toBe('/dev/pts/9999');
    // Its number has been given to another since.
    const others = await openPseudoTerminal();
    ends.push(() => closeSync(others.master));
    const reused = join(folder, 'reused');
    symlinkSync(others.name, reused);
    lutimesSync(reused, 1, 1);
    await open({ link: reused });
    expect(readlinkSync(reused)).not.toBe(others.name);
    const file = join(folder, 'file');
    writeFileSync(file, 'mine');
    await expect(open({ link: file })).rejects.toThrow(`${file} is there and is no link`);
    expect(readFileSync(file, 'utf8')).toBe('mine');
    const other = join(folder, 'other');
    symlinkSync('/etc/hostname', other);
    await expect(open({ link: other })).rejects.toThrow('is not ours');
    expect(readlinkSync(other)).toBe('/etc/hostname');
  });

  test('of another program that runs is not taken over', async () => {
    const { link } = await open();
    const device = readlinkSync(link);
    await expect(open({ link })).rejects.toThrow(
      `${link} is the serial port of another program (${device}): end it, or choose another name.`,
    );
    expect(readlinkSync(link)).toBe(device);
  });

  test('that somebody else has taken over is left alone', async () => {
    const { link, sink } = await open();
    rmSync(link);
    symlinkSync('/dev/pts/9999', link);
    await sink.close();
    expect(readlinkSync(link)).toBe('/dev/pts/9999');
  });

  test('in a place where nothing can be made is a problem with advice', async () => {
    const nowhere = open({ link: '/proc/none/p1' });
    await expect(nowhere).rejects.toThrow(/cannot be made \(ENOENT|EACCES\).*choose a place/);
  });
});

describe.skipIf(!isHere)('smarty_dsmr_proxy: a serial port that is there already', () => {
  /** A pseudo-terminal that is not the sink's. */
  async function newLine() {
    const { master, name } = await openPseudoTerminal();
    const bytes = Buffer.alloc(65_536);
    let text = '';
    const read = () => {
      try {
        for (;;) text += bytes.toString('latin1', 0, readSync(master, bytes));
      } catch {
        return text;
      }
    };
    return { name, read, close: () => closeSync(master) };
  }

  test('gets each telegram, whole and in order', async () => {
    const line = await newLine();
    const sink = await openPort(optionsOf(PORT.rows, { path: line.name }), newAround());
    const readouts = houseReadouts(40);
    const reading = setInterval(line.read, 5);
    ends.push(() => clearInterval(reading));
    for (const readout of readouts) {
      await sink.room?.();
      sink.take(readout);
    }
    const all = readouts.map(({ printed }) => printed).join('');
    await eventually(() => line.read() === all, 'all telegrams');
    await eventually(() => counts(sink).told === 40, 'that all are written');
    expect(counts(sink)).toMatchObject({ taken: 40, dropped: 0, waiting: 0 });
    await sink.close();
    line.close();
  });

  test('that nobody empties is not filled without end', async () => {
    const line = await newLine();
    const sink = await openPort(optionsOf(PORT.rows, { path: line.name }), newAround());
    const readouts = houseReadouts(20);
    for (let i = 0; i < 200; i++) sink.take(readouts[i % 20]);
    const { taken, told, dropped, waiting } = counts(sink);
    expect([taken, told + dropped + waiting]).toEqual([200, 200]);
    expect(dropped).toBeGreaterThan(100);
    line.close();
    await sink.close();
    const after = counts(sink);
    expect(after.told + after.dropped + after.waiting).toBe(200);
  });

  test('that is not there is told once with advice, and tried again', async () => {
    const around = newAround();
    const path = join(folder, 'ttyUSB7');
    const sink = await openPort(optionsOf(PORT.rows, { path }), around);
    ends.push(() => sink.close());
    sink.take(houseReadouts(1)[0]);
    expect(around.told).toEqual([
      `The serial port ${path} cannot be used: it is not there: plug the cable in; "smarty list-ports" shows the ports that are there. It is tried again.`,
    ]);
    expect(counts(sink)).toMatchObject({ taken: 1, dropped: 1, told: 0 });
    const line = await newLine();
    symlinkSync(line.name, path);
    await eventually(() => sink.facts().state === 'open', 'that it is there');
    const [readout] = houseReadouts(1);
    sink.take(readout);
    await eventually(() => line.read() === readout.printed, 'the telegram');
    expect(around.told.at(-1)).toBe(`${path} is back.`);
    await sink.close();
    line.close();
  });
});
