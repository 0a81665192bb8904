/**
 * The core tells its messages to one MQTT session; the reader's sinks have connections of their own. This
 * session is never up, so that nothing is queued for it.
 */
import { NO_SOCKET } from '../../firmware/core/ports.ts';
import { newSession } from '../../firmware/core/mqtt/session.ts';
import type { Session } from '../../firmware/core/mqtt/session.ts';

export function newSilentSession(): Session {
  return newSession({
    host: '',
    port: 0,
    clientId: '',
    keepAliveS: 1,
    queueBytes: 1,
    status: { topic: '', online: '', offline: '' },
    subscriptions: [],
    net: { connect: () => NO_SOCKET },
    random: () => 0,
  });
}
