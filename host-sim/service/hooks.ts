/**
 * A run of the reader, as systemd is told of it. In: the account of the run, again and again. Out:
 * ready, signs of life while it gets on (progress.ts), and a line for "systemctl status".
 */
import type { RunHooks } from '../reader/reader.ts';
import type { Account } from '../sink/sink.ts';
import type { Tell } from '../source/source.ts';
import { newNotifier } from './notify.ts';
import type { Notifier } from './notify.ts';
import { newProgressJudge } from './progress.ts';
import type { Tally } from './progress.ts';

export interface ServiceHooks extends Required<Pick<RunHooks, 'ready' | 'progress'>> {
  stopping(): void;
  close(): Promise<void>;
}

const STATUS_MS = 30_000;

const sum = (values: readonly unknown[]) =>
  values.reduce<number>((total, value) => total + (typeof value === 'number' ? value : 0), 0);

function tallyOf({ meters }: Account): Tally {
  const outcomes = meters.map(({ diagnosis }) => {
    const { telegrams, noise_bytes: noise } = diagnosis.numbers;
    return sum([telegrams, noise, ...Object.values(diagnosis.faults)]);
  });
  return { bytes: sum(meters.map(({ source }) => source.bytes)), outcomes: sum(outcomes) };
}

/** "house: 8640 telegrams, open; heat: 24 readings, waiting" */
function statusOf({ meters }: Account): string {
  const words = meters.map(({ name, source, diagnosis }) => {
    const polls = source.answered_polls;
    const count =
      polls === undefined ? `${diagnosis.numbers.telegrams} telegrams` : `${polls} readings`;
    return `${name}: ${count}, ${source.state}`;
  });
  return words.join('; ');
}

export function newServiceHooks(
  env: Record<string, string | undefined>,
  tell: Tell,
  notifier: Notifier = newNotifier(env, tell),
): ServiceHooks {
  const getsOn = newProgressJudge();
  let stoodStill = false;
  let statusMs = -Infinity;
  return {
    ready: notifier.ready,
    progress(account) {
      const now = account();
      const isWell = getsOn(tallyOf(now));
      if (isWell) notifier.progress();
      else if (!stoodStill) {
        tell(
          'error',
          'Bytes come and nothing becomes of them: the watchdog of systemd will start the reader anew.',
        );
      }
      stoodStill = !isWell;
      if (performance.now() - statusMs < STATUS_MS) return;
      statusMs = performance.now();
      notifier.status(statusOf(now));
    },
    stopping: notifier.stopping,
    close: notifier.close,
  };
}
