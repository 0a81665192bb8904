/** The programs of go-smarty-reader 1.1.0 (cmd/*), with their flags. */
import { createDecipheriv } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { LUXEMBOURG_AUTH_KEY, TEST_KEY } from '../../../host-sim/house/seal.ts';
import { hostName, MQTT_PRESETS, mqttSettings } from '../../../host-sim/legacy/go-mqtt.ts';
import { addOld, oldPlan } from '../../../host-sim/legacy/plan.ts';
import { newLayer } from '../../../host-sim/settings/given.ts';
import { KEY, frameOf, powerTelegram, telegramOf } from '../../fakes/meter.ts';
import { eventually, freePort } from '../command/program.ts';
import { newHearer, valuesOf } from '../sink/hearer.ts';
import type { Hearer } from '../sink/hearer.ts';
import type { Folder } from './command.ts';
import { hexOf, newFolder, run, start } from './command.ts';

const ROOT = join(import.meta.dirname, '../../..');
const TOPICS = 'nexxtlab/dev/smarty/go';
const RULE = '~'.repeat(32);
const COUNTS = Array.from({ length: 100 }, (_none, i) => i + 1);

let folder: Folder;
const ends: (() => unknown)[] = [];

beforeAll(() => void (folder = newFolder()));
afterAll(() => folder.remove());
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** More than the programs take. */
function device(frames = Array.from({ length: 110 }, (_none, i) => frameOf(i + 1))): string {
  return `file:${folder.file('frames.hex', hexOf(frames))}`;
}

async function hearer(): Promise<Hearer> {
  const broker = await newHearer();
  ends.push(() => broker.close());
  return broker;
}

describe('go-smarty-reader: OnlineDecryption', () => {
  test('go-smarty-reader: online-decryption prints a hundred telegrams with a line below each, and ends', async () => {
    const args = ['online-decryption', '-key', KEY, '-device', device(), '-stderrthreshold=INFO'];
    const { code, out, err } = await run(args);
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(COUNTS.map((n) => `${powerTelegram(n)}\n${RULE}\n`).join(''));
  });

  test('go-smarty-reader: a variable goes before what the programs do by themselves', async () => {
    const args = ['online-decryption', '-key', KEY, '-device', device()];
    const { code, out } = await run(args, { SMARTY_COUNT: '2' });
    expect([code, out]).toEqual([0, [1, 2].map((n) => `${powerTelegram(n)}\n${RULE}\n`).join('')]);
    const layer = newLayer();
    const given = mqttSettings(
      new Map([
        ['mqttBroker', 'tcp://pi'],
        ['mqttTopicRoot', 'p1/'],
      ]),
    );
    addOld(layer, [['source url', 'simulated'], ...given]);
    const env = { SMARTY_MQTT__TELEGRAM_TOPIC: 'qos1', SMARTY_MQTT__OBIS_ROOT: 'not/this' };
    const { plan } = oldPlan(layer, { env, name: 'pi', presets: MQTT_PRESETS });
    const own = { obis_root: 'p1', obis_topics: 'qos1', qos2: true, reading_topics: 'no' };
    expect(plan.sinks[0].options).toMatchObject({ telegram_topic: 'qos1', ...own });
  });

  test('go-smarty-reader: flags have one dash or two, and their value behind "=" or a blank', async () => {
    const from = device([frameOf(1)]);
    for (const args of [
      ['-key', KEY, '-device', from],
      [`--key=${KEY}`, `-device=${from}`],
      ['--device', from, `-key=${KEY}`, '--'],
    ]) {
      const { code, out } = await run(['online-decryption', ...args]);
      expect([code, out]).toEqual([0, `${powerTelegram(1)}\n${RULE}\n`]);
    }
  });

  test('go-smarty-reader: the flags of glog are taken, and say how much is told', async () => {
    const from = device([1, 2, 3].map((n) => frameOf(n)));
    const told = async (...flags: string[]) => {
      const all = [
        '-logtostderr',
        '-alsologtostderr',
        '-vmodule',
        'a=2',
        '-log_dir=/tmp',
        ...flags,
      ];
      const { code, err } = await run(['online-decryption', '-device', from, ...all], {
        SMARTY_KEY: 'ff'.repeat(16),
      });
      expect(code).toBe(1);
      return err;
    };
    expect(await told('-stderrthreshold=ERROR')).toBe('');
    expect(await told('-stderrthreshold', '2')).toBe('');
    expect(await told('-stderrthreshold=WARNING')).toMatch(/^warning: meter: The frame is damaged/);
    expect(await told('-stderrthreshold=INFO')).toContain('Telegrams: 0.');
    expect(await told('-v=2')).toContain('Telegrams: 0.');
  });

  test('go-smarty-reader: fault: what is missing is told, and ends it; the key is never printed', async () => {
    for (const [args, sentence] of [
      [['-key', KEY], /^-device is missing: name the port of the meter/],
      [['-device', 'COM8', '-kee', KEY], /^-kee: There is no such flag\. Did you mean "key"\?/],
      [['-device', '/dev/ttyUSB0', '-key'], /^-key needs a value: -key HEX\.$/m],
      [['-device', '/dev/ttyUSB0', KEY], /^There is more on the command line than flags\./],
      [['-device', '/dev/ttyUSB0', '-key', `${KEY}0`], /^-key: key must be 32 hexadecimal digits/],
      [['-device', 'COM8', '-stderrthreshold=LOUD'], /^-stderrthreshold: log_level must be one of/],
    ] as const) {
      const { code, out, err } = await run(['online-decryption', ...args]);
      expect([code, out, err]).toEqual([2, '', expect.stringMatching(sentence)]);
      expect(err).not.toContain(KEY);
    }
  });
});

