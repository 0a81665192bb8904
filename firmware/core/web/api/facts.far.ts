import * as room from './facts.ts';

export function load(): typeof room {
  return room;
}
