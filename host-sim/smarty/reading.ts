/**
 * A run of the reader from the command line.
 * In: settings from everywhere. Out: the exit code; complaints and last sentences on standard error.
 */
import { FAULT_MEANINGS } from '../../firmware/core/fault.ts';
import type { Fault } from '../../firmware/core/fault.ts';
import { versionText } from '../node/version.ts';
import { FAILED, USAGE } from '../command/problem.ts';
import { lossesOf } from '../reader/delivery.ts';
import type { Outcome } from '../reader/reader.ts';
import type { Complaint } from '../settings/given.ts';
import type { Plan } from '../settings/plan.ts';
import type { Resolved } from '../settings/resolve.ts';
import type { Tell } from '../source/source.ts';
import type { Surroundings } from './command.ts';
import { newLog } from './log.ts';

export function complaintText({ where, sentence, isWarning }: Complaint): string {
  return `${where}: ${isWarning ? 'warning: ' : ''}${sentence}`;
}

/** False: something is wrong. */
export function tellComplaints(
  complaints: readonly Complaint[],
  err: NodeJS.WritableStream,
): boolean {
  for (const complaint of complaints) err.write(`${complaintText(complaint)}\n`);
  return complaints.every(({ isWarning }) => isWarning);
}

/** What became of a recording, and of anything that ended by itself without one good telegram. */
function lastSentences({ account, telegrams }: Outcome): string[] {
  const faults = account.meters.flatMap(({ name, diagnosis }) => {
    return Object.entries(diagnosis.faults).map(([fault, count]) => {
      return `${name}: ${count} x ${fault}: ${FAULT_MEANINGS[fault as Fault]}`;
    });
  });
  return [`Telegrams: ${telegrams}.`, ...faults];
}

/** Only where systemd wants to be told. */
async function serviceHooks({ env, signal }: Surroundings, tell: Tell) {
  if (!env.NOTIFY_SOCKET) return undefined;
  const { newServiceHooks } = await import('../service/hooks.ts');
  const hooks = newServiceHooks(env, tell);
  signal.addEventListener('abort', () => hooks.stopping());
  return hooks;
}

/** What was to go out and never will, to the terminal as well if that is asked for. */
function lossSentences({ account }: Outcome, isAll: boolean): string[] {
  return lossesOf(account.sinks).flatMap(({ name, lost }) => {
    const sentence = `Telegrams that ${name} has not taken and that are lost: ${lost}.`;
    return isAll || name !== 'stdout' ? [sentence] : [];
  });
}

async function perform(plan: Plan, around: Surroundings): Promise<number> {
  const { err, out, env, signal } = around;
  const log = newLog(err, env);
  log.setLevel(plan.global.log_level);
  const hooks = await serviceHooks(around, log.tell);
  const { runReader } = await import('../reader/reader.ts');
  const version = versionText();
  const outcome = await runReader({ plan, ...log, out, version, signal, hooks });
  await hooks?.close();
  // Who ends it, or what it is piped into, has seen enough.
  const losses = lossSentences(outcome, !signal.aborted);
  if (signal.aborted) {
    for (const sentence of losses) log.tell('warning', sentence);
    return 0;
  }
  const isPoor = outcome.telegrams === 0 || outcome.hasFailed || losses.length > 0;
  if (isPoor || plan.global.count === undefined) {
    for (const sentence of lastSentences(outcome)) log.tell('info', sentence);
  }
  for (const sentence of losses) log.tell('error', sentence);
  return isPoor ? FAILED : 0;
}

export async function runResolved(resolved: Resolved, around: Surroundings): Promise<number> {
  const isRight = tellComplaints(resolved.complaints, around.err);
  return isRight ? perform(resolved.plan, around) : USAGE;
}
