/**
 * The dongle's own identity: made on the PC, because Espruino's random numbers repeat at every boot.
 * In: the serial number of the chip, what is known of it already. Out: a record that is stored on the
 * dongle as JSON, and once more on the PC.
 */
import { randomBytes, randomInt } from 'node:crypto';

export interface Identity {
  /** The last four hex digits of the chip's number: Smarty-A1B2 is its access point. */
  id: string;
  /** Password of the access point, and of the device until its owner sets another. */
  setup: string;
  /** What the dongle's random numbers grow from. */
  seed: string;
  /** The secret that update packages are signed with. */
  update: string;
}

/** Without those that are read as another: o, l, u, v, and the digits 0 and 1. */
const LETTERS = 'abcdefghijkmnpqrstwxyz23456789';
const SETUP_SIZE = 10;
const FORMS: Readonly<Record<keyof Identity, RegExp>> = {
  id: /^[0-9A-F]{4}$/,
  setup: /^[a-z2-9]{10}$/,
  seed: /^[0-9a-f]{32}$/,
  update: /^[0-9a-f]{64}$/,
};

/** "00112233-44aabbcc" gives "BBCC"; undefined where that is no serial number. */
export function idOf(serial: string): string | undefined {
  const digits = serial.replaceAll('-', '').slice(-4).toUpperCase();
  return FORMS.id.test(digits) ? digits : undefined;
}

export function isSetupPassword(text: string): boolean {
  return FORMS.setup.test(text);
}

function newSetupPassword(): string {
  return Array.from({ length: SETUP_SIZE }, () => LETTERS[randomInt(LETTERS.length)]).join('');
}

/** What was read from a file or from a dongle, if it is an identity. */
export function readIdentity(read: unknown): Identity | undefined {
  if (typeof read !== 'object' || read === null) return undefined;
  const fields = read as Record<string, unknown>;
  const { id, setup, seed, update } = fields;
  const names = Object.keys(FORMS) as (keyof Identity)[];
  const isWhole = names.every((name) => {
    const field = fields[name];
    return typeof field === 'string' && FORMS[name].test(field);
  });
  return isWhole ? ({ id, setup, seed, update } as Identity) : undefined;
}

/**
 * The identity for a chip. What stands on the label and what signs updates stays as it was `before`;
 * the seed is new each time, for the count of boots that goes with it begins again.
 */
export function newIdentity(id: string, before: Partial<Identity> = {}): Identity {
  return {
    id,
    setup: before.setup ?? newSetupPassword(),
    seed: randomBytes(16).toString('hex'),
    update: before.update ?? randomBytes(32).toString('hex'),
  };
}

export function accessPointOf({ id }: Identity): string {
  return `Smarty-${id}`;
}
