import type { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { localAddress } from '../../../host-sim/node/local.ts';

type Interfaces = ReturnType<typeof networkInterfaces>;

const loop = { address: '127.0.0.1', mac: '00:00:00:00:00:00', family: 'IPv4', internal: true };
const six = { address: 'fe80::1', mac: 'a1:b2:c3:d4:e5:f6', family: 'IPv6', internal: false };
const own = { address: '192.168.1.20', mac: 'a1:b2:c3:d4:e5:f6', family: 'IPv4', internal: false };
const tunnel = { address: '10.0.0.2', mac: '00:00:00:00:00:00', family: 'IPv4', internal: false };

test('this computer is known by its first IPv4 address that others can reach', () => {
  const interfaces = { lo: [loop], tun0: [tunnel], eth0: [six, own] } as unknown as Interfaces;
  expect(localAddress(interfaces)).toEqual({ ip: '192.168.1.20', mac: 'A1:B2:C3:D4:E5:F6' });
});

test('a computer without a network has none', () => {
  expect(localAddress({ lo: [loop] } as unknown as Interfaces)).toBeUndefined();
});
