/** The library: telegrams for `for await` and for a function, typed, exact, none lost without being counted. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { allRegisters } from '../../../firmware/core/telegram/obis.ts';
import { FAULT_MEANINGS } from '../../../firmware/core/fault.ts';
import { namedReadings } from '../../../host-sim/docs.ts';
import { NAMES_FILE, namesFile } from '../../../host-sim/library-docs.ts';
import { readMeter } from '../../../host-sim/library/main.ts';
import type { NumberReading, Telegram, TextReading } from '../../../host-sim/library/main.ts';
import { hasCorpus, readBytes, readHex, readList, warnWithoutCorpus } from '../../fakes/corpus.ts';
import { bytesOf, frameOf, KEY, powerTelegram, telegramOf, TITLE } from '../../fakes/meter.ts';
import { eventually } from '../command/program.ts';
import { readFileSync } from 'node:fs';

warnWithoutCorpus('the telegrams of the library');

async function all(reading: AsyncIterable<Telegram>): Promise<Telegram[]> {
  const telegrams: Telegram[] = [];
  for await (const telegram of reading) telegrams.push(telegram);
  return telegrams;
}

const frames = (count: number) => Array.from({ length: count }, (_none, i) => frameOf(i + 1));

describe('readMeter', () => {
  test('smarty_dsmr_proxy: a telegram has its readings by name, with value and unit', async () => {
    const text = telegramOf([
      '0-0:1.0.0(261121152948W)',
      '1-0:1.8.0(006925.428*kWh)',
      '1-0:1.7.0(02.215*kW)',
      '1-0:2.7.0(00.000*kW)',
      '0-0:96.1.1(4B384547)',
      '1-0:99.97.0(1)(0-0:96.7.19)(000103180420W)(0000237126*s)',
      '0-1:24.1.0(003)',
      '0-1:24.2.1(261121150000W)(00282.139*m3)',
      '9-9:9.9.9(odd)',
    ]);
    const source = [frameOf(41, { telegram: text })];
    const [telegram] = await all(readMeter({ source, key: KEY, name: 'house' }));
    const { readings } = telegram;
    expect(readings.energy_imported).toEqual({
      code: '1-0:1.8.0',
      name: 'energy_imported',
      value: 6925.428,
      milli: 6925428,
      text: '6925.428',
      unit: 'kWh',
    });
    expect(readings.power_net?.value).toBe(2215);
    expect(readings.power_exported?.value).toBe(0);
    expect(readings.energy_exported).toBeUndefined();
    expect(readings.equipment_id).toMatchObject({ value: 'K8EG', unit: undefined });
    expect(readings.power_failure_log?.value).toHaveLength(1);
    expect(readings.gas_1_volume).toMatchObject({ value: 282.139, unit: 'm3' });
    expect(telegram.get('gas_1_time')?.value).toBe('2026-11-21T15:00:00+01:00');
    expect(telegram.all().map(({ name }) => name)).toContain('power_failure_log');
    expect(telegram.other).toEqual({ '9-9:9.9.9': 'odd' });
    expect(telegram).toMatchObject({
      meter: 'house',
      header: 'TST5\\2MADE',
      meterTime: '2026-11-21T15:29:48+01:00',
      time: new Date('2026-11-21T14:29:48Z'),
      encrypted: true,
      authenticated: true,
      systemTitle: TITLE,
      frameCounter: 41,
    });
    expect(String(telegram)).toBe(text);
    expect(telegram.frame).toEqual(Buffer.from(source[0]));
    expect(JSON.parse(JSON.stringify(telegram))).toMatchObject({
      readings: { energy_imported: 6925.428 },
      frame_counter: 41,
    });
  });

  test('its types know what each reading holds', () => {
    expectTypeOf<Telegram['readings']['power_net']>().toEqualTypeOf<NumberReading | undefined>();
    expectTypeOf<Telegram['readings']['gas_2_id']>().toEqualTypeOf<TextReading | undefined>();
    expectTypeOf<Telegram['readings']['message']>().toEqualTypeOf<TextReading | undefined>();
    expectTypeOf<Telegram['readings']>().not.toHaveProperty('power_nett');
  });

  test('the names it knows are those of the register table', () => {
    expect(readFileSync(NAMES_FILE, 'utf8')).toBe(namesFile(namedReadings()));
    const names = namesFile(namedReadings());
    const plain = allRegisters().filter(({ unit }) =>
      ['kWh', 'W', 'V', 'A', 'text'].includes(unit),
    );
    for (const { name } of plain) expect(names).toContain(`| '${name}'`);
  });

  test('telegrams that come in the clear need no key and have no counter', async () => {
    const [telegram] = await all(readMeter({ source: [bytesOf(powerTelegram(7))] }));
    expect(telegram).toMatchObject({
      encrypted: false,
      authenticated: false,
      systemTitle: undefined,
      frameCounter: undefined,
      frame: undefined,
    });
    expect(telegram.readings.power_imported?.value).toBe(7);
  });

  test('bytes may come from any stream, in pieces of any size', async () => {
    const bytes = Buffer.concat(frames(20));
    for (const size of [1, 7, 64, 5000]) {
      const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_none, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      const telegrams = await all(readMeter({ source: Readable.from(pieces), key: KEY }));
      expect(telegrams.map(({ frameCounter }) => frameCounter)).toEqual(
        Array.from({ length: 20 }, (_none, i) => i + 1),
      );
    }
  });

  test('a function is called for one telegram at a time', async () => {
    let under = 0;
    let most = 0;
    const seen: unknown[] = [];
    await readMeter({ source: frames(10), key: KEY }, async ({ frameCounter }) => {
      most = Math.max(most, ++under);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push(frameCounter);
      under--;
    });
    expect(most).toBe(1);
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test('a recording waits for a program that is slow', async () => {
    const reading = readMeter({ source: frames(50), key: KEY, most: 3 });
    const seen: unknown[] = [];
    for await (const { frameCounter } of reading) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen.push(frameCounter);
    }
    expect(seen).toHaveLength(50);
    expect(reading.dropped).toBe(0);
  });

  test('of a meter, which does not wait, the oldest are dropped and counted', async () => {
    const server = createServer((socket) => void socket.write(Buffer.concat(frames(50))));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const reading = readMeter({ source: `tcp://127.0.0.1:${port}`, key: KEY, most: 3 });
    const first = await reading.next();
    await eventually(() => reading.dropped > 0, 'dropped telegrams');
    const seen = [first.value?.frameCounter];
    while (seen.at(-1) !== 50) seen.push((await reading.next()).value?.frameCounter);
    await reading.return();
    server.close();
    expect(seen.length + reading.dropped).toBe(50);
    expect(seen.toSorted((a, b) => Number(a) - Number(b))).toEqual(seen);
  });

  test('leaving the loop closes the source, and so does a signal', async () => {
    let open = 0;
    const server = createServer((socket) => {
      open++;
      socket.on('error', () => undefined).on('close', () => open--);
      socket.write(Buffer.concat(frames(3)));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const options = { source: `tcp://127.0.0.1:${port}`, key: KEY };
    for await (const telegram of readMeter(options)) {
      expect(telegram.frameCounter).toBe(1);
      break;
    }
    await eventually(() => open === 0, 'a closed connection');
    const ending = new AbortController();
    await readMeter({ ...options, signal: ending.signal }, () => ending.abort());
    await eventually(() => open === 0, 'a closed connection');
    server.close();
  });

  test('leaving the loop, or a signal, also ends a source that has fallen silent', async () => {
    async function* silent() {
      yield frameOf(1);
      await new Promise(() => undefined);
    }
    let left = 0;
    const stream = new PassThrough();
    stream.write(frameOf(1));
    const byHand: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => {
        const walk = silent();
        return { next: () => walk.next(), return: () => (left++, walk.return()) };
      },
    };
    for (const source of [silent(), stream, byHand]) {
      for await (const telegram of readMeter({ source, key: KEY })) {
        expect(telegram.frameCounter).toBe(1);
        break;
      }
    }
    expect([stream.destroyed, left]).toEqual([true, 1]);
    const [ending, other] = [new AbortController(), new PassThrough()];
    other.write(frameOf(2));
    const options = { source: other, key: KEY, signal: ending.signal };
    await readMeter(options, () => setImmediate(() => ending.abort()));
    expect(other.destroyed).toBe(true);
  });

  test('what is refused is told with its meaning, and is no telegram', async () => {
    const faults: string[][] = [];
    const spoiled = frameOf(2);
    spoiled[30] ^= 1;
    const telegrams = await all(
      readMeter({
        source: [frameOf(1), spoiled, frameOf(3), frameOf(3)],
        key: KEY,
        onFault: (...fault) => faults.push(fault),
      }),
    );
    expect(telegrams.map(({ frameCounter }) => frameCounter)).toEqual([1, 3]);
    expect(faults).toEqual([
      ['tag', FAULT_MEANINGS.tag],
      ['replay', FAULT_MEANINGS.replay],
    ]);
  });

  test('without a key encrypted frames are a fault that says so', async () => {
    const faults: string[] = [];
    await all(readMeter({ source: [frameOf(1)], onFault: (fault) => faults.push(fault) }));
    expect(faults).toEqual(['no-key']);
  });

  test('options that are wrong are thrown at once; a key is not repeated', () => {
    const source = 'simulated';
    const wrong: [Parameters<typeof readMeter>[0], RegExp][] = [
      [{ source, key: 'secret' }, /^key must be 16 bytes, or 32 hexadecimal digits/],
      [{ source, authKey: new Uint8Array(15) }, /^authKey must be 16 bytes/],
      [{ source, tag: 'maybe' as never }, /^tag must be one of verify, fallback, off/],
      [{ source: 'nonsense' }, /^source must be a serial port/],
      [{ source, sourceSettings: { speed: 1 } }, /^sourceSettings must be of url, baud/],
      [{ source, sourceSettings: { baud: 1 } }, /^sourceSettings\.baud must be a whole number/],
      [{ source, most: 0 }, /^most must be a whole number from 1/],
    ];
    for (const [options, message] of wrong) {
      expect(() => readMeter(options)).toThrow(TypeError);
      expect(() => readMeter(options)).toThrow(message);
      expect(() => readMeter(options)).not.toThrow(/secret/);
    }
  });

  test('a source that can never be read rejects', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'smarty-library-'));
    const reading = readMeter({ source: `file:${join(directory, 'no')}` });
    await expect(all(reading)).rejects.toThrow(/no cannot be read \(ENOENT\)/);
    expect(await reading.next()).toEqual({ value: undefined, done: true });
    writeFileSync(join(directory, 'frames'), frameOf(1));
    expect(
      await all(readMeter({ source: `file:${join(directory, 'frames')}`, key: KEY })),
    ).toHaveLength(1);
    rmSync(directory, { recursive: true });
    const bad = readMeter({ source: ['text' as never] });
    await expect(all(bad)).rejects.toThrow('source must give pieces of bytes');
  });

  test('Austria: a frame whose authentication key is not known is read, and marked', async () => {
    const source = [frameOf(1, { authKey: new Uint8Array(16) })];
    expect(await all(readMeter({ source, key: KEY }))).toEqual([]);
    const [telegram] = await all(readMeter({ source, key: KEY, tag: 'fallback' }));
    expect(telegram.authenticated).toBe(false);
    const [known] = await all(readMeter({ source, key: KEY, authKey: '00'.repeat(16) }));
    expect(known.authenticated).toBe(true);
  });
});

interface Entry {
  name: string;
  kind: string;
  file: string;
  key: string | null;
  aad: string | null;
  authenticates?: boolean;
  frameCounter?: number;
  crcValid: boolean | null;
}

describe.skipIf(!hasCorpus)('the corpus', () => {
  const entries = readList<Entry>('index.json');
  const sealed = entries.filter(
    ({ kind, authenticates, crcValid, key }) =>
      kind === 'encrypted' && authenticates && crcValid && key,
  );
  const plain = entries.filter(({ kind, crcValid }) => kind === 'plain' && crcValid);

  test.each(sealed.map((entry) => [entry.name, entry] as const))(
    'the frame %s is read, verified',
    async (_name, { file, key, aad, frameCounter }) => {
      const options = { key: key ?? undefined, authKey: aad?.slice(2) };
      const telegrams = await all(readMeter({ source: [readHex(file)], ...options }));
      expect(telegrams).toHaveLength(1);
      expect(telegrams[0].authenticated).toBe(true);
      if (frameCounter !== undefined) expect(telegrams[0].frameCounter).toBe(frameCounter);
    },
  );

  test.each(plain.map((entry) => [entry.name, entry] as const))(
    'the telegram %s is read as it is printed',
    async (_name, { file }) => {
      const bytes = readBytes(file);
      const [telegram] = await all(readMeter({ source: [bytes] }));
      expect(Buffer.from(bytes).includes(Buffer.from(telegram.printed))).toBe(true);
    },
  );
});
