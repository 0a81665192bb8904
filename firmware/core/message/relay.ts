/**
 * Encrypted forwarding as a stage of the app: each good frame goes to the broker (forward.ts) before its
 * telegram is read. Loaded where it is wanted, and then it stays.
 */
import type { App, Stage } from '../app.ts';
import { acceptFrame } from '../frame/receiver.ts';
import { pushMessage } from '../mqtt/queue.ts';
import { forwardMessages, forwardStep, newForwarding } from './forward.ts';
import type { Forwarding, ForwardOptions } from './forward.ts';

/** There is somebody to take the frame, now or, with QoS 1, later. */
function isWanted(app: App, qos: 0 | 1): boolean {
  return !app.options.isTrial && (qos > 0 || app.options.session.state === 'up');
}

export function newRelay(o: ForwardOptions): Stage {
  let forwarding: Forwarding | undefined;
  return function (app) {
    const r = app.receiver;
    const start = r.buffer.start;
    if (isWanted(app, o.qos)) {
      forwarding = forwarding || newForwarding(o, r.buffer.bytes.subarray(start, start + r.size));
      if (!forwardStep(forwarding)) return true;
      forwardMessages(forwarding, app.opening.counter).forEach(function (message) {
        pushMessage(app.options.session.queue, message);
      });
    }
    forwarding = undefined;
    acceptFrame(r);
    app.stage = app.work ? 'parse' : 'search';
    return true;
  };
}
