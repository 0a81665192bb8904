/**
 * What the programs had that are replaced, a row for each feature, and the test that shows it here. `faults`:
 * what they got wrong, and the test that it is right. A name is part of a test's, or of what it stands in.
 */
export interface Feature {
  of: 'smarty_dsmr_proxy' | 'go-smarty-reader' | 'mueli' | 'C3L';
  feature: string;
  file: string;
  name: string;
}

type Row = readonly [feature: string, file: string, name: string];

const PROXY = 'legacy/proxy.test.ts';
const FORKS = 'legacy/forks.test.ts';
const GO = 'legacy/go-smarty-reader.test.ts';
const MUELI = 'legacy/mueli.test.ts';
const C3L = 'legacy/c3l.test.ts';

const ROWS: Readonly<Record<Feature['of'], readonly Row[]>> = {
  smarty_dsmr_proxy: [
    ['command line: key, -i', PROXY, 'KEY, -i: frame counter and telegram'],
    ['command line: -a', PROXY, '-a: the additional data of Austria'],
    ['command line: -p', PROXY, '-p prints each reading with the name'],
    ['serial, 115200 8N1', PROXY, '-o: 115200 8N1 in'],
    ['console output', PROXY, 'bytes are printed as Python 3 prints them'],
    ['console errors', PROXY, 'its three error lines stand where they stood'],
    ['state machine', 'reader/watch.test.ts', 'what is left of a frame whose beginning was missed'],
    ['serial output', PROXY, '-o: 115200 8N1 in, the decrypted telegram out'],
    [
      'library: frame counter and telegram',
      'library/proxy.test.ts',
      'the frame counter, then the telegram',
    ],
    ['library: one condition a call', 'library/proxy.test.ts', 'of the three exactly one is there'],
    ['library: errors', 'library/proxy.test.ts', 'or the error, which says what to do'],
    ['library: telegram by name', 'library/read.test.ts', 'a telegram has its readings by name'],
    [
      'remote: TCP 2001',
      'smarty/read.test.ts',
      'a cable in, and the same telegrams out at TCP port 2001',
    ],
    ['same machine: pty', 'sink/pty.test.ts', 'serial output port, without socat'],
    ['service: supervisord', FORKS, 'supervisord runs it too'],
    ['consumers', FORKS, 'consumers: readers of Dutch meters'],
    ['advice to users', FORKS, 'advice: whom to ask for the key'],
    ['fork d1nd141', FORKS, 'fork d1nd141'],
    ['fork migdard', FORKS, 'fork migdard'],
    ['fork of Energie Steiermark', FORKS, 'fork of Energie Steiermark'],
  ],
  'go-smarty-reader': [
    ['version', GO, 'version: the program says its own'],
    ['flags', GO, 'flags have one dash or two'],
    ['flags of glog', GO, 'the flags of glog are taken'],
    ['serial', GO, 'serial: COM8 and /dev/ttyUSB2'],
    ['OnlineDecryption', GO, 'online-decryption prints a hundred telegrams'],
    ['OnlineDecryptionAndPublishing', GO, 'values go below root and host name'],
    ['CipherForwarding', GO, 'cipher-forwarding prints a hundred times'],
    ['MQTTMessage', GO, 'mqtt-message publishes Hello'],
    ['MQTT topic', GO, '-mqttTopicRoot with or without a slash'],
    ['MQTT topic: host name', GO, 'the host name is part of each topic'],
    [
      'payload, QoS, retained, only when changed',
      GO,
      'QoS 2, not retained, when they are other ones',
    ],
    ['MQTT: Subscribe', 'source/mqtt.test.ts', 'frames come as hexadecimal digits or as bytes'],
    ['MQTT: Reconnect', 'source/mqtt.test.ts', 'a broker that is gone is tried again'],
    ['a hundred telegrams', 'smarty/read.test.ts', 'a hundred telegrams, and then it ends'],
    ['decrypted later', GO, 'NewDecryptor: what was forwarded is decrypted elsewhere'],
    ['checks', GO, 'checks: both separators, and the tag'],
    ['cross-compiling', GO, 'cross-compile: what is native'],
    ['gotsmart', 'legacy/page.test.ts', 'gotsmart: each of its metrics'],
  ],
  mueli: [
    ['an environment for each meter', 'settings/toml.test.ts', 'an environment for each meter'],
    ['ENV_FOR_DYNACONF', 'smarty/read.test.ts', 'one meter of the configuration, named by'],
    ['secrets in a second file', 'settings/load.test.ts', 'keys stand in a second file'],
    ['settings.toml', MUELI, 'settings.toml and .secrets.toml become ours'],
    ['keys', MUELI, 'keys go to a file that only its owner may read'],
    ['defaults, older serial settings', MUELI, 'defaults for all, capitals and older serial ports'],
    ['architecture: clients and sinks', MUELI, 'electricity and heat in one process'],
    ['systemd', MUELI, 'the unit is a template'],
    ['Homie 4, both trees', MUELI, 'each in its tree, QoS 1 and retained'],
    ['heat meter', 'sink/mqtt/shapes.test.ts', 'Homie tree of the heat meter'],
    ['Kamstrup', MUELI, 'Kamstrup: the questions for registers 60 and 80'],
  ],
  C3L: [
    ['broker', C3L, 'broker: what the meter encrypts'],
    ['broker: access', C3L, 'broker: the one that is shipped'],
    ['Prometheus', C3L, 'Prometheus: asks the reader'],
    ['Grafana', C3L, 'Grafana: the dashboard asks'],
    ['statistics', C3L, 'statistics: day, month and quarter hours'],
    ['data', C3L, 'data: each line of a full list'],
    ['offline', C3L, 'offline: nobody is called'],
    ['mail, XMPP, reports', C3L, 'reports: a webhook'],
    ['FAQ', C3L, 'FAQ: the operator must give the key'],
  ],
};

