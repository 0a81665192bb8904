import * as room from './outlets.ts';

export function load(): typeof room {
  return room;
}
