import * as room from './schema.ts';

export function load(): typeof room {
  return room;
}
