/** `smarty read` and `smarty run` as processes: what they print, and how they end. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FAULT_MEANINGS } from '../../../firmware/core/fault.ts';
import { frameOf, KEY, powerTelegram } from '../../fakes/meter.ts';
import { hasSocat, newSerialLine, warnWithoutSocat } from '../../fakes/serial.ts';
import { eventually, freePort } from '../command/program.ts';
import { newHearer, valuesOf } from '../sink/hearer.ts';
import type { Heard } from '../sink/hearer.ts';
import { smarty, startSmarty } from './program.ts';

warnWithoutSocat('smarty read at a serial port');

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'smarty-read-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const hex = (from: number, count: number) =>
  Array.from({ length: count }, (_none, i) => Buffer.from(frameOf(from + i)).toString('hex'));

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

const counters = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).frame_counter as number);

describe('smarty read', () => {
  test('shows a line a telegram where there is no terminal', async () => {
    const { code, out, err } = await smarty([
      'read',
      'simulated',
      '--count',
      '2',
      '--source-period-s',
      '0',
    ]);
    expect([code, err]).toEqual([0, '']);
    const lines = out.trim().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/power_net .* W/);
  });

  test('go-smarty-reader: a hundred telegrams, and then it ends', async () => {
    const frames = file('hundred.hex', hex(1, 150).join('\n'));
    const args = ['read', `file:${frames}`, '--count', '100', '--stdout', 'json'];
    const { code, out } = await smarty(args, { SMARTY_KEY: KEY });
    expect(code).toBe(0);
    expect(counters(out)).toEqual(Array.from({ length: 100 }, (_none, i) => i + 1));
  });

  test('reads standard input, as mosquitto_sub writes it, and a key from a file', async () => {
    const key = file('my.key', `${KEY}\n`);
    const args = ['read', '-', '--key-file', key, '--stdout', 'json'];
    const { code, out, err } = await smarty(args, {}, hex(7, 3).join('\n'));
    expect([code, err]).toEqual([0, 'Telegrams: 3.\n']);
    expect(counters(out)).toEqual([7, 8, 9]);
  });

  test('a variable goes before what it would do by itself', async () => {
    const frames = file('variable.hex', hex(7, 3).join('\n'));
    const env = { SMARTY_KEY: KEY, SMARTY_STDOUT__FORMAT: 'json' };
    const { code, out } = await smarty(['read', `file:${frames}`], env);
    expect([code, counters(out)]).toEqual([0, [7, 8, 9]]);
  });

  test('says what was wrong with a recording, and fails where nothing was right', async () => {
    const frames = file('sealed.hex', hex(1, 2).join('\n'));
    const args = ['read', `file:${frames}`];
    const { code, out, err } = await smarty(args, { SMARTY_KEY: 'ff'.repeat(16) });
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(FAULT_MEANINGS.tag);
    expect(err).toContain('Telegrams: 0.');
    expect(err.toLowerCase()).not.toContain('ffff');
  });

  test('ends well when whoever reads its output has enough', async () => {
    const program = startSmarty(['read', 'simulated', '--source-period-s', '0']);
    await eventually(() => program.text.out.length > 0, 'output');
    program.child.stdout?.destroy();
    const { code, err } = await program.ended;
    expect([code, err]).toEqual([0, '']);
  });

  test.skipIf(!hasSocat)(
    'smarty_dsmr_proxy: a cable in, and the same telegrams out at TCP port 2001',
    async () => {
      const line = await newSerialLine();
      const port = await freePort();
      const program = startSmarty(['read', line.path, '--tcp', `${port}`], { SMARTY_KEY: KEY });
      let heard = '';
      let socket = connect(port, '127.0.0.1');
      // Until the program listens.
      while (
        !(await Promise.race([
          once(socket, 'connect'),
          once(socket, 'close').then(() => false),
        ]).catch(() => false))
      ) {
        socket = connect(port, '127.0.0.1');
      }
      socket.setEncoding('latin1').on('data', (text) => (heard += text));
      let counter = 0;
      while (!heard.includes('!')) {
        await line.send(frameOf(++counter));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      program.child.kill('SIGTERM');
      const { code, err } = await program.ended;
      socket.destroy();
      await line.remove();
      expect([code, err]).toEqual([0, `A stream of telegrams is at 127.0.0.1:${port}.\n`]);
      expect(heard).toMatch(/^\/TST5[^!]*![0-9A-F]{4}\r\n/);
    },
  );
});

describe('smarty read, at the end of a recording', () => {
  const given = (count: number) => `file:${file(`end-${count}.hex`, hex(1, count).join('\n'))}`;
  const env = { SMARTY_KEY: KEY };
  const payloads = (heard: Heard[], topic: string) => valuesOf(heard, `smarty/meter/${topic}`);

  test('a broker gets all of it, though it ended before the broker was there', async () => {
    const broker = await newHearer();
    const mqtt = ['--mqtt', `mqtt://127.0.0.1:${broker.port}`];
    const { code, err } = await smarty(['read', given(20), ...mqtt], env);
    expect([code, err]).toEqual([0, expect.stringContaining('Telegrams: 20.')]);
    // It has ended when the broker has all; who listens there hears the last word a little later.
    await vi.waitFor(() => {
      expect(payloads(broker.heard, 'status')).toEqual(['online', 'offline']);
    }, 20_000);
    const telegrams = payloads(broker.heard, 'telegram');
    expect(telegrams.map((json) => JSON.parse(json).frame_counter)).toEqual(
      Array.from({ length: 20 }, (_none, i) => i + 1),
    );
    await broker.close();
  });

  test('a broker that is told readings alone is told those of each telegram', async () => {
    const broker = await newHearer();
    const telegrams = Array.from({ length: 20 }, (_none, i) => powerTelegram(i + 1));
    const frames = telegrams.map((telegram, i) => frameOf(i + 1, { telegram }));
    const hexes = frames.map((frame) => Buffer.from(frame).toString('hex'));
    const from = `file:${file('readings.hex', hexes.join('\n'))}`;
    const mqtt = ['--mqtt', `mqtt://127.0.0.1:${broker.port}`, '--mqtt-telegram-topic', 'no'];
    const { code } = await smarty(['read', from, ...mqtt], env);
    expect(code).toBe(0);
    await vi.waitFor(() => {
      expect(payloads(broker.heard, 'status').at(-1)).toBe('offline');
    }, 20_000);
    expect(payloads(broker.heard, 'reading/power_imported')).toEqual(
      Array.from({ length: 20 }, (_none, i) => `${i + 1}`),
    );
    await broker.close();
  });

  test('a name that has to be looked up gets its datagrams, also after one telegram', async () => {
    const socket = createSocket('udp4');
    const heard: string[] = [];
    socket.on('message', (message) => heard.push(`${message}`)).bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const udp = ['--udp', `localhost:${socket.address().port}`, '--udp-content', 'json'];
    const { code } = await smarty(['read', given(100), ...udp, '--count', '1'], env);
    expect(code).toBe(0);
    await eventually(() => heard.length === 1, 'the telegram');
    const all = await smarty(['read', given(100), ...udp], env);
    expect(all.code).toBe(0);
    await eventually(() => heard.length === 101, 'all of them');
    socket.close();
  });

  test('a web server that takes its time gets all of it', async () => {
    let taken = 0;
    const server = createServer((request, response) => {
      request.resume();
      setTimeout(() => (taken++, response.end()), 20);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { code } = await smarty(['read', given(170), '--webhook', url], env);
    server.close();
    expect([code, taken]).toEqual([0, 170]);
  });

  test('what is lost is told, and is a failure', async () => {
    const url = `http://127.0.0.1:${await freePort()}/p1`;
    const args = ['read', given(3), '--webhook', url, '--count', '2'];
    const { code, err } = await smarty(args, env);
    expect(code).toBe(1);
    expect(err).toContain(`Telegrams that ${url} has not taken and that are lost: 2.\n`);
  });

  test('whoever does not want to wait for that asks it to end, and is told what is lost', async () => {
    const url = `http://127.0.0.1:${await freePort()}/p1`;
    const program = startSmarty(['read', 'simulated', '--source-period-s', '0', '--webhook', url]);
    await eventually(() => program.text.err.includes('tried again'), 'a first attempt');
    program.child.kill('SIGTERM');
    expect((await program.ended).code).toBe(0);
    expect(program.text.err).toMatch(
      /Telegrams that http\S+ has not taken and that are lost: \d+\./,
    );
  });
});

describe('smarty run', () => {
  const config = () => {
    file('.secrets.toml', `[house]\nkey = "${KEY}"\n`);
    const frames = file('house.hex', hex(1, 5).join('\n'));
    return file(
      'smarty.toml',
      `[global]\nstdout = "json"\n[house]\nsource = "file:${frames}"\n[sim.source]\nurl = "simulated"\nperiod_s = 0.02\n`,
    );
  };

  test('mueli: one meter of the configuration, named by the command line or by a variable', async () => {
    const args = ['run', '--config', config(), '--meter', 'house'];
    const { code, out } = await smarty(args);
    expect(code).toBe(0);
    expect(counters(out)).toEqual([1, 2, 3, 4, 5]);
    const again = await smarty(['run', '--count', '2'], {
      SMARTY_CONFIG: config(),
      SMARTY_METER: 'sim',
    });
    expect(again.code).toBe(0);
    expect(counters(again.out)).toHaveLength(2);
  });

  test('all meters in one process, until it is asked to end', async () => {
    const program = startSmarty(['run', '-c', config()]);
    const headers = () =>
      new Set(
        program.text.out
          .split('\n')
          .filter(Boolean)
          .map((l) => l.slice(0, 400)),
      );
    await eventually(() => headers().size > 8, 'telegrams of both');
    program.child.kill('SIGTERM');
    const { code, out } = await program.ended;
    expect(code).toBe(0);
    expect(out).toContain('"system_title":"5453540123456789"');
    expect(out.endsWith('\n')).toBe(true);
  });

  test('killed in the middle and started again it goes on by itself', async () => {
    for (let i = 0; i < 2; i++) {
      const program = startSmarty(['run', '-c', config(), '--meter', 'sim']);
      await eventually(() => program.text.out.includes('\n'), 'a telegram');
      program.child.kill('SIGKILL');
      await program.ended;
    }
  });

  test('a wrong configuration runs nothing, tells each fault by line, and ends with 2', async () => {
    const wrong = file('wrong.toml', '[house]\nsource = "simulated"\nky = "x"\nstdout = "jsn"\n');
    const { code, out, err } = await smarty(['run', '-c', wrong]);
    expect([code, out]).toEqual([2, '']);
    expect(err.split('\n').map((text) => text.replace(`${directory}/`, ''))).toEqual([
      'wrong.toml:3: There is no setting "ky". Did you mean "key"?',
      expect.stringMatching(/^wrong\.toml:4: stdout .* must be one of /),
      '',
    ]);
  });

  test('has a sentence for a configuration that is not there', async () => {
    const { code, err } = await smarty(['run', '-c', join(directory, 'no.toml')]);
    expect(code).toBe(1);
    expect(err).toMatch(/no\.toml cannot be read \(ENOENT\): check the name after --config/);
  });

  test('a variable of the journal that is about another stream changes nothing', async () => {
    const frames = file('bad.hex', hex(1, 3).join('\n'));
    const bad = file('bad.toml', `[house]\nsource = "file:${frames}"\nstdout = "json"\n`);
    const env = { JOURNAL_STREAM: '8:1', SMARTY_KEY: 'ff'.repeat(16) };
    const { err } = await smarty(['run', '-c', bad], env);
    expect(err).toContain(`warning: house: ${FAULT_MEANINGS.tag}`);
  });
});
