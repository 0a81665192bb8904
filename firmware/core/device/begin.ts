/**
 * What the dongle must know before it begins. Loaded on demand, once.
 * In: texts and flash of the host. Out: identity, saved settings, whether the interpreter will do.
 */
import { judgeInterpreter } from '../boot/interpreter.ts';
import type { Interpreter } from '../boot/interpreter.ts';
import { load as loadSaved } from '../config/saved.far.ts';
import type { Settings } from '../config/settings.ts';
import type { Digest, Flash } from '../ports.ts';
import type { Identity } from './device.ts';
import { firstName } from './name.ts';

export interface Beginning {
  identity: Identity;
  settings: Settings | undefined;
  misfit: string | undefined;
}

/** Without an identity the dongle was not flashed by our command: the password is then a known one. */
const NO_IDENTITY: Identity = { id: '0000', setup: 'smarty-dongle', seed: '', update: '' };

function readIdentity(text: string | undefined): Identity {
  let found: Identity | undefined;
  try {
    found = JSON.parse(text || '');
  } catch {
    // The known one then.
  }
  return found && typeof found.id === 'string' && typeof found.setup === 'string'
    ? found
    : NO_IDENTITY;
}

export interface Beginner {
  identity: string | undefined;
  interpreter: Interpreter;
  flash: Flash;
  digest: Digest;
}

export function begin(o: Beginner): Beginning {
  const identity = readIdentity(o.identity);
  return {
    identity: identity,
    settings: loadSaved().loadSettings(o.flash, o.digest, firstName(identity)),
    misfit: judgeInterpreter(o.interpreter),
  };
}
