/**
 * A simulated heat meter behind a simulated optical head, to try the reader without hardware, and as
 * a TCP server in place of ser2net. In: a meter. Out: a dial, or a listening server.
 */
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import type { Dial } from '../source/connection.ts';
import { heatingRegisters } from './heating.ts';
import type { HeatMeter } from './meter.ts';
import { answersOf, newHeatMeter } from './meter.ts';

const FIVE_YEARS_MS = 5 * 365.25 * 86_400_000;

/** It was fitted five years ago. */
export function newSimulatedMeter(nowMs: () => number = Date.now): HeatMeter {
  const sinceMs = nowMs() - FIVE_YEARS_MS;
  return newHeatMeter(heatingRegisters({ sinceMs, energy: 'MWh' }, nowMs));
}

/** Such heads mirror what they send: the request comes back before the answer. */
function heard(meter: HeatMeter, bytes: Uint8Array): Uint8Array[] {
  return [bytes.slice(), ...answersOf(meter, bytes)];
}

export function simulatedDial(meter: HeatMeter = newSimulatedMeter()): Dial {
  return {
    name: 'simulated heat meter',
    open(on) {
      let isOpen = true;
      // As a real line does: never before the caller has its connection.
      const later = (call: () => void) => setImmediate(() => (isOpen ? call() : undefined));
      later(on.opened);
      return {
        write: (bytes) => heard(meter, bytes).forEach((piece) => later(() => on.bytes(piece))),
        close() {
          if (!isOpen) return;
          isOpen = false;
          setImmediate(() => on.closed());
        },
      };
    },
  };
}

/** Each connection is a head on the same meter. */
export function newMeterServer(meter: HeatMeter = newSimulatedMeter()): Server {
  return createServer((socket) => {
    socket.on('data', (bytes) => heard(meter, bytes).forEach((piece) => socket.write(piece)));
    socket.on('error', () => undefined);
  });
}
