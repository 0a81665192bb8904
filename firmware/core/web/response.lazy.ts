import * as room from './response.ts';

export function load(): typeof room {
  return room;
}
