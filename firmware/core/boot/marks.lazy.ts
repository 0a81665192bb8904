import * as room from './marks.ts';

export function load(): typeof room {
  return room;
}
