import * as room from './list.ts';

export function load(): typeof room {
  return room;
}
