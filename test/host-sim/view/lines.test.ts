import { expect, test } from 'vitest';
import { telegramLine } from '../../../host-sim/view/lines.ts';
import { hear, newPicture } from '../../../host-sim/view/picture.ts';
import type { Telegram } from '../../../host-sim/view/picture.ts';

function telegramOf(fields: object): Telegram {
  const picture = newPicture();
  hear(picture, 'telegram', JSON.stringify(fields));
  return picture.telegram as Telegram;
}

test('a line has time, counter, proof, and the readings that people look for', () => {
  const readings = { version: '42', energy_imported: 1.5, power_net: -3 };
  const line = telegramLine(
    telegramOf({ time: 'T', authenticated: true, frame_counter: 9, readings }),
  );
  expect(line).toBe(
    'T  frame 9  authenticated  power_net -3 W  energy_imported 1.5 kWh  (3 readings)',
  );
});

test('a frame that nobody has proved stands out', () => {
  const line = telegramLine(telegramOf({ time: 'T', authenticated: false, frame_counter: 9 }));
  expect(line).toBe('T  frame 9  NOT AUTHENTICATED  (0 readings)');
});

test('a plain telegram without a clock says both', () => {
  expect(telegramLine(telegramOf({ readings: {} }))).toBe('no time  not encrypted  (0 readings)');
});
