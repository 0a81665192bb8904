/** Why a serial port does not open or breaks, in the words of the system -> one of a few reasons. */
export type PortFault = 'busy' | 'denied' | 'gone' | 'no-port';

const REASONS: readonly [RegExp, PortFault][] = [
  // Windows says "Access denied" of a port that is taken.
  [/lock port|busy|temporarily unavailable|access (is )?denied/i, 'busy'],
  [/permission denied|EACCES|EPERM/i, 'denied'],
  [
    /no such|ENOENT|not found|ENXIO|port was closed|disconnected|input\/output|EIO|bad file/i,
    'gone',
  ],
  [/ioctl|inappropriate|not a (tty|typewriter)|unsupported/i, 'no-port'],
];

/** Undefined: the system says something else. */
export function portFault(reason: string): PortFault | undefined {
  return REASONS.find(([pattern]) => pattern.test(reason))?.[1];
}

/** How a user of Linux is allowed to use serial ports. */
export const JOIN_GROUP = [
  'On Linux join the group that may: sudo usermod -aG dialout "$USER" (uucp on Arch), then log out',
  'and in again',
].join(' ');