describe('go-smarty-reader: CipherForwarding', () => {
  test('go-smarty-reader: cipher-forwarding prints a hundred times iv, cipher text and tag, which open later', async () => {
    const { code, out } = await run(['cipher-forwarding', '-device', device()]);
    expect(code).toBe(0);
    const parts = out.split(`${RULE}\n`).slice(0, -1);
    const opened = parts.map((part) => {
      const [iv, cipherText, tag] = part.split('\n').map((digits) => Buffer.from(digits, 'hex'));
      const decipher = createDecipheriv('aes-128-gcm', TEST_KEY, iv, { authTagLength: 12 });
      decipher.setAAD(Buffer.concat([Buffer.of(0x30), LUXEMBOURG_AUTH_KEY])).setAuthTag(tag);
      return Buffer.concat([decipher.update(cipherText), decipher.final()]).toString('latin1');
    });
    expect(opened).toEqual(COUNTS.map(powerTelegram));
  });

  test('go-smarty-reader: NewDecryptor: what was forwarded is decrypted elsewhere, later', async () => {
    const frames = await run(['read', device([frameOf(1), frameOf(2)]), '--stdout', 'frame']);
    const later = folder.file('forwarded.hex', frames.out);
    const { out } = await run(['read', `file:${later}`, '--stdout', 'telegram'], {
      SMARTY_KEY: KEY,
    });
    expect(out).toBe(powerTelegram(1) + powerTelegram(2));
  });

  test('go-smarty-reader: fault: what needs no decrypting is told and not forwarded', async () => {
    const plain = Buffer.from(powerTelegram(1), 'latin1');
    const from = `file:${folder.file('plain.txt', plain.toString('latin1').repeat(3))}`;
    const { out, err } = await run(['cipher-forwarding', '-device', from]);
    expect(out).toBe('');
    expect(err.match(/no cipher to forward/g)).toHaveLength(1);
  });
});

const VALUES = telegramOf([
  '1-3:0.2.8(50)',
  '1-0:1.8.0(000123.456*kWh)',
  '1-0:1.7.0(00.244*kW)',
  '0-0:96.13.0()',
  '0-0:96.3.10(1)',
]);

