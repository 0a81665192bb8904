/**
 * What the dongle is called: as host, and in topics.
 */
import type { Device, Identity } from './device.ts';

/** Before it is given another name. */
export function firstName(identity: Identity): string {
  return 'smarty-' + identity.id.toLowerCase();
}

export function nameOf(d: Device): string {
  return d.settings ? d.settings.name : firstName(d.options.identity);
}
