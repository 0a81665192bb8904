/** Where the bytes of a meter come from, as one text. */
import { describe, expect, test } from 'vitest';
import { readPlace } from '../../../host-sim/reader/place.ts';

const broker = (text: string) => new URL(text);

describe('a place', () => {
  test('is a serial port, by its path or by its kind', () => {
    for (const path of [
      '/dev/ttyUSB0',
      'COM3',
      'com12',
      '\\\\.\\COM10',
      '/dev/serial/by-id/usb-x',
    ]) {
      expect(readPlace(path)).toEqual({ kind: 'serial', path });
    }
    expect(readPlace('serial:tty.usb')).toEqual({ kind: 'serial', path: 'tty.usb' });
  });

  test('is a host and a port', () => {
    expect(readPlace('tcp://192.168.1.50:2002')).toEqual({
      kind: 'tcp',
      to: { host: '192.168.1.50', port: 2002 },
    });
    expect(readPlace('tcp://[::1]:23')).toEqual({ kind: 'tcp', to: { host: '::1', port: 23 } });
  });

  test('is a topic at a broker, which over websockets is a setting of its own', () => {
    expect(readPlace('mqtt://u:p@broker/smarty/cellar/frame')).toEqual({
      kind: 'mqtt',
      broker: broker('mqtt://u:p@broker'),
      topic: 'smarty/cellar/frame',
    });
    expect(readPlace('mqtts://broker:8884/a%20b')).toMatchObject({ topic: 'a b' });
    expect(readPlace('mqtt://broker')).toMatchObject({ topic: undefined });
    expect(readPlace('wss://broker/mqtt')).toEqual({
      kind: 'mqtt',
      broker: broker('wss://broker/mqtt'),
      topic: undefined,
    });
  });

  test('is a file, standard input, a simulated house, or a heat meter', () => {
    expect(readPlace('file:frames.hex')).toEqual({ kind: 'file', file: 'frames.hex' });
    expect(readPlace('replay:a b')).toEqual({ kind: 'file', file: 'a b' });
    expect(readPlace('-')).toEqual({ kind: 'file', file: '-' });
    expect(readPlace('simulated')).toEqual({ kind: 'simulated' });
    expect(readPlace('kamstrup:/dev/ir-head')).toEqual({
      kind: 'kamstrup',
      line: { kind: 'serial', path: '/dev/ir-head' },
    });
    expect(readPlace('kamstrup:tcp://a:1')).toMatchObject({ line: { kind: 'tcp' } });
  });

  test('is nothing else', () => {
    const none = ['', 'ttyUSB0', 'tcp://host', 'tcp:host:1', 'tcp://host:0', 'tcp://host:99999'];
    const others = [
      'http://x',
      'file:',
      'serial:',
      'kamstrup:-',
      'kamstrup:',
      'mqtt://',
      'toString:x',
    ];
    for (const text of [...none, ...others, 'mqtt://h:0/x', 'mqtt://h/%zz', 'mqtt://u:a%@h/x']) {
      expect(readPlace(text), text).toBeUndefined();
    }
  });
});
