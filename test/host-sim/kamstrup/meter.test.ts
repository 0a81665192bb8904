/** The simulated heat meter, against captured exchanges and against the reader's own codec. */
import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { heatingRegisters } from '../../../host-sim/kamstrup/heating.ts';
import { askRegisters, newReader, pushBytes } from '../../../host-sim/kamstrup/kmp.ts';
import type { Answer } from '../../../host-sim/kamstrup/kmp.ts';
import { answersOf, newHeatMeter } from '../../../host-sim/kamstrup/meter.ts';
import { newMeterServer, newSimulatedMeter } from '../../../host-sim/kamstrup/simulated.ts';
import { USUAL_REGISTERS } from '../../../host-sim/kamstrup/registers.ts';
import { bytesOf, hexOf } from './line.ts';

const DAY_MS = 86_400_000;
const ASK_60 = '803f1001003cb25f0d';
const E1 = '403f10003c0304430000d6de03220d';
const oneRegister = newHeatMeter((register) =>
  register === 60 ? { unitCode: 3, mantissa: 55006n, places: 3, size: 4 } : undefined,
);

/** What a Multical 403 would show at a time, by register. */
function shown(atMs: number, energy: 'MWh' | 'GJ', sinceMs = Date.UTC(2021, 0)) {
  const meter = newHeatMeter(heatingRegisters({ sinceMs, energy }, () => atMs));
  const reader = newReader();
  const all: Answer['readings'] = [];
  for (const registers of [USUAL_REGISTERS.slice(0, 8), USUAL_REGISTERS.slice(8)]) {
    const [answer] = answersOf(meter, askRegisters(reader, [...registers]));
    all.push(...(pushBytes(reader, answer) as Answer).readings);
  }
  return Object.fromEntries(all.map(({ register, value }) => [register, Number(value)]));
}

describe('the simulated meter', () => {
  test('answers as a Multical 403 did, also byte for byte', () => {
    expect(answersOf(oneRegister, bytesOf(ASK_60)).map(hexOf)).toEqual([E1]);
    const pieces = [...bytesOf(ASK_60)].flatMap((byte) =>
      answersOf(oneRegister, Uint8Array.of(byte)),
    );
    expect(pieces.map(hexOf)).toEqual([E1]);
  });

  test.each([
    ['a damaged request', ASK_60.replace('3c', '3d')],
    ['another command', '803f01' + '0000' + '0d'],
    ['half a request', ASK_60.slice(0, 10)],
    ['noise', 'ff00ff0d0d'],
    ['a request that never ends', '80' + '01'.repeat(100) + '0d'],
  ])('is silent after %s, and answers the next', (_what, hex) => {
    expect(answersOf(oneRegister, bytesOf(hex))).toEqual([]);
    expect(answersOf(oneRegister, bytesOf(ASK_60)).map(hexOf)).toEqual([E1]);
  });

  test('is silent while it sleeps', () => {
    const meter = { ...newSimulatedMeter(), isAwake: false };
    expect(answersOf(meter, bytesOf(ASK_60))).toEqual([]);
  });

  test('counts what the power adds up to', () => {
    const atMs = Date.UTC(2026, 0, 20);
    const from = shown(atMs, 'MWh');
    const to = shown(atMs + DAY_MS, 'MWh');
    let wattHours = 0;
    for (let minute = 0; minute < 1440; minute++) {
      wattHours += (shown(atMs + (minute + 0.5) * 60_000, 'MWh')[80] * 1000) / 60;
    }
    const counted = (to[60] - from[60]) * 1e6;
    // The power is shown to 0.1 kW, always below, and the energy to 1 kWh.
    expect(Math.abs(counted - wattHours - 24 * 50)).toBeLessThan(24 * 50 + 1000);
    expect(counted).toBeGreaterThan(100_000);
    expect(to[1004] - from[1004]).toBe(24);
  });

  test('shows the same heat in MWh and in GJ, volume and temperatures that fit', () => {
    const atMs = Date.UTC(2026, 6, 20);
    const inMwh = shown(atMs, 'MWh');
    const inGj = shown(atMs, 'GJ');
    expect(inGj[60] / 3.6).toBeCloseTo(inMwh[60], 2);
    expect(inMwh[86] - inMwh[87]).toBeCloseTo(inMwh[89]);
    expect((inMwh[68] * 1.163 * inMwh[89]) / 1000).toBeCloseTo(inMwh[60], 1);
  });

  test('shows a highest power of the month that is not exceeded in it, dated in it', () => {
    for (const month of [0, 3, 6, 10]) {
      for (const [day, hour] of [
        [1, 0],
        [1, 2],
        [1, 12],
        [28, 4],
        [28, 23],
      ] as const) {
        const atMs = Date.UTC(2026, month, day, hour);
        const now = shown(atMs, 'MWh');
        expect(now[143]).toBeGreaterThanOrEqual(now[80]);
        expect(now[139]).toBeGreaterThanOrEqual(now[74]);
      }
    }
  });

  test('never counts backwards in a year', () => {
    let before = 0;
    for (let day = 0; day < 366; day++) {
      const now = shown(Date.UTC(2026, 0, 1) + day * DAY_MS, 'MWh')[60];
      expect(now).toBeGreaterThanOrEqual(before);
      before = now;
    }
  });
});

describe('the simulated meter behind TCP', () => {
  test('echoes and answers', async () => {
    const server = newMeterServer(oneRegister).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    let heard = '';
    socket.on('data', (bytes) => (heard += hexOf(bytes)));
    socket.write(bytesOf(ASK_60));
    while (heard.length < (ASK_60 + E1).length) await once(socket, 'data');
    expect(heard).toBe(ASK_60 + E1);
    socket.destroy();
    server.close();
  });
});
