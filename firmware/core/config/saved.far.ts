import * as room from './saved.ts';

export function load(): typeof room {
  return room;
}
