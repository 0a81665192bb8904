/** A heat meter through the whole program: ser2net's place is taken by the simulated meter. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { newHeatMeter } from '../../../host-sim/kamstrup/meter.ts';
import { newMeterServer } from '../../../host-sim/kamstrup/simulated.ts';

async function run(args: string[]) {
  const child = spawn(process.execPath, ['host-sim/smarty/smarty.mjs', ...args]);
  const text = { out: '', err: '' };
  child.stdout.on('data', (piece: Buffer) => (text.out += piece.toString('utf8')));
  child.stderr.on('data', (piece: Buffer) => (text.err += piece.toString('utf8')));
  const [code] = await once(child, 'close');
  return { code: code as number, ...text };
}

test('smarty reads a heat meter over TCP, GJ and all', async () => {
  // 46.60 GJ, 53.65 °C; a flow that the meter counts in m3/h.
  const kept = {
    60: { unitCode: 8, mantissa: 4660n, places: 2, size: 4 },
    86: { unitCode: 37, mantissa: 5365n, places: 2, size: 2 },
    74: { unitCode: 42, mantissa: 272n, places: 3, size: 4 },
  } as const;
  const meter = newHeatMeter((register) => kept[register as keyof typeof kept]);
  const server = newMeterServer(meter).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const source = `kamstrup:tcp://127.0.0.1:${port}`;
  const flags = ['--stdout', 'json', '--count', '1', '--kamstrup-silence-ms', '20000'];
  const { code, out, err } = await run(['read', source, ...flags]);
  server.close();
  expect([code, err]).toEqual([0, '']);
  const { readings, header, authenticated } = JSON.parse(out);
  expect(readings).toEqual({ heat_energy: 46.6, flow_temperature: 53.65, flow: 272 });
  expect([header, authenticated]).toEqual(['Kamstrup heat meter', false]);
});

test('smarty says by line what is wrong with the registers of a heat meter', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'heat-'));
  const file = join(folder, 'smarty.toml');
  writeFileSync(
    file,
    '[heating]\nsource = "kamstrup:simulated"\n[heating.kamstrup]\nregisters = [60, 60]\nperiod_s = 5\n',
  );
  const { code, err } = await run(['check-config', file]);
  rmSync(folder, { recursive: true, force: true });
  expect(code).toBe(1);
  expect(err).toMatch(/smarty\.toml:4: .*usual, all, or numbers of registers/);
  expect(err).toMatch(/smarty\.toml:5: .*a whole number from 10 to 86400/);
});
