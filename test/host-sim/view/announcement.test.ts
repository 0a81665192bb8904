import { expect, test } from 'vitest';
import { announcementOf, subscribeCommand } from '../../../host-sim/view/announcement.ts';

test.each([
  [{ host: '127.0.0.1', port: 1883 }, "mosquitto_sub -t 'smarty/#' -v"],
  [{ host: 'localhost', port: 1884 }, "mosquitto_sub -p 1884 -t 'smarty/#' -v"],
  [{ host: '::1', port: 1884 }, "mosquitto_sub -h ::1 -p 1884 -t 'smarty/#' -v"],
])('the command reaches the broker at %j', (address, command) => {
  expect(subscribeCommand(address)).toBe(command);
});

test('neither user nor password is told', () => {
  const address = { host: 'h', port: 1883, user: 'me', password: 'geheim' };
  const text = announcementOf(address, 'x');
  expect(text).toBe(
    "Publishing smarty/x/... on mqtt://h:1883; to subscribe: mosquitto_sub -h h -u USER -P PASSWORD -t 'smarty/#' -v",
  );
});
