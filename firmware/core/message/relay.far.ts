import * as room from './relay.ts';

export function load(): typeof room {
  return room;
}
