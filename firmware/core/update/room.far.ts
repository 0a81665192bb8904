import * as room from './room.ts';

export function load(): typeof room {
  return room;
}
