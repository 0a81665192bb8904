/**
 * Settings that outlive the power. In: the flash. Out: settings that are complete and right; a saved
 * value that is not right for this application, because another one saved it, gives way to its preset.
 */
import type { Digest, Flash } from '../ports.ts';
import { load as loadCheck } from './check.far.ts';
import { load as loadCopies } from './copies.far.ts';
import { load as loadPublic } from './public.far.ts';
import type { Settings } from './settings.ts';

/** undefined: none were saved, or none that will do; the dongle has to be set up. */
export function loadSettings(
  flash: Flash,
  digest: Digest,
  identityName: string,
): Settings | undefined {
  const saved = loadCopies().readCopies(flash, digest);
  if (!saved) return undefined;
  const given = saved.settings;
  const check = loadCheck();
  const checked = check.checkSettings(given, undefined, identityName);
  const faults = checked.faults || {};
  for (const name in faults) given[name] = null;
  // These three go together.
  if (faults.address || faults.gateway || faults.netmask) {
    given.address = given.gateway = given.netmask = null;
  }
  return checked.settings || check.checkSettings(given, undefined, identityName).settings;
}

/** False when the flash does not keep them. */
export function saveSettings(flash: Flash, digest: Digest, settings: Settings): boolean {
  return loadCopies().writeCopies(flash, digest, loadPublic().storedSettings(settings));
}
