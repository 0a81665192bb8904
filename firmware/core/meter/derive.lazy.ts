import * as room from './derive.ts';

export function load(): typeof room {
  return room;
}
