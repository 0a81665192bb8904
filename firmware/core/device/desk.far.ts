import * as room from './desk.ts';

export function load(): typeof room {
  return room;
}
