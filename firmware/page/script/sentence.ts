/**
 * Sentences that are made of others. In: what happened. Out: keys of texts; behind a colon, the
 * settings to check: whatever names one is put right there. A row of one word is what the names of
 * the rows below it begin with.
 *
 * The later rows of "telegram." are what was refused on the wire, by firmware/core/fault.ts; all else
 * there is noise.
 */
const MADE_OF = `nothing no-network closer
network.
not-found no-network closer: ssid
password no-entry: wifi_password
no-address no-address: address
failed no-link closer
broker.
unknown-host no-broker: broker
unreachable no-answer: broker broker_port
timeout no-answer: broker broker_port
protocol no-mqtt: broker_port
refused-login refuses: broker_user broker_password
refused-id refuses: name
refused-rights refuses: broker_user
refused-server unready again
refused-version no-version
closed hung-up: broker_user broker_password
telegram.
no-data no-data plug
noise noise plug
foreign foreign
too-long : capacity
security foreign
not-telegram foreign
dlms foreign
hdlc foreign
mbus foreign
no-key fault.missing: key
tag no-fit: key auth_key
auth-key no-fit: auth_key
crc noise plug
replay replay
decryption.
no-key fault.missing: key
tag no-fit: key auth_key
crc noise plug
state.
setup title
todo.
setup intro
joining no-link closer
no-broker no-answer: broker broker_port
no-telegram no-data plug
wrong-key no-fit: key auth_key
refused.
size wrong-file: package
format wrong-file: package
sha256 noise again
hmac foreigner
busy occupied again
flash unwritten again
closed no-link again
unreachable no-link again
silence no-link again
restart.
saved settings
update update
reset reset
word.
device_name meter
meter_number meter word.number
serial_number meter word.number
equipment_id meter word.number
id word.number`;

export const SENTENCES: { [what: string]: string | undefined } = {};
let group = '';
MADE_OF.split('\n').forEach((row) => {
  const [what, ...rest] = row.split(' ');
  if (rest.length) SENTENCES[group + what] = rest.join(' ');
  else group = what;
});

/** The setting that most likely is wrong. */
export function settingToCheck(what: string): string | undefined {
  return (/: (\w+)/.exec(SENTENCES[what] || '') || [])[1];
}
