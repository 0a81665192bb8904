/** Chances that are the same in every run with the same seed. */
import { newNoise } from '../../../fakes/meter.ts';

export interface Chance {
  /** A whole number from 0. */
  below(most: number): number;
  bytes(size: number): Uint8Array;
}

export function newChance(seed: number): Chance {
  const noise = newNoise(seed);
  return {
    below: (most) => ((noise() << 16) | (noise() << 8) | noise()) % most,
    bytes: (size) => Uint8Array.from({ length: size }, noise),
  };
}
