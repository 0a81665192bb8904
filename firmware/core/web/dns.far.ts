import * as room from './dns.ts';

export function load(): typeof room {
  return room;
}
