/**
 * The library: `import { readMeter } from 'smarty-dongle'`, docs/library.md.
 */
export { readMeter } from './read.ts';
export type { MeterReading } from './read.ts';
export { smartyProxy } from './proxy.ts';
export type { FrameError, ProxyCallback } from './proxy.ts';
export type { MeterSource, ReadOptions, TagMode } from './options.ts';
export type { NumberName, TextName } from './names.ts';
export type {
  ListReading,
  NumberReading,
  Reading,
  Readings,
  Telegram,
  TextReading,
} from './telegram.ts';
