import * as room from './metrics.ts';

export function load(): typeof room {
  return room;
}
