import * as room from './routes.ts';

export function load(): typeof room {
  return room;
}
