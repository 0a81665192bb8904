/**
 * The command line of smarty_dsmr_proxy (decrypt.py @2e01de0). The oracle for its lines is Python itself where
 * it is installed, and literals as Python 3.11 has printed them.
 */
import { spawnSync } from 'node:child_process';
import { closeSync, readSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bytesLiteral } from '../../../host-sim/legacy/python.ts';
import { sealFrame, TEST_KEY, TEST_TITLE } from '../../../host-sim/house/seal.ts';
import { openPseudoTerminal } from '../../../host-sim/node/pty.ts';
import { KEY, frameOf, powerTelegram, telegramOf } from '../../fakes/meter.ts';
import { hasSocat, newSerialLine, warnWithoutSocat } from '../../fakes/serial.ts';
import { eventually } from '../command/program.ts';
import type { Folder } from './command.ts';
import { hexOf, newFolder, run, start } from './command.ts';

warnWithoutSocat('the old command line at a serial port');

const isLinux = process.platform === 'linux';
const GAK = 'a0a1a2a3a4a5a6a7a8a9aaabacadaeaf';
let folder: Folder;

beforeAll(() => void (folder = newFolder()));
afterAll(() => folder.remove());

function recording(name: string, frames: Uint8Array[]): string {
  return `file:${folder.file(name, hexOf(frames))}`;
}

const literal = (counter: number) => {
  const text = powerTelegram(counter).replaceAll('\\', '\\\\').replaceAll('\r\n', '\\r\\n');
  return `Framecounter\nb'0000${counter.toString(16).padStart(4, '0')}'\nb'${text}'\n`;
};

describe('smarty_dsmr_proxy: the command line', () => {
  test('smarty_dsmr_proxy: KEY, -i: frame counter and telegram are printed, byte for byte', async () => {
    const from = recording('two.hex', [frameOf(7), frameOf(300)]);
    const { code, out, err } = await run(['proxy', KEY, '-i', from]);
    expect([code, out]).toEqual([0, literal(7) + literal(300)]);
    expect(err).toContain('Telegrams: 2.');
    expect(await run(['proxy', KEY, `--serial-input-port=${from}`])).toEqual({ code, out, err });
  });

  test('smarty_dsmr_proxy: fault: the key need not stand on the command line, and who writes it there is told', async () => {
    const from = recording('one.hex', [frameOf(7)]);
    const seen = await run(['proxy', KEY, '-i', from]);
    expect(seen.err).toMatch(/^warning: Other users of this computer can see a key/);
    const key = folder.file('my.key', `${KEY}\n`);
    for (const [args, env] of [
      [['proxy', '-i', from], { SMARTY_KEY: KEY }],
      [['proxy', '-i', from, '--key-file', key], {}],
    ] as const) {
      const { out, err } = await run([...args], env);
      expect(out).toBe(seen.out);
      expect(err).not.toContain('warning');
    }
    const none = await run(['proxy', '-i', from]);
    expect([none.code, none.out]).toEqual([2, '']);
    expect(none.err).toMatch(/^There is no key: .* SMARTY_KEY/);
  });

  test('smarty_dsmr_proxy: the preset port and the console are weaker than any setting', async () => {
    const from = recording('preset.hex', [frameOf(7)]);
    for (const [args, env] of [
      [['proxy', KEY, '--source', from, '--stdout', 'json'], {}],
      [['proxy', KEY], { SMARTY_SOURCE__URL: from, SMARTY_STDOUT__FORMAT: 'json' }],
    ] as const) {
      const { code, out } = await run([...args], env);
      expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ frame_counter: 7 })]);
    }
    const { code, out } = await run(['proxy', KEY, '-i', from], {
      SMARTY_SOURCE__URL: 'simulated',
    });
    expect([code, out]).toEqual([0, literal(7)]);
  });

  test('smarty_dsmr_proxy: -a: the additional data of Austria; that of Luxembourg is the preset', async () => {
    const telegram = powerTelegram(5);
    const authKey = Uint8Array.from(Buffer.from(GAK, 'hex'));
    const sealing = { telegram, key: TEST_KEY, authKey, systemTitle: TEST_TITLE, counter: 5 };
    const from = recording('austria.hex', [sealFrame(sealing)]);
    const right = await run(['proxy', KEY, '-i', from, '-a', `30${GAK}`]);
    expect([right.code, right.out]).toEqual([0, literal(5)]);
    const luxembourg = await run(['proxy', KEY, '-i', from]);
    expect([luxembourg.code, luxembourg.out]).toEqual([
      1,
      "Framecounter\nb'00000005'\nERROR: Invalid Tag.\n",
    ]);
    for (const wrong of [GAK, `31${GAK}`, `30${GAK}0`]) {
      const { code, err } = await run(['proxy', KEY, '-i', from, '-a', wrong]);
      expect([code, err]).toEqual([2, expect.stringContaining('--aad must be 30 and the')]);
      expect(err).not.toContain(GAK);
    }
  });

  test('smarty_dsmr_proxy: -p prints each reading with the name that dsmr_parser has for it', async () => {
    const telegram = telegramOf([
      '1-3:0.2.8(50)',
      '0-0:1.0.0(210225133000W)',
      '1-0:1.7.0(00.244*kW)',
      '0-1:24.2.1(210225133000W)(00042.000*m3)',
      '1-1:31.4.0(200*A)(-200*A)',
    ]);
    const from = recording('parse.hex', [frameOf(9, { telegram })]);
    const { out } = await run(['proxy', KEY, '-p', '-i', from]);
    expect(out).toBe(
      [
        "Framecounter\nb'00000009'",
        'P1_MESSAGE_HEADER: 50\t[None]',
        'P1_MESSAGE_TIMESTAMP: 210225133000W\t[None]',
        'CURRENT_ELECTRICITY_USAGE: 00.244\t[kW]',
        'HOURLY_GAS_METER_READING: 00042.000\t[m3] at 210225133000W',
        '1-1:31.4.0: -200\t[A] at 200*A',
        '',
      ].join('\n'),
    );
  });

  test('smarty_dsmr_proxy: its three error lines stand where they stood', async () => {
    const spoiled = frameOf(8);
    spoiled[40] ^= 1;
    const form = frameOf(9);
    form[10] = 0x80;
    const noCrc = frameOf(10, { telegram: powerTelegram(10).replace(/![0-9A-F]{4}/, '!0000') });
    const from = recording('errors.hex', [frameOf(7), spoiled, form, noCrc, frameOf(11)]);
    const { out } = await run(['proxy', KEY, '-i', from]);
    const lines = out.split('\n');
    expect(out.startsWith(literal(7))).toBe(true);
    expect(out.endsWith(literal(11))).toBe(true);
    const after = (text: string) => lines[lines.indexOf(text) + 1];
    expect(after("b'00000008'")).toBe('ERROR: Invalid Tag.');
    expect(lines).toContain('ERROR, expected 0x82 separator byte not found, dropping frame');
    expect(after("b'0000000a'")).toBe('ERROR: Cannot parse DSMR Telegram');
  });

  test('smarty_dsmr_proxy: bytes are printed as Python 3 prints them', () => {
    const cases: [string, string][] = [
      ['', "b''"],
      ["it's", 'b"it\'s"'],
      [`'"`, `b'\\'"'`],
      ['\\2\r\n\t\0\x7f\xff~ ', "b'\\\\2\\r\\n\\t\\x00\\x7f\\xff~ '"],
    ];
    for (const [bytes, text] of cases) expect(bytesLiteral(bytes)).toBe(text);
    const all = Array.from({ length: 256 }, (_none, i) => String.fromCharCode(i)).join('');
    const python = spawnSync('python3', ['-c', 'print(bytes(range(256)))'], { encoding: 'utf8' });
    if (python.status === 0) expect(`${bytesLiteral(all)}\n`).toBe(python.stdout);
    else console.warn('SKIPPED: python3 is not here to compare with.');
  });
});

