import * as room from './report.ts';

export function load(): typeof room {
  return room;
}
