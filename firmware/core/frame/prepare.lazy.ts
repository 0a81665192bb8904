import * as room from './prepare.ts';

export function load(): typeof room {
  return room;
}
