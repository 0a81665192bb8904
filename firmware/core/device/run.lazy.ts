import * as room from './run.ts';

export function load(): typeof room {
  return room;
}
