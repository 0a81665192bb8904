import * as room from './obis.ts';

export function load(): typeof room {
  return room;
}
