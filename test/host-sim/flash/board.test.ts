import { describe, expect, test } from 'vitest';
import {
  areStored,
  awaitLife,
  eraseStorage,
  inspectBoard,
  restart,
  turnBluetoothOff,
} from '../../../host-sim/flash/board.ts';
import { reachConsole } from '../../../host-sim/flash/console.ts';
import { newFakeLine } from './fake-line.ts';

const ENV = { VERSION: '2v25', GIT_COMMIT: '1dccab89f', BOARD: 'ESP32', SERIAL: '240ac4a1-b2c3' };

describe('the board', () => {
  const inspect = (env: object) => inspectBoard(newFakeLine({ world: { process: { env } } }));

  test('tells its version, its kind and the number of its chip', async () => {
    expect(await inspect(ENV)).toMatchObject({
      version: '2v25',
      board: 'ESP32',
      serial: '240ac4a1-b2c3',
    });
  });

  test.each([
    [{ ...ENV, VERSION: '2v27' }, /loses bytes/],
    [{ ...ENV, VERSION: '2v14' }, /older/],
    [{ ...ENV, BOARD: 'ESP32C3' }, /board ESP32C3/],
  ])('that is not fit is refused with the file to get: %j', async (env, reason) => {
    await expect(inspect(env)).rejects.toThrow(reason);
    await expect(inspect(env)).rejects.toThrow(/Espruino 2v25/);
  });

  test('that is no Espruino is refused', async () => {
    const line = newFakeLine({ world: {} });
    await expect(inspectBoard(line)).rejects.toThrow(/no Espruino.*--firmware/);
  });
});

describe('Bluetooth', () => {
  function newChip(isOn: boolean, isStuck = false) {
    const typed: string[] = [];
    const chip = { isOn, typed };
    const ESP32 = { getState: () => ({ BLE: chip.isOn }), enableBLE: () => undefined };
    const line = newFakeLine({
      world: { ESP32 },
      typed: (text) => {
        typed.push(text);
        if (!text.includes('ESP32.enableBLE(false)')) return '\r\n>';
        chip.isOn = isStuck;
        return '\r\nrst:0xc\r\n espruino.com\r\n>';
      },
    });
    return { line, typed };
  }

  test('that is on is turned off, which restarts the board', async () => {
    expect(await turnBluetoothOff(newChip(true).line)).toBe('turned-off');
  });

  test('that is off is left alone', async () => {
    const { line, typed } = newChip(false);
    expect(await turnBluetoothOff(line)).toBe('was-off');
    expect(typed).toEqual([]);
  });

  test('is not missed where there is none', async () => {
    expect(await turnBluetoothOff(newFakeLine({ world: {} }))).toBe('none');
    expect(await turnBluetoothOff(newFakeLine({ world: { ESP32: {} } }))).toBe('none');
  });

  test('that stays on is a problem', async () => {
    await expect(turnBluetoothOff(newChip(true, true).line)).rejects.toThrow(/erase_flash/);
  });
});

describe('the storage', () => {
  function newWorld(areas: { addr: number }[]) {
    const erased: (number | 'storage')[] = [];
    const modules: Record<string, object> = {
      Storage: { eraseAll: () => void erased.push('storage'), getFree: () => 262_144 },
      Flash: { getFree: () => areas, erasePage: (at: number) => void erased.push(at) },
    };
    return { erased, world: { require: (name: string) => modules[name] } };
  }

  test('is erased with the boot record; the settings stay', async () => {
    const { erased, world } = newWorld([{ addr: 0xe000 }, { addr: 0x310000 }]);
    expect(await eraseStorage(newFakeLine({ world }))).toBe(262_144);
    expect(erased).toEqual(['storage', 0x312000, 0x313000]);
  });

  test('is erased alone where there is no such flash', async () => {
    const { erased, world } = newWorld([{ addr: 0x10000000 }]);
    await eraseStorage(newFakeLine({ world }));
    expect(erased).toEqual(['storage']);
  });

  test.each([
    ['abc', true],
    ['abd', false],
    ['abcd', false],
    [undefined, false],
  ])('holds a file "abc" when it reads %j: %j', async (text, expected) => {
    const line = newFakeLine({ world: { require: () => ({ read: () => text }) } });
    expect(await areStored(line, [{ name: 'a', size: 3, data: 'abc' }])).toBe(expected);
  });
});

describe('the start', () => {
  const started = (printed: string) => {
    const line = newFakeLine({ world: {}, typed: () => printed });
    restart(line, { version: '2v25', board: 'ESP32', serial: '1234', hasUtc: false });
    return awaitLife(line);
  };

  test('is seen by the line of the application', async () => {
    const sign = await started('\r\nrst:0xc\r\nSmarty dongle 0.1.0, setup\r\n');
    expect(sign).toBe('Smarty dongle 0.1.0, setup');
  });

  test.each([
    'Uncaught Error: out of luck\r\n',
    'Smarty dongle: app1 has failed to start: out of luck\r\n',
  ])('that fails is told by its last words: %j', async (printed) => {
    await expect(started(printed)).rejects.toThrow(/does not start.*out of luck/);
  });
});

describe('the console', () => {
  const LOCKED = '\n  Invalid password\npassword>';

  function newLocked(password: string) {
    const typed: string[] = [];
    const line = newFakeLine({
      world: {},
      typed: (text) => {
        typed.push(text);
        return text === `${password}\n` ? '\n  Logged in.\n>' : LOCKED;
      },
    });
    return { line, typed };
  }

  test('that is open needs no password', async () => {
    expect(await reachConsole(newFakeLine({ world: {} }), ['abcdefghij'])).toBeUndefined();
  });

  test('that is locked opens with the password that fits', async () => {
    const { line } = newLocked('right23456');
    expect(await reachConsole(line, ['wrong23456', 'right23456'])).toBe('right23456');
  });

  test('that stays locked names the label, the option, and the way out', async () => {
    const { line } = newLocked('right23456');
    await expect(reachConsole(line, [])).rejects.toThrow(/label.*--password-file.*erase_flash/);
  });

  test('of a chip that waits for an image says so', async () => {
    const line = newFakeLine({ world: {}, typed: () => 'waiting for download\r\n' });
    await expect(reachConsole(line, [])).rejects.toThrow(/BOOT \(GPIO0\)/);
  });
});
