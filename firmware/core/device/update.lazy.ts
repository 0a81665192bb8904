import * as room from './update.ts';

export function load(): typeof room {
  return room;
}
