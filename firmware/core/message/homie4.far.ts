import * as room from './homie4.ts';

export function load(): typeof room {
  return room;
}
