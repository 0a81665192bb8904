import * as room from './server.ts';

export function load(): typeof room {
  return room;
}
