/** Where the readings can be found: for people, so without user and password. */
import { topicOf } from '../../firmware/core/message/topics.ts';
import type { Address } from '../command/values.ts';
import { urlOf } from '../command/values.ts';

/** The command of Mosquitto that hears the same; a login is only hinted at. */
export function subscribeCommand({ host, port, user }: Address): string {
  const isLocal = host === '127.0.0.1' || host === 'localhost';
  return [
    'mosquitto_sub',
    ...(isLocal ? [] : [`-h ${host}`]),
    ...(port === 1883 ? [] : [`-p ${port}`]),
    ...(user === undefined ? [] : ['-u USER -P PASSWORD']),
    "-t 'smarty/#' -v",
  ].join(' ');
}

export function announcementOf(address: Address, device: string): string {
  const topics = topicOf(device, '...');
  return `Publishing ${topics} on ${urlOf(address)}; to subscribe: ${subscribeCommand(address)}`;
}
