import { describe, expect, test } from 'vitest';
import { choosePort, portLines } from '../../../host-sim/flash/ports.ts';
import type { Port } from '../../../host-sim/flash/ports.ts';

/** USB numbers as the Linux USB ID list gives them. */
const CP2102: Port = { path: '/dev/ttyUSB0', vendorId: '10c4', productId: 'ea60' };
const CH340: Port = { path: '/dev/ttyUSB11', vendorId: '1A86', productId: '7523' };
const MODEM: Port = {
  path: '/dev/ttyACM0',
  vendorId: '0bdb',
  productId: '1911',
  manufacturer: 'Ericsson',
};
const BUILT_IN: Port = { path: 'COM1', manufacturer: '(Standard port types)' };

describe('the list of ports', () => {
  test('names maker, product and numbers, and what may be an ESP32', () => {
    expect(portLines([CP2102, MODEM, BUILT_IN])).toEqual([
      '  /dev/ttyUSB0  Silicon Labs CP2102 (USB 10c4:ea60): may be an ESP32',
      '  /dev/ttyACM0  Ericsson (USB 0bdb:1911)',
      '  COM1          (Standard port types)',
    ]);
  });
});

describe('the port to use', () => {
  test('is the only one that may be an ESP32', () => {
    expect(choosePort([BUILT_IN, MODEM, CH340])).toBe(CH340);
  });

  test('must be named where several may be', () => {
    expect(() => choosePort([CP2102, CH340])).toThrow(/More than one.*--port \/dev\/ttyUSB0/);
  });

  test('must be named where none looks like one', () => {
    expect(() => choosePort([MODEM])).toThrow(/No port looks like.*--port \/dev\/ttyACM0/);
  });

  test.each([[[]], [[BUILT_IN]]])('is missing without a USB port: cable and driver', (ports) => {
    expect(() => choosePort(ports)).toThrow(/cable that carries data.*driver/);
  });
});
