import * as room from './begin.ts';

export function load(): typeof room {
  return room;
}
