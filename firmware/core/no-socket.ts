/**
 * What stands for a socket where none came about: that it is closed has been reported.
 */
import type { Socket } from './ports.ts';

export const NO_SOCKET: Socket = {
  send: function () {
    return false;
  },
  close: function () {
    return undefined;
  },
};
