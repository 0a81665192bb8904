import * as room from './check.ts';

export function load(): typeof room {
  return room;
}
