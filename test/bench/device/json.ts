/** JSON and the topics of the readings: what a new dongle tells, without Home Assistant. */
import { readingMessage } from '../../../firmware/core/message/plain.ts';
import { measure } from './measure.ts';

measure({
  shapes: [{ tell: readingMessage.bind(undefined, { device: 'bench', qos: 0, retain: true }) }],
  telegram: { qos: 1, retain: false },
});
