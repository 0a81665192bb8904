import * as room from './log.ts';

export function load(): typeof room {
  return room;
}
