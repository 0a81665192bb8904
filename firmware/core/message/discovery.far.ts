import * as room from './discovery.ts';

export function load(): typeof room {
  return room;
}
