import * as room from './diagnosis.ts';

export function load(): typeof room {
  return room;
}
