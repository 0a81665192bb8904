/**
 * Flags as Go's package flag reads them, in the ways that go-smarty-reader takes them: -key VALUE, -key=VALUE,
 * with one dash or two; the first argument that is no flag ends them. In: arguments. Out: the latest
 * text of each; problems are thrown, without the value.
 */
import { newProblem, USAGE } from '../command/problem.ts';
import type { Flag } from '../settings/flags.ts';
import { suggestion } from '../settings/suggestion.ts';

const SWITCHED_ON = 'true';

/** Of glog, which go-smarty-reader logs with. Files of a log there are none: systemd keeps one. */
export const GLOG_FLAGS: readonly Flag[] = [
  {
    name: 'stderrthreshold',
    value: 'LEVEL',
    help: 'INFO, WARNING, ERROR or FATAL: what is told on standard error.',
  },
  { name: 'v', value: 'N', help: 'From 1 on everything is told.' },
  { name: 'logtostderr', help: 'Accepted: it is always so.' },
  { name: 'alsologtostderr', help: 'Accepted: it is always so.' },
  { name: 'vmodule', value: 'LIST', help: 'Accepted, without effect.' },
  {
    name: 'log_dir',
    value: 'DIRECTORY',
    help: 'Accepted, without effect: there are no files of a log.',
  },
  { name: 'log_backtrace_at', value: 'PLACE', help: 'Accepted, without effect.' },
];

function unknown(name: string, flags: readonly Flag[]): Error {
  const isName = /^[a-z0-9_-]{1,40}$/i.test(name);
  const near = suggestion(
    name,
    flags.map((flag) => flag.name),
  );
  return newProblem(
    `${isName ? `-${name}` : 'A flag'}: There is no such flag.${near} See --help.`,
    USAGE,
  );
}

/** glog's levels as ours; undefined: it is not said. */
export function logLevel(given: ReadonlyMap<string, string>): string | undefined {
  if (Number(given.get('v') ?? 0) > 0) return 'debug';
  const level = given.get('stderrthreshold');
  if (level === undefined) return undefined;
  // glog takes numbers too.
  const levels: Record<string, string> = {
    0: 'info',
    1: 'warning',
    2: 'error',
    3: 'error',
    FATAL: 'error',
  };
  return levels[level.toUpperCase()] ?? level.toLowerCase();
}

export function readGoFlags(args: readonly string[], flags: readonly Flag[]): Map<string, string> {
  const given = new Map<string, string>();
  const left = [...args];
  while (left.length) {
    const [, name, inline] = /^--?([^-=][^=]*)(?:=([^]*))?$/.exec(left[0]) ?? [];
    if (name === undefined) break;
    left.shift();
    const flag = flags.find((one) => one.name === name);
    if (!flag) throw unknown(name, flags);
    const text = inline ?? (flag.value ? left.shift() : SWITCHED_ON);
    if (text === undefined)
      throw newProblem(`-${name} needs a value: -${name} ${flag.value}.`, USAGE);
    given.set(name, text);
  }
  if (left.length && left[0] !== '--') {
    throw newProblem('There is more on the command line than flags. See --help.', USAGE);
  }
  return given;
}
