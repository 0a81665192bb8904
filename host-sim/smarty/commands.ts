/**
 * All commands of `smarty`, in the order in which they are listed. A command loads what it needs when
 * it runs, so that --help is quick.
 */
import type { Command } from './command.ts';
import { CHECK_CONFIG } from './commands/check-config.ts';
import { KEYS } from './commands/keys.ts';
import { LIST_PORTS } from './commands/list-ports.ts';
import { CONVERT_CONFIG } from './commands/old/convert-config.ts';
import {
  CIPHER_FORWARDING,
  ONLINE_DECRYPTION,
  ONLINE_DECRYPTION_AND_PUBLISHING,
} from './commands/old/go-smarty-reader.ts';
import { MQTT_MESSAGE } from './commands/old/mqtt-message.ts';
import { PROXY } from './commands/old/proxy.ts';
import { READ } from './commands/read.ts';
import { RUN } from './commands/run.ts';

export const COMMANDS: readonly Command[] = [
  ...[READ, RUN, CHECK_CONFIG, KEYS, LIST_PORTS],
  ...[PROXY, ONLINE_DECRYPTION, CIPHER_FORWARDING, ONLINE_DECRYPTION_AND_PUBLISHING],
  ...[MQTT_MESSAGE, CONVERT_CONFIG],
];
