/**
 * What a program may ask of the library, and what it gets when that cannot be.
 */
import type { TagMode } from '../../firmware/core/frame/open.ts';
import { LUXEMBOURG_AUTH_KEY } from '../house/seal.ts';
import { METER_GROUPS } from '../reader/settings.ts';
import type { MeterSettings } from '../reader/settings.ts';
import type { Form } from '../settings/form.ts';
import { KEY } from '../settings/form.ts';
import type { Row } from '../settings/row.ts';

export type { TagMode };

export interface MeterSource {
  /**
   * A place as on the command line: "/dev/ttyUSB0", "tcp://192.168.1.50:2001", "mqtt://HOST/TOPIC",
   * "file:frames.hex", "-", "simulated"; or bytes from anywhere: a stream, an array of pieces.
   */
  source: string | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** 16 bytes, or 32 hexadecimal digits. Without it only telegrams that come decrypted are read. */
  key?: string | Uint8Array;
  /** Austria's GAK. Left out: that of Luxembourg. */
  authKey?: string | Uint8Array;
  /** What becomes of a frame with a wrong tag. Left out: 'verify', it is refused. */
  tag?: TagMode;
  /** Further settings of the source by their names in docs/reader.md: { baud: 9600, format: '7E1' }. */
  sourceSettings?: Readonly<Record<string, string | number | boolean>>;
  /** Bytes of the frame buffer. Left out: 16384. */
  capacity?: number;
  /** Name of the meter in telegrams. Left out: "meter". */
  name?: string;
}

export interface ReadOptions extends MeterSource {
  /** Ends the reading. */
  signal?: AbortSignal;
  /** So many telegrams wait for a program that is slower than the meter; then the oldest is dropped. Left out: 100. */
  most?: number;
  /** A frame was refused: which fault, and a sentence with the remedy. */
  onFault?(fault: string, sentence: string): void;
  /** What a person should know: a cable was pulled, it is back. */
  onNotice?(level: 'error' | 'warning' | 'info' | 'debug', sentence: string): void;
}

export interface Opened {
  key: Uint8Array | undefined;
  authKey: Uint8Array;
  tagMode: TagMode;
}

/** What is wrong names the option; a key is not repeated. */
function wrong(option: string, must: string): Error {
  return new TypeError(`${option} must be ${must}`);
}

function keyOf(given: string | Uint8Array | undefined, option: string): Uint8Array | undefined {
  if (given === undefined) return undefined;
  const key = typeof given === 'string' ? KEY.read(given) : given;
  if (!(key instanceof Uint8Array) || key.length !== 16) {
    throw wrong(option, `16 bytes, or ${KEY.must}`);
  }
  return key;
}

const TAGS: readonly TagMode[] = ['verify', 'fallback', 'off'];

export function openingOf({ key, authKey, tag = 'verify' }: MeterSource): Opened {
  if (!TAGS.includes(tag)) throw wrong('tag', `one of ${TAGS.join(', ')}`);
  return {
    key: keyOf(key, 'key'),
    authKey: keyOf(authKey, 'authKey') ?? LUXEMBOURG_AUTH_KEY,
    tagMode: tag,
  };
}

function valueOf(row: Row<unknown>, text: string | undefined, option: string): unknown {
  const given = text ?? row.preset;
  if (given === undefined) return undefined;
  const value = (row.form as Form<unknown>).read(given);
  if (value === undefined) throw wrong(option, row.form.must);
  return value;
}

/** The settings of a meter with these of its source, as from the command line. */
export function settingsOf(place: string, given: MeterSource): MeterSettings {
  const { sourceSettings = {} } = given;
  const texts: Record<string, string> = { url: place };
  const known = METER_GROUPS.find(({ name }) => name === 'source')?.rows ?? {};
  for (const [name, value] of Object.entries(sourceSettings)) {
    if (!Object.hasOwn(known, name))
      throw wrong('sourceSettings', `of ${Object.keys(known).join(', ')}`);
    texts[name] = String(value);
  }
  const groups = METER_GROUPS.map((group) => {
    const own = group.name === 'source' ? texts : {};
    const values = Object.entries(group.rows).map(([name, row]) => {
      const option = name === 'url' ? 'source' : `sourceSettings.${name}`;
      return [name, valueOf(row, own[name], option)];
    });
    return [group.name, Object.fromEntries(values)];
  });
  return Object.fromEntries(groups) as MeterSettings;
}
