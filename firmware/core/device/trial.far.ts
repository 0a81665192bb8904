import * as room from './trial.ts';

export function load(): typeof room {
  return room;
}
