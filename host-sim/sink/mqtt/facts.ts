/** What the MQTT sink counts, over all its connections. */
import { isTold } from '../../../firmware/core/message/publication.ts';
import type { Facts } from '../../source/source.ts';
import type { Link } from './link.ts';
import type { Teller } from './teller.ts';
import { waitingCount } from './teller.ts';

/** One meter: what it tells, and its connection. */
export interface Post {
  link: Link;
  teller: Teller;
  end(): void;
}

/** What has still to be sent, or to be acknowledged. */
function unsentOf(post: Post): number {
  const { teller, link } = post;
  const underWay = link.unacknowledged + link.unwritten;
  return teller.backlog.queue.messages.length + underWay + (isTold(teller.publication) ? 0 : 1);
}

function stateOf(posts: readonly Post[]): string {
  const states = new Set(posts.map(({ link }) => link.state));
  return [...states].join(', ');
}

export function factsOf(posts: readonly Post[]): Facts {
  const sum = (of: (post: Post) => number) => posts.reduce((total, post) => total + of(post), 0);
  return {
    state: stateOf(posts),
    taken: sum(({ teller }) => teller.backlog.counts.taken),
    told: sum(({ teller }) => teller.backlog.counts.told),
    dropped: sum(({ teller }) => teller.backlog.counts.dropped),
    between: sum(({ teller }) => teller.backlog.counts.between),
    waiting: sum(({ teller }) => waitingCount(teller)),
    unsent: sum(unsentOf),
    messages: sum(({ link }) => link.messages),
    messages_dropped: sum(({ teller, link }) => teller.backlog.queue.dropped + link.lost),
    reconnects: sum(({ link }) => Math.max(0, link.connections - 1)),
  };
}