export const FEATURES: readonly Feature[] = Object.entries(ROWS).flatMap(([of, rows]) => {
  return rows.map(([feature, file, name]) => ({ of: of as Feature['of'], feature, file, name }));
});

/** Files from test/. */
export const FAULTS: readonly Row[] = [
  ['key visible in ps', `host-sim/${PROXY}`, 'fault: the key need not stand on the command line'],
  [
    'a port that is not there, a read that fails',
    `host-sim/${PROXY}`,
    'fault: ports that are not there',
  ],
  ['no 81 or short length', 'core/frame/limits.test.ts', 'may have the form %s'],
  ['no bound of length', 'core/frame/limits.test.ts', 'a frame longer than the buffer'],
  [
    'no time-out between bytes, no resync',
    'host-sim/reader/hour.test.ts',
    'every good telegram reaches every sink',
  ],
  ['no CRC', `host-sim/${PROXY}`, 'its three error lines'],
  [
    'no check of the frame counter',
    'host-sim/source/mqtt.test.ts',
    'a copy of an older frame is refused',
  ],
  ['one sink', 'host-sim/reader/week.test.ts', 'each sink has taken them all'],
  ['one meter a process', 'host-sim/reader/reader.test.ts', 'reads several meters in one process'],
  ['prints the key', `host-sim/${GO}`, 'the key is never printed'],
  [
    'MQTT failure ends it',
    'host-sim/sink/mqtt/link.test.ts',
    'that refuses is told once, and tried again',
  ],
  [
    'no user, CA, client certificate',
    'host-sim/sink/mqtt/link.test.ts',
    'that an unknown authority has signed',
  ],
  ['empty text told as 0', `host-sim/${GO}`, 'values go below root and host name'],
  [
    'a public broker as preset',
    `host-sim/${GO}`,
    'fault: nothing is published to a broker for everybody',
  ],
  [
    'an error line a byte',
    'host-sim/reader/watch.test.ts',
    'a line out of step gives one sentence an hour',
  ],
  [
    'floats under integer, $extensions, $name',
    `host-sim/${MUELI}`,
    'each in its tree, QoS 1 and retained',
  ],
  ['GJ told as kWh', 'host-sim/sink/mqtt/shapes.test.ts', 'GJ become kWh'],
  [
    'KMP: checksum not looked at',
    'host-sim/kamstrup/kmp.test.ts',
    'with any one bit changed gives no reading',
  ],
  ['KMP: echo ends the answer', 'host-sim/kamstrup/poll.test.ts', 'drops the echo of the head'],
  ['battery drained', 'host-sim/kamstrup/heat.test.ts', 'reads at once and then every hour'],
  [
    'key and password in a source',
    'host-sim/smarty/smarty.test.ts',
    'says what a configuration means, without its secrets',
  ],
];
