/** The text of a telegram as streams carry it. */
import { withLineEnd } from '../../firmware/core/stream/line-end.ts';
import { newAliaser } from '../stream/streams.ts';
import type { Readout } from './readout.ts';

/** From readout to byte string; undefined: it is of no P1 meter. */
export function newPrinter(hasAliases: boolean): (readout: Readout) => string | undefined {
  const alias = hasAliases ? newAliaser() : (text: string) => text;
  return ({ printed }) => (printed === undefined ? undefined : withLineEnd(alias(printed)));
}
