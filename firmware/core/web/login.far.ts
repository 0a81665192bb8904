import * as room from './login.ts';

export function load(): typeof room {
  return room;
}
