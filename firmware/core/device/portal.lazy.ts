import * as room from './portal.ts';

export function load(): typeof room {
  return room;
}
