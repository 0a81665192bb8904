import * as room from './journal.ts';

export function load(): typeof room {
  return room;
}
