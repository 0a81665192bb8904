/**
 * A stable name for a device: a symbolic link, made at once or not at all, and removed only as long as
 * it is ours.
 */
import { lstatSync, readlinkSync, renameSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { FAILED, newProblem } from '../command/problem.ts';

function problemOf(link: string, error: unknown): Error {
  const { code } = error as NodeJS.ErrnoException;
  const advice = 'choose a place where you may write, such as /run/user/1000/p1 or /tmp/p1';
  return newProblem(`The link ${link} cannot be made (${code}): ${advice}.`, FAILED);
}

/** What the link leads to; undefined: there is none. */
function targetOf(link: string): string | undefined {
  try {
    if (lstatSync(link).isSymbolicLink()) return readlinkSync(link);
  } catch {
    return undefined;
  }
  const advice = 'remove it, or choose another name';
  throw newProblem(`${link} is there and is no link: ${advice}.`, FAILED);
}

/** File systems round the time of a link down, by a second at most. */
const ROUNDED_MS = 1000;

/**
 * A device that is there since before the link is what somebody has made the link for. One that is younger has
 * only got the number of another, which was gone: that link an earlier run has left behind.
 */
function isInUse(link: string, target: string): boolean {
  const device = statSync(target, { throwIfNoEntry: false });
  return device !== undefined && device.ctimeMs <= lstatSync(link).mtimeMs + ROUNDED_MS;
}

/** `root`: where devices of this kind are: a link to anything else is somebody else's. */
export function makeLink(link: string, device: string, root: string): void {
  const before = targetOf(link);
  if (before !== undefined && !before.startsWith(root)) {
    throw newProblem(`${link} leads to ${before}, and is not ours: choose another name.`, FAILED);
  }
  if (before !== undefined && before !== device && isInUse(link, before)) {
    const advice = 'end it, or choose another name';
    throw newProblem(
      `${link} is the serial port of another program (${before}): ${advice}.`,
      FAILED,
    );
  }
  const fresh = `${link}.${process.pid}`;
  try {
    symlinkSync(device, fresh);
    renameSync(fresh, link);
  } catch (error) {
    throw problemOf(link, error);
  }
}

export function removeLink(link: string, device: string): void {
  try {
    if (readlinkSync(link) === device) unlinkSync(link);
  } catch {
    // Somebody else has removed it.
  }
}
