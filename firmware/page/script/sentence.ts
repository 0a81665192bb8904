/**
 * Sentences that are made of others. In: what happened. Out: keys of texts; behind a colon, the
 * settings to check: whatever names one is put right there.
 */
const DAMAGED = 'noise plug';
const SILENT = 'no-answer: broker broker_port';
const UNFIT = 'no-fit: key auth_key';
const KEYLESS = 'fault.missing: key';
const FAR = 'no-link closer';
const WRONG_FILE = 'wrong-file: package';

export const SENTENCES: { [what: string]: string | undefined } = {
  nothing: 'no-network closer',
  'network.not-found': 'no-network closer: ssid',
  'network.password': 'no-entry: wifi_password',
  'network.no-address': 'no-address: address',
  'network.failed': FAR,
  'broker.unknown-host': 'no-broker: broker',
  'broker.unreachable': SILENT,
  'broker.timeout': SILENT,
  'broker.protocol': 'no-mqtt: broker_port',
  'broker.refused-login': 'refuses: broker_user broker_password',
  'broker.refused-id': 'refuses: name',
  'broker.refused-rights': 'refuses: broker_user',
  'broker.refused-server': 'unready again',
  'broker.refused-version': 'no-version',
  'broker.closed': 'hung-up: broker_user broker_password',
  'telegram.no-data': 'no-data plug',
  'telegram.noise': DAMAGED,
  'telegram.foreign': 'foreign',
  'decryption.no-key': KEYLESS,
  'decryption.tag': UNFIT,
  'decryption.crc': DAMAGED,
  'state.setup': 'title',
  'todo.setup': 'intro',
  'todo.joining': FAR,
  'todo.no-broker': SILENT,
  'todo.no-telegram': 'no-data plug',
  'todo.wrong-key': UNFIT,
  'update.size': WRONG_FILE,
  'update.format': WRONG_FILE,
  'update.sha256': 'noise again',
  'update.hmac': 'foreigner',
  'update.busy': 'occupied again',
  'update.flash': 'unwritten again',
  'restart.saved': 'settings',
  'restart.update': 'update',
  'restart.reset': 'reset',
  // What was refused on the wire, by firmware/core/fault.ts; all else is noise.
  'wire.too-long': ': capacity',
  'wire.security': 'foreign',
  'wire.not-telegram': 'foreign',
  'wire.dlms': 'foreign',
  'wire.hdlc': 'foreign',
  'wire.mbus': 'foreign',
  'wire.no-key': KEYLESS,
  'wire.tag': UNFIT,
  'wire.auth-key': 'no-fit: auth_key',
  'wire.replay': 'replay',
};

/** The settings to check, the first of which most likely is wrong. */
export function settingsToCheck(what: string): string[] {
  return (SENTENCES[what] || '').split(': ').slice(1).join().split(' ').filter(Boolean);
}