describe('go-smarty-reader: OnlineDecryptionAndPublishing', () => {
  const publishing = (broker: string, ...more: string[]) => {
    const from = device([frameOf(1, { telegram: VALUES }), frameOf(2, { telegram: VALUES })]);
    const args = ['-device', from, '-key', KEY, '-mqttBroker', broker, ...more];
    return run(['online-decryption-and-publishing', ...args]);
  };

  test('go-smarty-reader: values go below root and host name, QoS 2, not retained, when they are other ones', async () => {
    const { port, heard } = await hearer();
    const { code, out } = await publishing(`tcp://127.0.0.1:${port}`);
    const host = hostName();
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/^Device to read from: file:.*\nDetected hostname: .+\n$/),
    ]);
    const topic = (code: string) => `${TOPICS}/${host}/${code}`;
    await eventually(() => valuesOf(heard, topic('0-0:96.3.10')).length > 0, 'the last value');
    const values = heard.filter((one) => one.topic.startsWith(`${TOPICS}/`));
    expect(values).toEqual(
      [
        ['1-3:0.2.8', '50'],
        ['1-0:1.8.0', '123.456 kWh'],
        ['1-0:1.7.0', '0.244 kW'],
        ['0-0:96.3.10', '1'],
      ].map(([code, payload]) => ({ topic: topic(code), payload, qos: 2, retain: false })),
    );
    // Of all the other shapes there is nothing but whether somebody is there.
    const others = heard.filter((one) => !one.topic.startsWith(`${TOPICS}/`));
    expect(others.filter(({ topic: name }) => !/status|diagnostics/.test(name))).toEqual([]);
  });

  test('go-smarty-reader: -mqttTopicRoot with or without a slash, -mqttQos 0 and 1', async () => {
    for (const [root, qos] of [
      ['house/p1/', 0],
      ['house/p1', 1],
    ] as const) {
      const { port, heard } = await hearer();
      await publishing(`mqtt://127.0.0.1:${port}`, '-mqttTopicRoot', root, `-mqttQos=${qos}`);
      const topic = `house/p1/${hostName()}/1-0:1.8.0`;
      await eventually(() => valuesOf(heard, topic).length === 1, 'a value');
      expect(heard.find((one) => one.topic === topic)?.qos).toBe(qos);
    }
  });

  test('go-smarty-reader: the host name is part of each topic, else sixteen letters', () => {
    expect(hostName('pi.home')).toBe('pi.home');
    expect([hostname(), expect.stringMatching(/^[a-zA-Z]{16}$/)]).toContainEqual(hostName());
    const [one, other] = [hostName(''), hostName('a/b')];
    expect([one, other]).toEqual([
      expect.stringMatching(/^[a-zA-Z]{16}$/),
      expect.stringMatching(/^[a-zA-Z]{16}$/),
    ]);
    expect(one).not.toBe(other);
  });

  test('go-smarty-reader: fault: nothing is published to a broker for everybody unless one is named', async () => {
    const { code, err } = await run(['online-decryption-and-publishing', '-device', device()]);
    expect([code, err]).toEqual([2, expect.stringMatching(/^-mqttBroker must name a broker/)]);
    const wrong = await publishing('tcp://127.0.0.1', '-mqttQos', '3');
    expect([wrong.code, wrong.err]).toEqual([2, '-mqttQos must be 0, 1 or 2.\n']);
    const scheme = await publishing('http://127.0.0.1');
    expect([scheme.code, scheme.err]).toEqual([2, expect.stringMatching(/^-mqttBroker: mqtt url/)]);
  });
});

describe('go-smarty-reader: MQTTMessage', () => {
  test('go-smarty-reader: mqtt-message publishes Hello to World, once, not retained', async () => {
    const { port, heard } = await hearer();
    const { code, out, err } = await run([
      'mqtt-message',
      '-mqttBroker',
      `tcp://127.0.0.1:${port}`,
    ]);
    const topic = `${TOPICS}/${hostName()}/World`;
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`Detected hostname: ${hostName()}\nPublished "Hello" to ${topic}.\n`);
    await eventually(() => heard.length > 0, 'Hello');
    expect(heard).toEqual([{ topic, payload: 'Hello', qos: 2, retain: false }]);
  });

  test('go-smarty-reader: fault: a broker that is not there is a sentence with the remedy', async () => {
    const broker = `tcp://user:hidden@127.0.0.1:${await freePort()}`;
    const { code, err } = await run(['mqtt-message', '-mqttBroker', broker]);
    expect([code, err]).toEqual([1, expect.stringMatching(/^mqtt:\/\/127\.0\.0\.1:\d+: .+\.\n$/)]);
    expect(err).not.toContain('hidden');
  });
});

