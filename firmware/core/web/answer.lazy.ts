import * as room from './answer.ts';

export function load(): typeof room {
  return room;
}
