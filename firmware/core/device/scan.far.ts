import * as room from './scan.ts';

export function load(): typeof room {
  return room;
}
