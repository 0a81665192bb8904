import * as room from './replies.ts';

export function load(): typeof room {
  return room;
}
