import * as room from './homie5.ts';

export function load(): typeof room {
  return room;
}
