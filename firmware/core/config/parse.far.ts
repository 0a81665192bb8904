import * as room from './parse.ts';

export function load(): typeof room {
  return room;
}
