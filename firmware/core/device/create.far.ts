import * as room from './create.ts';

export function load(): typeof room {
  return room;
}