describe('go-smarty-reader: MQTTMessage, of a broker in a bad mood', () => {
  /** A broker that greets, or not, and does this with all that comes then. */
  async function odd(greets: boolean, take: (socket: Socket) => void) {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.once('data', () => {
        if (greets) socket.write(Buffer.from('20020000', 'hex'));
        socket.on('data', () => take(socket));
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    ends.push(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    const { port } = server.address() as AddressInfo;
    const args = ['mqtt-message', '-mqttBroker', `tcp://127.0.0.1:${port}`];
    const isLeft = () => sockets.size > 0 && [...sockets].every((socket) => socket.closed);
    return { args, sockets, isLeft };
  }

  test('go-smarty-reader: fault: a broker that hangs up on what may not be published is told', async () => {
    const { args } = await odd(true, (socket) => socket.destroy());
    const { code, out, err } = await run(args);
    expect([code, err]).toEqual([1, expect.stringMatching(/^mqtt:\/\/.*: The broker hung up/)]);
    expect(out).not.toContain('Published');
  });

  test('go-smarty-reader: fault: a broker that does not answer is not waited for without end', async () => {
    const { args, isLeft } = await odd(true, () => undefined);
    const { code, err } = await run(args);
    expect(code).toBe(1);
    expect(err).toMatch(/^mqtt:\/\/127\.0\.0\.1:\d+: .+\.\n$/);
    await eventually(isLeft, 'that nothing is left open');
  });

  test.each([
    ['connecting', false],
    ['publishing', true],
  ])('go-smarty-reader: Ctrl-C ends it also while it is %s', async (_what, greets) => {
    const { args, sockets, isLeft } = await odd(greets, () => undefined);
    const program = start(args);
    await eventually(() => sockets.size > 0, 'a connection');
    await new Promise((resolve) => setTimeout(resolve, 100));
    program.end();
    expect(await program.ended).toMatchObject({ code: 0, err: '' });
    await eventually(isLeft, 'that nothing is left open');
  });
});

describe('go-smarty-reader: what it is made of', () => {
  test('go-smarty-reader: version: the program says its own', async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    expect((await run(['--version'])).out).toBe(`smarty ${version}\n`);
  });

  test('go-smarty-reader: serial: COM8 and /dev/ttyUSB2 are ports of 115200 baud, 8N1', () => {
    for (const path of ['COM8', '/dev/ttyUSB2']) {
      const layer = newLayer();
      addOld(layer, [['source url', path]]);
      const { plan } = oldPlan(layer, { env: {}, name: 'meter' });
      const { url, baud, format } = plan.meters[0].settings.source;
      expect({ url, baud, format }).toEqual({
        ...{ url: { kind: 'serial', path }, baud: 115_200, format: '8N1' },
      });
    }
  });

  test('go-smarty-reader: checks: both separators, and the tag, whichever byte of them is wrong', async () => {
    const [title, length, security] = [1, 10, 13];
    const size = frameOf(1).length;
    for (const at of [title, length, security, size - 12, size - 1]) {
      const wrong = frameOf(2);
      wrong[at] ^= 0x40;
      const from = device([frameOf(1), wrong, frameOf(3)]);
      const { out } = await run(['read', from, '--stdout', 'telegram'], { SMARTY_KEY: KEY });
      expect([at, out]).toEqual([at, powerTelegram(1) + powerTelegram(3)]);
    }
  });

  test('go-smarty-reader: cross-compile: what is native is there for a Pi, Linux, macOS and Windows', () => {
    const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
    const bindings = join(ROOT, 'node_modules/@serialport/bindings-cpp/prebuilds');
    for (const system of [
      'linux-arm',
      'linux-arm64',
      'linux-x64',
      'win32-x64',
      'darwin-x64+arm64',
    ]) {
      expect(existsSync(join(bindings, system)), system).toBe(true);
    }
    const koffi = Object.keys(lock.packages['node_modules/koffi'].optionalDependencies ?? {});
    for (const system of ['linux-arm64', 'linux-x64', 'win32-x64', 'darwin-arm64']) {
      expect(
        koffi.some((name) => name.endsWith(system)),
        system,
      ).toBe(true);
    }
  });
});
