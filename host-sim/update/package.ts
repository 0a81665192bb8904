/**
 * An update package, as the dongle takes it (firmware/core/update/package.ts).
 * In: the built application, the secret of one dongle. Out: bytes.
 */
import { createHash, createHmac } from 'node:crypto';
import { slotLayout } from '../../firmware/core/update/slot.ts';
import { FAILED, newProblem } from '../command/problem.ts';

/** `built`: a byte string; `name`: what the application is called in sentences. */
export function checkApplication(built: string, name: string): Buffer {
  // The dongle fills its slot with spaces by itself.
  const application = Buffer.from(built.replace(/[ \r\n]+$/, ''), 'latin1');
  const { slot } = slotLayout();
  if (application.length === 0) {
    throw newProblem(`${name} is empty: build it again (npm run build).`, FAILED);
  }
  if (application.length > slot) {
    const much = `${application.length} bytes, and a dongle has room for ${slot}`;
    throw newProblem(`${name} has ${much}: it cannot be sent.`, FAILED);
  }
  return application;
}

/** `secret`: 64 hex digits. */
export function newPackage(application: Buffer, secret: string): Buffer {
  const sha256 = createHash('sha256').update(application).digest('hex');
  const signed = `SMARTY1 ${application.length} ${sha256}`;
  const hmac = createHmac('sha256', Buffer.from(secret, 'hex')).update(signed).digest('hex');
  return Buffer.concat([Buffer.from(`${signed} ${hmac}\n`), application]);
}
