import * as room from './aliases.ts';

export function load(): typeof room {
  return room;
}
