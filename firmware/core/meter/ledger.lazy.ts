import * as room from './ledger.ts';

export function load(): typeof room {
  return room;
}
