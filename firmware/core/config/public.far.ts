import * as room from './public.ts';

export function load(): typeof room {
  return room;
}
