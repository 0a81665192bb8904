import * as room from './events.ts';

export function load(): typeof room {
  return room;
}
