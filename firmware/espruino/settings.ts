/**
 * What the user has set: the Storage file "smarty.json".
 *
 * In: JSON {"key":"32 hex digits","authKey":"...","tag":"verify","host":"192.168.1.2","port":1883,
 * "user":"...","password":"...","device":"...","capacity":4096,"path":"/dev/pts/1"}; only host must
 * be there. Out: the same, checked, or a sentence that names the field.
 */
import { bytesOfHex } from '../core/bytes.ts';
import type { TagMode } from '../core/frame/open.ts';

export interface Settings {
  key?: Uint8Array;
  authKey: Uint8Array;
  tag: TagMode;
  host: string;
  port: number;
  user?: string;
  password?: string;
  device: string;
  capacity: number;
  path?: string;
}

const FILE = 'smarty.json';
const LUXEMBOURG_AUTH_KEY = '00112233445566778899aabbccddeeff';

/** The bytes of a key of 32 hex digits; undefined when it is none. */
function keyOf(hex: unknown): Uint8Array | undefined {
  const bytes = typeof hex === 'string' ? bytesOfHex(hex) : undefined;
  return bytes && bytes.length === 16 ? bytes : undefined;
}

/** The settings, or the sentence that says what is wrong with them. */
export function readSettings(): Settings | string {
  const text = require('Storage').read(FILE);
  if (text === undefined) return 'No settings: write ' + FILE + ' with at least {"host":"..."}.';
  let s;
  try {
    s = JSON.parse(text);
  } catch {
    return FILE + ' is no JSON: write it anew.';
  }
  if (typeof s.host !== 'string') return FILE + ': "host" must name the MQTT broker.';
  const authKey = keyOf(s.authKey || LUXEMBOURG_AUTH_KEY);
  const key = keyOf(s.key);
  if (!authKey) return FILE + ': "authKey" must be 32 hex digits.';
  if (s.key !== undefined && !key) return FILE + ': "key" must be 32 hex digits.';
  return {
    key: key,
    authKey: authKey,
    tag: s.tag || 'verify',
    host: s.host,
    port: s.port || 1883,
    user: s.user,
    password: s.password,
    device: s.device || process.env.SERIAL || 'dongle',
    capacity: s.capacity || 4096,
    path: s.path,
  };
}
