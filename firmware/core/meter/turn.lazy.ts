import * as room from './turn.ts';

export function load(): typeof room {
  return room;
}
