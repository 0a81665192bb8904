import { describe, expect, test } from 'vitest';
import { advanceHouse, isSummerTime, newHouse, sineOfSun } from '../../../host-sim/house/load.ts';
import type { House } from '../../../host-sim/house/load.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ENERGIES = [
  'energyImportedWh',
  'energyExportedWh',
  'reactiveImportedVarh',
  'reactiveExportedVarh',
] as const;
const POWERS = [
  'powerImportedW',
  'powerExportedW',
  'reactiveImportedVar',
  'reactiveExportedVar',
] as const;

/** The house as it stands at each of these moments, without the time between. */
function looks(startMs: number, count: number, everyMs: number): House[] {
  return Array.from({ length: count }, (_none, i) =>
    newHouse({ seed: 7, startMs: startMs + i * everyMs }),
  );
}

function meanOf(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function netW(powers: { powerImportedW: number; powerExportedW: number }): number {
  return powers.powerImportedW - powers.powerExportedW;
}

describe('time', () => {
  test('the same seed gives the same house, in however many parts a day is crossed', () => {
    const startMs = Date.UTC(2025, 2, 3, 4, 5, 6);
    const whole = newHouse({ seed: 5, startMs });
    const parts = newHouse({ seed: 5, startMs });
    advanceHouse(whole, startMs + DAY);
    for (let ms = 0; ms <= DAY; ms += 97_300) advanceHouse(parts, startMs + ms);
    advanceHouse(parts, startMs + DAY);
    expect(parts).toEqual(whole);
  });

  test('another seed gives another house', () => {
    const startMs = Date.UTC(2025, 2, 3, 4);
    const [one, two] = [1, 2].map((seed) => newHouse({ seed, startMs }));
    advanceHouse(one, startMs + HOUR);
    advanceHouse(two, startMs + HOUR);
    expect(one.energyImportedWh).not.toBe(two.energyImportedWh);
  });

  test('a part of a second waits until it is whole', () => {
    const house = newHouse({ seed: 1, startMs: 1_700_000_000_900 });
    expect(house.nowMs).toBe(1_700_000_000_000);
    advanceHouse(house, 1_700_000_000_999);
    expect(house.nowMs).toBe(1_700_000_000_000);
    advanceHouse(house, 1_700_000_001_001);
    expect(house.nowMs).toBe(1_700_000_001_000);
  });

  test('time does not run backwards', () => {
    const house = newHouse({ seed: 1, startMs: 1_700_000_000_000 });
    const before = structuredClone(house);
    advanceHouse(house, 1_600_000_000_000);
    expect(house).toEqual(before);
  });

  test('summer time agrees with the time zone data base, every hour around its changes', () => {
    const zone = { timeZone: 'Europe/Luxembourg', timeZoneName: 'shortOffset' } as const;
    const format = new Intl.DateTimeFormat('en', zone);
    for (let year = 2018; year <= 2037; year++) {
      for (const [month, day] of [
        [2, 24],
        [9, 24],
      ]) {
        for (let hour = 0; hour < 9 * 24; hour++) {
          const ms = Date.UTC(year, month, day, hour);
          expect(isSummerTime(ms), new Date(ms).toISOString()).toBe(
            format.format(ms).endsWith('GMT+2'),
          );
          expect(isSummerTime(ms - 1)).toBe(format.format(ms - 1).endsWith('GMT+2'));
        }
      }
    }
  });
});

describe('energy', () => {
  test.each([
    ['a winter night', Date.UTC(2025, 0, 14, 1)],
    ['a summer noon', Date.UTC(2025, 5, 14, 10)],
    ['a summer evening over the change of tariff', Date.UTC(2025, 5, 16, 18)],
  ])('is the exact sum of the powers shown, each second of %s', (_name, startMs) => {
    const house = newHouse({ seed: 3, startMs });
    const sums = [0, 0, 0, 0];
    for (let ms = startMs + SECOND; ms <= startMs + 3 * HOUR; ms += SECOND) {
      advanceHouse(house, ms);
      POWERS.forEach((power, i) => (sums[i] += house[power]));
      ENERGIES.forEach((energy, i) => {
        if (house[energy] !== Math.floor(sums[i] / 3600)) expect.fail(`${energy} at ${ms}`);
      });
    }
    expect(Math.max(...sums)).toBeGreaterThan(3600 * 50);
  });

  test('every Wh belongs to one of the two tariffs', () => {
    const house = newHouse({ seed: 3, startMs: Date.UTC(2025, 5, 1) });
    advanceHouse(house, Date.UTC(2025, 5, 4));
    for (const energy of ENERGIES) {
      expect(house.tariffs[0][energy] + house.tariffs[1][energy]).toBe(house[energy]);
    }
    expect(house.tariffs[0].energyImportedWh).toBeGreaterThan(0);
    expect(house.tariffs[1].energyImportedWh).toBeGreaterThan(0);
  });

  test('tariff 1 counts from 22 to 6 o’clock on the wall, tariff 2 by day', () => {
    const house = newHouse({ seed: 3, startMs: Date.UTC(2025, 5, 1, 20) });
    advanceHouse(house, Date.UTC(2025, 5, 2, 4));
    expect(house.tariffs[1]).toEqual(newHouse({ seed: 3, startMs: 0 }).tariffs[1]);
    const night = { ...house.tariffs[0] };
    expect(night.energyImportedWh).toBeGreaterThan(0);
    expect(house.tariff).toBe(2);
    advanceHouse(house, Date.UTC(2025, 5, 2, 20));
    expect(house.tariffs[0]).toEqual(night);
    expect(house.tariff).toBe(1);
  });

  test(
    'a long span crossed at once gives nearly what its days give one by one',
    { timeout: 30_000 },
    () => {
      const startMs = Date.UTC(2025, 1, 1);
      const atOnce = newHouse({ seed: 11, startMs });
      const daily = newHouse({ seed: 11, startMs });
      advanceHouse(atOnce, startMs + 3 * DAY);
      for (let day = 1; day <= 3; day++) advanceHouse(daily, startMs + day * DAY);
      const ratio = atOnce.energyImportedWh / daily.energyImportedWh;
      expect(Math.abs(ratio - 1)).toBeLessThan(0.01);
      expect(atOnce.tariffs[0].energyImportedWh + atOnce.tariffs[1].energyImportedWh).toBe(
        atOnce.energyImportedWh,
      );
    },
  );
});

describe('powers', () => {
  const fortnight = looks(Date.UTC(2025, 4, 5), 14 * 24 * 6, 10 * MINUTE + 7 * SECOND);

  test('all are whole numbers and none is negative', () => {
    for (const house of fortnight) {
      for (const powers of [house, ...house.phases]) {
        for (const power of POWERS) {
          expect(Number.isInteger(powers[power]) && powers[power] >= 0).toBe(true);
        }
      }
    }
  });

  test('the totals are the balance of the phases, so one direction is always 0', () => {
    for (const house of fortnight) {
      const balance = house.phases.reduce((sum, phase) => sum + netW(phase), 0);
      expect(house.powerImportedW).toBe(balance > 0 ? balance : 0);
      expect(house.powerExportedW).toBe(balance < 0 ? -balance : 0);
      expect(Math.min(house.reactiveImportedVar, house.reactiveExportedVar)).toBe(0);
    }
  });

  test('one phase may export while another imports', () => {
    const isMixed = ({ phases }: House) =>
      phases.some((phase) => phase.powerExportedW > 100) &&
      phases.some((phase) => phase.powerImportedW > 100);
    expect(fortnight.filter(isMixed).length).toBeGreaterThan(50);
  });

  test('the current is the apparent power over the voltage, in whole amperes', () => {
    for (const { phases } of fortnight) {
      for (const phase of phases) {
        const va = Math.hypot(netW(phase), phase.reactiveImportedVar - phase.reactiveExportedVar);
        expect(Number.isInteger(phase.currentA)).toBe(true);
        expect(Math.abs(phase.currentA - va / (phase.voltageDv / 10))).toBeLessThanOrEqual(0.5);
      }
    }
  });

  test('voltages stay within 10 % of 230 V and sag under load', () => {
    const all = fortnight.flatMap((house) => house.phases);
    for (const { voltageDv } of all) {
      expect(Number.isInteger(voltageDv)).toBe(true);
      expect(Math.abs(voltageDv - 2300)).toBeLessThan(230);
    }
    const loaded = all.filter((phase) => phase.powerImportedW > 3000);
    const idle = all.filter((phase) => Math.abs(netW(phase)) < 300);
    const sagDv = meanOf(idle.map((p) => p.voltageDv)) - meanOf(loaded.map((p) => p.voltageDv));
    expect(sagDv).toBeGreaterThan(25);
    expect(sagDv).toBeLessThan(70);
  });

  test('electronics export reactive power, running motors import it', () => {
    expect(fortnight.some((house) => house.reactiveExportedVar > 50)).toBe(true);
    expect(fortnight.some((house) => house.reactiveImportedVar > 300)).toBe(true);
  });
});

describe('the sun', () => {
  const elevation = (ms: number) => (Math.asin(sineOfSun(ms)) * 180) / Math.PI;
  const minutes = Array.from({ length: 24 * 60 }, (_none, i) => i);

  // Geometry: 90 degrees less the latitude 49.6, plus the declination.
  test.each([
    ['June solstice', Date.UTC(2025, 5, 21), 63.84],
    ['September equinox', Date.UTC(2025, 8, 22), 40.4],
    ['December solstice', Date.UTC(2025, 11, 21), 16.96],
  ])('stands as high at noon as geometry says on the %s', (_name, day, degrees) => {
    const highest = Math.max(...minutes.map((minute) => elevation(day + minute * MINUTE)));
    expect(Math.abs(highest - degrees)).toBeLessThan(0.3);
  });

  // The equation of time has its extremes, -14.2 and +16.4 minutes, on 11 February and 3 November;
  // 6.1 degrees east put the sun 24.4 minutes ahead of Greenwich.
  test.each([
    ['February', Date.UTC(2025, 1, 11), 12 * 60 - 24.4 + 14.2],
    ['November', Date.UTC(2025, 10, 3), 12 * 60 - 24.4 - 16.4],
  ])('is highest at the true noon of Luxembourg in %s', (_name, day, noon) => {
    const heights = minutes.map((minute) => elevation(day + minute * MINUTE));
    expect(Math.abs(heights.indexOf(Math.max(...heights)) - noon)).toBeLessThan(1.5);
  });

  test('makes no power while it is down', () => {
    for (const house of looks(Date.UTC(2025, 5, 10, 21), 60, 5 * MINUTE)) {
      expect(house.powerExportedW).toBe(0);
      for (const phase of house.phases) expect(phase.powerExportedW).toBe(0);
    }
  });

  test('is dimmed by passing clouds within minutes', () => {
    const noon = looks(Date.UTC(2025, 5, 10, 11), 120, 30 * SECOND);
    const exportedW = noon.map((house) => house.phases[2].powerExportedW);
    expect(Math.max(...exportedW)).toBeGreaterThan(1.3 * Math.min(...exportedW));
  });
});

describe('a believable house', () => {
  test('exports on most summer noons and imports on every winter evening', () => {
    const noons = looks(Date.UTC(2025, 5, 1, 11, 40), 30, DAY);
    const evenings = looks(Date.UTC(2025, 11, 1, 18, 10), 30, DAY);
    expect(noons.filter((house) => house.powerExportedW > 500).length).toBeGreaterThan(20);
    expect(evenings.every((house) => house.powerImportedW > 100)).toBe(true);
  });

  test.each([0, 3, 6, 9])('imports 250 to 950 kWh and exports 20 to 800 in month %i', (month) => {
    const house = newHouse({ seed: 42, startMs: Date.UTC(2025, month, 1) });
    advanceHouse(house, Date.UTC(2025, month + 1, 1));
    expect(house.energyImportedWh / 1000).toBeGreaterThan(250);
    expect(house.energyImportedWh / 1000).toBeLessThan(950);
    expect(house.energyExportedWh / 1000).toBeGreaterThan(20);
    expect(house.energyExportedWh / 1000).toBeLessThan(800);
  });

  test('heats more in winter than in summer', () => {
    const [winter, summer] = [0, 6].map((month) => {
      const nights = looks(Date.UTC(2025, month, 1, 2), 31 * 24, HOUR + 7 * MINUTE);
      return nights.filter((house) => house.reactiveImportedVar > 300).length / nights.length;
    });
    expect(winter).toBeGreaterThan(0.2);
    expect(summer).toBeLessThan(0.12);
  });

  test('charges a car in the evening, some days on three phases, some on one', () => {
    const evenings = looks(Date.UTC(2025, 9, 1, 17), 60, DAY / 2).filter(
      (_house, i) => i % 2 === 0,
    );
    const later = looks(Date.UTC(2025, 9, 1, 19, 30), 60, DAY);
    const charging = [...evenings, ...later].map(({ phases }) => phases.map(netW));
    expect(charging.some((watts) => watts.every((w) => w > 3300))).toBe(true);
    expect(charging.some((watts) => watts[0] > 3500 && watts[1] < 2500)).toBe(true);
    const noons = looks(Date.UTC(2025, 9, 1, 11), 60, DAY);
    expect(noons.every(({ phases }) => phases[0].powerImportedW < 3300)).toBe(true);
  });

  test('cooks: the hob takes its peaks at dinner time', () => {
    const peaks = (hour: number) =>
      looks(Date.UTC(2025, 5, 1, hour, 10), 90, DAY).filter(
        ({ phases }) => phases[0].powerImportedW > 1200 && phases[1].powerImportedW > 1200,
      ).length;
    expect(peaks(17)).toBeGreaterThan(30);
    expect(peaks(2)).toBe(0);
  });
});

describe('gas and water', () => {
  test('show the index of the last full hour and count on unseen', () => {
    const startMs = Date.UTC(2025, 3, 7, 3, 20);
    const house = newHouse({ seed: 9, startMs });
    expect(house.gas).toEqual({ volumeMl: 0, indexL: 0, capturedMs: Date.UTC(2025, 3, 7, 3) });
    let index = 0;
    for (let ms = startMs; ms <= startMs + DAY; ms += 10 * MINUTE) {
      advanceHouse(house, ms);
      expect(house.gas.capturedMs).toBe(Math.floor(ms / HOUR) * HOUR);
      if (ms % HOUR === 0) index = Math.floor(house.gas.volumeMl / 1000);
      expect(house.gas.indexL).toBe(index);
      expect(house.water.capturedMs).toBe(house.gas.capturedMs);
    }
    expect(index).toBeGreaterThan(0);
  });

  test('a month uses a believable volume of each', () => {
    const house = newHouse({ seed: 9, startMs: Date.UTC(2025, 3, 1) });
    advanceHouse(house, Date.UTC(2025, 4, 1));
    expect(house.gas.indexL).toBeGreaterThan(15_000);
    expect(house.gas.indexL).toBeLessThan(35_000);
    expect(house.water.indexL).toBeGreaterThan(5_000);
    expect(house.water.indexL).toBeLessThan(15_000);
  });
});
