import * as room from './api.ts';

export function load(): typeof room {
  return room;
}
