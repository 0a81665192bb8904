import * as room from './live.ts';

export function load(): typeof room {
  return room;
}
