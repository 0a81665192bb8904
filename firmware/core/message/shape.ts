/**
 * In which forms readings are told on MQTT: each is a shape, and any number of them may be on.
 */
import type { Message } from '../mqtt/packet.ts';

/** Where an announcement is: both 0 at its beginning; whoever announces moves them on. */
export interface Walk {
  at: number;
  part: number;
}

/** One way of telling the readings on MQTT. */
export interface Shape {
  /** The message of one of the latest readings (a line "name unit value"); undefined: it is not told. */
  tell?(line: string): Message | undefined;
  /**
   * The message of one line of the telegram as printed, such as "1-0:1.8.0(000123.456*kWh)"; undefined:
   * it is not told.
   */
  tellPrinted?(line: string): Message | undefined;
  /**
   * The next message by which the shape makes itself known after each connection; undefined: that was
   * all. `lines`: the latest readings.
   */
  announce?(lines: string, walk: Walk): Message | undefined;
}
