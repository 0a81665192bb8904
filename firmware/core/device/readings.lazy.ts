import * as room from './readings.ts';

export function load(): typeof room {
  return room;
}
