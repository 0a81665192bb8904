import * as room from './request.ts';

export function load(): typeof room {
  return room;
}