/** The far end of a serial output port, as socat made one. */
async function newOutputPort() {
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

describe.skipIf(!isLinux || !hasSocat)('smarty_dsmr_proxy: between two serial ports', () => {
  test('smarty_dsmr_proxy: -o: 115200 8N1 in, the decrypted telegram out, and again after the cable was pulled', async () => {
    const line = await newSerialLine();
    const port = await newOutputPort();
    const args = ['proxy', KEY, '-i', line.path, '-o', port.name];
    const program = start(args);
    let counter = 0;
    const sendUntil = async (isTrue: () => boolean, what: string) => {
      const sending = setInterval(() => void line.send(frameOf(++counter)), 30);
      await eventually(isTrue, what);
      clearInterval(sending);
    };
    await sendUntil(() => port.read().includes('!'), 'a telegram');
    await line.pull();
    await eventually(() => program.err().includes('It is tried again.'), 'word of the cable');
    await line.plugIn();
    const before = port.read().length;
    await sendUntil(() => port.read().length > before, 'a telegram after that');
    program.end();
    const { code, out } = await program.ended;
    await line.remove();
    const telegrams = port.read().split(/(?<=![0-9A-F]{4}\r\n)/);
    port.close();
    expect(code).toBe(0);
    // The last one may have been on its way when it was asked to end.
    for (const telegram of telegrams.slice(0, -1)) {
      const watts = Number(/1\.7\.0\((\d+)\*W/.exec(telegram)?.[1]);
      expect(telegram).toBe(powerTelegram(watts));
      expect(out).toContain(literal(watts));
    }
  });

  test('smarty_dsmr_proxy: fault: ports that are not there are told and tried again, in and out', async () => {
    const [from, to] = [join(folder.path, 'ttyUSB0'), join(folder.path, 'pts')];
    const program = start(['proxy', KEY, '-i', from, '-o', to]);
    await eventually(
      () => (program.err().match(/It is tried again\./g) ?? []).length === 2,
      'both',
    );
    expect(program.err()).toContain(`The serial port ${from} cannot be used: it is not there`);
    expect(program.err()).toContain(`The serial port ${to} cannot be used: it is not there`);
    const [line, port] = [await newSerialLine(), await newOutputPort()];
    symlinkSync(line.path, from);
    symlinkSync(port.name, to);
    let counter = 0;
    const sending = setInterval(() => void line.send(frameOf(++counter)), 30);
    await eventually(() => port.read().includes('!'), 'a telegram');
    clearInterval(sending);
    program.end();
    expect((await program.ended).code).toBe(0);
    await line.remove();
    port.close();
  });
});
