import * as room from './guard.ts';

export function load(): typeof room {
  return room;
}
