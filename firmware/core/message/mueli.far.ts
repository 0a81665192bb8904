import * as room from './mueli.ts';

export function load(): typeof room {
  return room;
}
