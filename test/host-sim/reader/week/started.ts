/** The reader with all kinds of sinks that a test can hear. */
import { addOld } from '../../../../host-sim/legacy/plan.ts';
import { runReader } from '../../../../host-sim/reader/reader.ts';
import { newLayer } from '../../../../host-sim/settings/given.ts';
import { loadSettings } from '../../../../host-sim/settings/load.ts';
import type { Account } from '../../../../host-sim/sink/sink.ts';
import type { Facts } from '../../../../host-sim/source/source.ts';
import { KEY } from '../../../fakes/meter.ts';

export type Ports = Record<'source' | 'broker' | 'web' | 'tcp' | 'prometheus' | 'udp', number>;

function planOf(ports: Ports) {
  const flags = newLayer();
  addOld(flags, [
    ['source url', `tcp://127.0.0.1:${ports.source}`],
    ['key', KEY],
    ['stdout format', 'json'],
    ['mqtt url', `mqtt://127.0.0.1:${ports.broker}`],
    ['mqtt queue_kib', '256'],
    // Seventy messages a telegram would be a week of the broker's time.
    ['mqtt reading_topics', 'no'],
    ['webhook url', `http://127.0.0.1:${ports.web}/telegram`],
    ['webhook queue', '60'],
    ['tcp telegrams', String(ports.tcp)],
    ['prometheus listen', `127.0.0.1:${ports.prometheus}`],
    ['udp to', `127.0.0.1:${ports.udp}`],
    ['tariff quarters', 'yes'],
  ]);
  const none = { config: undefined, secrets: undefined, env: {} };
  const { plan, complaints } = loadSettings({ ...none, flags, meters: ['house'] });
  if (complaints.length) throw new Error(`week: ${complaints[0].sentence}`);
  return plan;
}

export interface Started {
  account(): Account;
  factsOf(sink: string): Facts;
  isOver(): boolean;
  end(): void;
}

export function startReader(ports: Ports, out: NodeJS.WritableStream): Started {
  const ending = new AbortController();
  let look: (() => Account) | undefined;
  let isOver = false;
  const running = runReader({
    plan: planOf(ports),
    tell: () => undefined,
    onNotice: () => () => undefined,
    out,
    version: 'week',
    signal: ending.signal,
    hooks: { progress: (account) => (look = account) },
  });
  void running.then(() => (isOver = true));
  const account = () => look?.() ?? { meters: [], sinks: [] };
  return {
    account,
    factsOf(sink) {
      return account().sinks.find(({ name }) => name.startsWith(sink))?.facts ?? {};
    },
    isOver: () => isOver,
    end: () => ending.abort(),
  };
}
