import { describe, expect, test } from 'vitest';
import { hear, newPicture } from '../../../host-sim/view/picture.ts';
import type { Scene } from '../../../host-sim/view/table.ts';
import { layTable } from '../../../host-sim/view/table.ts';

const READINGS = {
  version: '42',
  energy_imported: 1234.567,
  power_imported: 0,
  power_exported: 12,
  power_net: -12,
  message: '',
  message_2: '',
  gas_1_time: '2025-01-02T03:00:00+01:00',
};

function sceneOf(readings: object | undefined, notices: string[] = []): Scene {
  const picture = newPicture();
  hear(picture, 'status', 'online');
  if (readings) {
    const telegram = {
      time: 'NOW',
      header: 'HEAD',
      authenticated: true,
      frame_counter: 5,
      readings,
    };
    hear(picture, 'telegram', JSON.stringify(telegram));
  }
  return { picture, title: 'Title', url: 'mqtt://h:1  smarty/x/#', command: 'listen', notices };
}

const many = Object.fromEntries(
  Array.from({ length: 60 }, (_none, i) => [`reading_${i}`, i * 1000]),
);

describe('with room', () => {
  const lines = layTable(sceneOf(READINGS, ['A notice.']), { columns: 100, rows: 40 });
  const text = lines.join('\n');

  test('all is there that a subscriber has heard', () => {
    for (const part of [
      'Title',
      'mqtt://h:1',
      'status online',
      'meter time NOW',
      'authenticated',
      'frame counter 5',
      'telegrams 1',
      'meter HEAD',
      'A notice.',
      'diagnostics',
      'listen',
      'Ctrl-C',
    ]) {
      expect(text).toContain(part);
    }
  });

  test('readings have name, value and unit, the most wanted first', () => {
    const rows = lines.filter((line) => /^(power|energy|version|gas)/.test(line));
    expect(rows.map((row) => row.split(/ +/))).toEqual([
      ['power_net', '-12', 'W'],
      ['energy_imported', '1234.567', 'kWh'],
      ['version', '42'],
      ['power_imported', '0', 'W'],
      ['power_exported', '12', 'W'],
      ['gas_1_time', '2025-01-02T03:00:00+01:00'],
    ]);
  });

  test('empty texts are named, not left out', () => {
    expect(lines.find((line) => line.startsWith('empty:'))?.split(/ +/)).toEqual([
      'empty:',
      'message',
      'message_2',
    ]);
  });

  test('values of a column end below each other', () => {
    const ends = lines.filter((line) => / W$/.test(line)).map((line) => line.length);
    expect(new Set(ends).size).toBe(1);
  });
});

test('before the first telegram it says what it knows', () => {
  const text = layTable(sceneOf(undefined), { columns: 80, rows: 24 }).join('\n');
  expect(text).toContain('status online');
  expect(text).toContain('telegrams 0');
});

test('readings stand side by side where they do not fit below each other', () => {
  const lines = layTable(sceneOf(many), { columns: 120, rows: 30 });
  const shown = lines.join(' ').match(/reading_\d+/g);
  expect(new Set(shown).size).toBe(60);
  expect(lines.some((line) => (line.match(/reading_/g) ?? []).length > 1)).toBe(true);
});

test('what does not fit is counted', () => {
  const lines = layTable(sceneOf(many), { columns: 45, rows: 24 });
  const shown = lines.join(' ').match(/reading_\d+/g)?.length ?? 0;
  expect(lines).toContain(`... ${60 - shown} more: enlarge the window`);
});

test('without an end to the rows nothing is left out', () => {
  const lines = layTable(sceneOf(many), { columns: 80, rows: Infinity });
  expect(lines.join(' ').match(/reading_\d+/g)).toHaveLength(60);
  expect(lines.join(' ')).not.toContain('more:');
});

test('diagnostics are shown with their names once they have come', () => {
  const scene = sceneOf(READINGS);
  hear(scene.picture, 'diagnostics', '{"lost_frames":4,"faults":{"crc":2}}');
  const text = layTable(scene, { columns: 100, rows: 40 }).join('\n');
  expect(text).toContain('lost_frames 4');
  expect(text).toContain('fault crc 2');
});

test('a long text is cut, the name beside it stays', () => {
  const lines = layTable(sceneOf({ message: 'x'.repeat(1024) }), { columns: 80, rows: 30 });
  expect(lines.find((line) => line.startsWith('message '))).toMatch(/^message x{31}…$/);
});

test('in a narrow window the value goes before the name', () => {
  const lines = layTable(sceneOf({ reactive_power_imported_l1: 12345 }), { columns: 20, rows: 30 });
  expect(lines.some((line) => line.endsWith('12345 var') && line.length <= 20)).toBe(true);
});

test('no window is too small: never a line too long, never one too many', () => {
  const notices = ['A sentence that is longer than most windows are wide, for whoever watches.'];
  for (const scene of [
    sceneOf(undefined),
    sceneOf({}),
    sceneOf(READINGS, notices),
    sceneOf(many, notices),
  ]) {
    for (let columns = 1; columns <= 200; columns += columns < 30 ? 1 : 17) {
      for (let rows = 1; rows <= 70; rows += rows < 20 ? 1 : 9) {
        const lines = layTable(scene, { columns, rows });
        expect(lines.length).toBeLessThanOrEqual(rows);
        for (const line of lines) expect([...line].length).toBeLessThanOrEqual(columns);
      }
    }
  }
});
