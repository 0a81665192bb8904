/** `npm run update` against an HTTP server in this process that takes packages as the dongle does. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isProblem } from '../../../host-sim/command/problem.ts';
import { update as runUpdate } from '../../../host-sim/update/update.ts';
import { finishUpdate, newUpdate, takePiece } from '../../../firmware/core/update/package.ts';
import { slotLayout } from '../../../firmware/core/update/slot.ts';
import {
  appIn,
  boot,
  newApp,
  newFlashed,
  packageOf,
  portsOf,
  SECRET,
  update,
} from '../../core/update/flashed.ts';

const APP = newApp(9, 60_000);
const PASSWORD = 'abcd2345xy';

let folder: string;
let server: Server | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'smarty-'));
  writeFileSync(join(folder, 'dongle.bin'), APP);
  writeFileSync(join(folder, 'secret'), `${SECRET}\n`);
  writeFileSync(join(folder, 'A1B2.json'), JSON.stringify({ update: SECRET, setup: PASSWORD }));
  writeFileSync(join(folder, 'password'), `${PASSWORD}\n`);
});

afterEach(async () => {
  await new Promise((done) => (server ? server.close(done) : done(undefined)));
  server = undefined;
  rmSync(folder, { recursive: true });
});

/** A dongle that answers; `login` and `answer` may spoil it; so many requests find no memory (`busy`). */
async function startDongle(login?: [number, object], answer?: [number, object | string], busy = 0) {
  let left = busy;
  const flash = newFlashed('old');
  boot(flash);
  server = createServer((request, response) => {
    const reply = ([status, body]: [number, object | string]) => {
      response.writeHead(status, { Connection: 'close' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    };
    const size = Number(request.headers['content-length']);
    const isUpload = request.url === '/api/update' && request.headers['x-token'] === 'f00d';
    const made = newUpdate(portsOf(flash), SECRET, size);
    let body = '';
    request.setEncoding('latin1').on('data', (piece: string) => {
      if (isUpload && typeof made !== 'string') takePiece(made, piece);
      else body += piece;
    });
    request.on('end', () => {
      if (left-- > 0) reply([503, { error: 'busy' }]);
      else if (request.url === '/api/login') {
        const isRight = (JSON.parse(body) as { password: string }).password === PASSWORD;
        reply(
          login ?? (isRight ? [200, { token: 'f00d' }] : [403, { error: 'password', wait_s: 2 }]),
        );
      } else if (!isUpload) reply([401, { error: 'login' }]);
      else {
        const fault = typeof made === 'string' ? made : finishUpdate(made);
        reply(answer ?? (fault ? [422, { error: fault }] : [200, { staged: true }]));
      }
    });
  });
  await new Promise<void>((done) => server?.listen(0, '127.0.0.1', done));
  return { flash, host: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** What is printed and how it ends; files are named by what they are called in the folder. */
async function run(...args: string[]) {
  let text = '';
  const files = args.map((arg) => (arg.startsWith('@') ? join(folder, arg.slice(1)) : arg));
  try {
    await runUpdate([...files, '--dist', folder], { write: (piece) => (text += piece) });
    return { exitCode: 0, text };
  } catch (thrown) {
    if (!isProblem(thrown)) throw thrown;
    return { exitCode: thrown.exitCode, text: thrown.message };
  }
}

describe('an update over the network', () => {
  test.each([
    ['the file that the flashing tool keeps', ['--secret-file', '@A1B2.json']],
    ['files of their own', ['--secret-file', '@secret', '--password-file', '@password']],
  ])('is taken by the dongle, secret and password from %s', async (_which, args) => {
    const { flash, host } = await startDongle();
    const { exitCode, text } = await run('--host', host, ...args);
    expect(text).toContain('restarts to try it');
    expect(exitCode).toBe(0);
    expect(appIn(flash, 'app2')).toBe(APP);
    expect(boot(flash)).toMatchObject({ slot: 'app2', trial: true });
  });

  test.each([
    [/device password: .* in 2 s/, [403, { error: 'password', wait_s: 2 }], undefined],
    [/takes no password now.* in 60 s/, [429, { error: 'wait', wait_s: 60 }], undefined],
    [/with \.local/, [403, { error: 'host' }], undefined],
    [/answers 404: is it a Smarty/, [404, { x: 1 }], undefined],
    [/login has expired/, undefined, [401, { error: 'login' }]],
    [/another dongle/, undefined, [422, { error: 'hmac' }]],
    [/damaged on its way/, undefined, [422, { error: 'sha256' }]],
    [/wait twenty minutes/, undefined, [422, { error: 'busy' }]],
    [/answers 500/, undefined, [500, 'no JSON']],
    [/answers 200/, undefined, [200, '[]']],
  ] as [RegExp, [number, object] | undefined, [number, object | string] | undefined][])(
    'that is refused says why: %s',
    async (sentence, login, answer) => {
      const { host } = await startDongle(login, answer);
      const { exitCode, text } = await run('--host', host, '--secret-file', '@A1B2.json');
      expect(text).toMatch(sentence);
      expect(exitCode).toBe(1);
      expect(text).not.toContain(PASSWORD);
      expect(text).not.toContain(SECRET);
    },
  );

  test('is sent again where there is no memory for it at once', async () => {
    const { flash, host } = await startDongle(undefined, undefined, 2);
    const { exitCode, text } = await run('--host', host, '--secret-file', '@A1B2.json');
    expect([exitCode, text]).toEqual([0, expect.stringContaining('restarts to try it')]);
    expect(boot(flash)).toMatchObject({ slot: 'app2', trial: true });
  });

  test('is given up where there never is memory for it, and says what to do', async () => {
    const { host } = await startDongle(undefined, undefined, Infinity);
    const { exitCode, text } = await run('--host', host, '--secret-file', '@A1B2.json');
    expect(text).toMatch(/no memory for it just now: run this again after some seconds/);
    expect(exitCode).toBe(1);
  }, 30_000);

  test('with the secret of another dongle is refused by the dongle itself', async () => {
    const { flash, host } = await startDongle();
    writeFileSync(join(folder, 'secret'), SECRET.replaceAll('0', '1'));
    const secret = ['--secret-file', '@secret', '--password-file', '@password'];
    const { exitCode, text } = await run('--host', host, ...secret);
    expect([exitCode, text]).toEqual([1, expect.stringContaining('another dongle')]);
    expect(boot(flash)).toMatchObject({ slot: 'app1', trial: false });
  });

  test('to a host where nobody listens says so', async () => {
    const { host } = await startDongle();
    await new Promise((done) => server?.close(done));
    server = undefined;
    const { exitCode, text } = await run('--host', host, '--secret-file', '@A1B2.json');
    expect([exitCode, text]).toEqual([1, expect.stringContaining('(ECONNREFUSED)')]);
  });
});

describe('a package that is written to a file', () => {
  test('is what the format says, and what the dongle takes', async () => {
    const { exitCode } = await run('--secret-file', '@secret', '--package', '@out');
    expect(exitCode).toBe(0);
    const bytes = readFileSync(join(folder, 'out'), 'latin1');
    expect(bytes).toBe(packageOf(APP));
    const flash = newFlashed('old');
    expect(update(portsOf(flash), bytes)).toBeUndefined();
  });

  test('leaves out what the slot is padded with', async () => {
    writeFileSync(join(folder, 'dongle.bin'), APP.padEnd(slotLayout().slot));
    await run('--secret-file', '@secret', '--package', '@out');
    expect(readFileSync(join(folder, 'out'), 'latin1')).toBe(packageOf(APP));
  });

  test.each([
    [/is empty/, ' \n'],
    [/has 126977 bytes, and a dongle has room for 126976/, 'x'.repeat(126977)],
  ])('is not made of an application that %s', async (sentence, app) => {
    writeFileSync(join(folder, 'dongle.bin'), app);
    const { exitCode, text } = await run('--secret-file', '@secret', '--package', '@out');
    expect(text).toMatch(sentence);
    expect(exitCode).toBe(1);
  });
});

describe('a wrong command line or file', () => {
  const secret = ['--secret-file', '@secret'];
  test.each([
    [2, /--secret-file is missing/, ['--host', 'x']],
    [2, /Give --host .* or --package/, secret],
    [2, /--host must be/, [...secret, '--host', 'http://x/']],
    [2, /--host needs a value/, [...secret, '--host=']],
    [2, /--password-file/, [...secret, '--host', 'x']],
    [2, /'--nothing'.*see --help/, ['--nothing']],
    [1, /cannot be read \(ENOENT\)/, ['--secret-file', '@none', '--package', '@out']],
    [1, /64 hexadecimal/, ['--secret-file', '@password', '--package', '@out']],
    [1, /cannot be written/, [...secret, '--package', '@']],
  ])('ends with %i and %s', async (code, sentence, args) => {
    const { exitCode, text } = await run(...args);
    expect(text).toMatch(sentence);
    expect(exitCode).toBe(code);
  });

  test('becomes the exit code of the program', () => {
    const main = (...args: string[]) =>
      spawnSync(process.execPath, ['--import', 'tsx', 'host-sim/update/main.ts', ...args]);
    const wrong = main();
    expect([wrong.status, String(wrong.stderr)]).toEqual([2, expect.stringContaining('--help')]);
    const help = main('--help');
    expect([help.status, String(help.stdout)]).toEqual([0, expect.stringContaining('Usage')]);
  });
});
