/**
 * What the ESP32 draws from 3.3 V, over time. Figures of the ESP32-WROOM-32E data sheet (RF current
 * consumption): 1 Mbit/s at 19.5 dBm 379 mA, 54 Mbit/s 276 mA, receiving 112 mA. Air times are those
 * of 802.11b/g. Out: steps, from the moment the 3.3 V come up.
 */
export interface Step {
  lastsS: number;
  currentA: number;
}

export type ProfileName = 'normal' | 'bad' | 'torture';

const RECEIVE_A = 0.112;
const SLOW_A = 0.379;
const FAST_A = 0.276;

const times = (count: number, steps: Step[]): Step[] =>
  Array.from({ length: count }, () => steps).flat();
const step = (lastsMs: number, currentA: number): Step => ({ lastsS: lastsMs / 1000, currentA });

/** Boot, calibration of the radio, probing: the same for all. */
const START = [
  step(150, 0.05),
  ...times(8, [step(11, 0.13), step(1, 0.4)]),
  ...times(6, [step(2, SLOW_A), step(40, RECEIVE_A)]),
];

/** Telegrams over a fair link. */
const PUBLISH = times(10, [step(0.5, FAST_A), step(19.5, RECEIVE_A)]);

/** 500 bytes at 1 Mbit/s, sent and seven times repeated: what 802.11 does at the edge of reach. */
const RETRIES = [...times(7, [step(4.5, SLOW_A), step(2, RECEIVE_A)]), step(200, RECEIVE_A)];

/** Full frames at 1 Mbit/s without a breath: no driver does this for long. */
const FULL_FRAMES = [...times(4, [step(12.3, SLOW_A), step(1, RECEIVE_A)]), step(300, RECEIVE_A)];

export const PROFILES: Record<ProfileName, Step[]> = {
  normal: [...START, ...PUBLISH, step(50, 0.06)],
  bad: [...START, ...times(2, RETRIES), ...PUBLISH, step(50, 0.06)],
  torture: [...START, ...FULL_FRAMES, ...PUBLISH, step(50, 0.06)],
};

export function durationS(steps: readonly Step[]): number {
  return steps.reduce((sum, { lastsS }) => sum + lastsS, 0);
}

/** The pairs of a PWL source: each step is reached in 20 µs. */
export function pwl(steps: readonly Step[]): string {
  let nowS = 0;
  const points = ['0 0'];
  for (const { lastsS, currentA } of steps) {
    points.push(
      `${(nowS + 20e-6).toFixed(6)} ${currentA}`,
      `${(nowS + lastsS).toFixed(6)} ${currentA}`,
    );
    nowS += lastsS;
  }
  return points.join(' ');
}
