/** All that can be told beside each other on MQTT, and quarter hours and tariff. */
import type { Settings } from '../../../firmware/core/config/settings.ts';
import { homeAssistantOptions, newOutlets } from '../../../firmware/core/device/outlets.ts';
import { announceDiscovery } from '../../../firmware/core/message/discovery.ts';
import { readingMessage } from '../../../firmware/core/message/plain.ts';
import { digest } from '../../../firmware/espruino/flash.ts';
import { text } from '../../../firmware/espruino/text.ts';
import { EVERYTHING } from '../../espruino/everything.ts';
import { measure } from './measure.ts';

declare const global: { SMARTY_BOOT: { slot: string } };
// Where the parts are that are stored apart from the script.
global.SMARTY_BOOT = { slot: '.bootcde' };

const settings = EVERYTHING as Settings;
settings.name = 'bench';

measure(
  newOutlets(settings, {
    version: '0.1.0',
    // Erased, and stays so.
    flash: {
      read: function (count) {
        return new Uint8Array(count).fill(255);
      },
      write: function () {
        return undefined;
      },
      erasePage: function () {
        return undefined;
      },
    },
    digest: digest,
    text: text,
    isDongle: true,
    tell: readingMessage,
    announce: function (lines, walk) {
      const options = homeAssistantOptions(settings, '0.1.0', true);
      options.id = 'bench';
      return announceDiscovery(options, lines, walk);
    },
    utcS: function () {
      return 0;
    },
  }),
);
