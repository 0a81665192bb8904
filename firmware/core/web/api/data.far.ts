import * as room from './data.ts';

export function load(): typeof room {
  return room;
}
