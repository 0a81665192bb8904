import * as room from './hearing.ts';

export function load(): typeof room {
  return room;
}
