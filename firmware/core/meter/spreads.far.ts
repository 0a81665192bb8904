import * as room from './spreads.ts';

export function load(): typeof room {
  return room;
}
