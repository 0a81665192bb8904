import * as room from './quarters.ts';

export function load(): typeof room {
  return room;
}
