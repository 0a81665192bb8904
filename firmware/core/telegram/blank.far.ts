import * as room from './blank.ts';

export function load(): typeof room {
  return room;
}
