/** The words are those of node-serialport's bindings for Linux, macOS and Windows. */
import { expect, test } from 'vitest';
import { portProblem } from '../../../host-sim/flash/port-problem.ts';

const PATH = '/dev/ttyUSB0';

test.each([
  ['Error: Permission denied, cannot open /dev/ttyUSB0', /dialout/],
  ['Error Resource temporarily unavailable Cannot lock port', /another program/],
  ['Error: Resource busy, cannot open /dev/cu.usbserial', /another program/],
  ['Opening COM3: Access denied', /another program/],
  ['Error: No such file or directory, cannot open /dev/ttyUSB0', /not there/],
  ['Opening COM9: File not found', /not there/],
  ['Error: Inappropriate ioctl for device, cannot open /dev/null', /no serial port/],
  ['something new', /"something new"/],
])('%j becomes a remedy', (reason, remedy) => {
  const { message, exitCode } = portProblem(PATH, reason);
  expect(message).toMatch(remedy);
  expect(message).toContain(PATH);
  expect(exitCode).toBe(1);
});
