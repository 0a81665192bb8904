import * as room from './diagnose.ts';

export function load(): typeof room {
  return room;
}
