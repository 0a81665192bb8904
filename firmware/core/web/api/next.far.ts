import * as room from './next.ts';

export function load(): typeof room {
  return room;
}
