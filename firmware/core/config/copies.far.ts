import * as room from './copies.ts';

export function load(): typeof room {
  return room;
}
