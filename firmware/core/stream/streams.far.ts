import * as room from './streams.ts';

export function load(): typeof room {
  return room;
}
