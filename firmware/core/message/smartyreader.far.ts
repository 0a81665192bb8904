import * as room from './smartyreader.ts';

export function load(): typeof room {
  return room;
}
