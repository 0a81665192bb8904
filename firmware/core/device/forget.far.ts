import * as room from './forget.ts';

export function load(): typeof room {
  return room;
}
