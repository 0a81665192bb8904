/**
 * The oracle of all that is counted over time: quarter by quarter from the list of readings, with
 * BigInt and the calendar of the host's time zone data; nothing of the core.
 */

/** Seconds since 1970, and registers in Wh as they are printed. */
export type Reading = readonly [utcS: number, imported: number, exported: number];

export interface Rules {
  allowanceWh: number;
  price: number;
  periodS?: number;
}

/** Of one span of the calendar up to a moment. */
export interface Sums {
  imported: number;
  exported: number;
  exceeded: number;
  /** In 1/10000000 EUR. */
  cost: bigint;
  peakW: number;
}

export interface Quarter {
  startS: number;
  imported: number;
  exported: number;
  coveredS: number;
  /** Sums of the day, the month and the year when it began, by spans named as in the calendar. */
  day: Sums;
  month: Sums;
  year: Sums;
  /** The latest month that ended before it, if there is one. */
  before?: Sums;
}

const zone = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Europe/Luxembourg',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
});

const dates = new Map<number, string>();

/** "2026-03-29", local: the same for all of an hour. */
export function localDate(utcS: number): string {
  const hour = Math.floor(utcS / 3600);
  const date = dates.get(hour) ?? zone.format(hour * 3600000).slice(0, 10);
  dates.set(hour, date);
  return date;
}

const hours = new Map<number, string>();

/** "+01:00" or "+02:00". */
export function offsetAt(utcS: number): string {
  const hour = Math.floor(utcS / 3600);
  let offset = hours.get(hour);
  if (offset === undefined) {
    const local = zone.formatToParts(hour * 3600000).find(({ type }) => type === 'hour')?.value;
    const ahead = (Number(local) - (hour % 24) + 24) % 24;
    offset = `+0${ahead}:00`;
    hours.set(hour, offset);
  }
  return offset;
}

/** Registers that only rise: what falls is another meter, and counts from there. */
function unrolled(readings: Reading[]): Reading[] {
  let imported = 0;
  let exported = 0;
  return readings.map(([utcS, i, e], at) => {
    if (at) {
      imported += Math.max(0, i - readings[at - 1][1]);
      exported += Math.max(0, e - readings[at - 1][2]);
    }
    return [utcS, imported, exported];
  });
}

function between(a: Reading, b: Reading, utcS: number, which: 1 | 2): number {
  const rise = BigInt(b[which] - a[which]) * BigInt(utcS - a[0]);
  return a[which] + Number(rise / BigInt(b[0] - a[0]));
}

const none = (): Sums => ({ imported: 0, exported: 0, exceeded: 0, cost: 0n, peakW: 0 });

/** All quarters from the first reading to the one that is still running at the last. */
export function accountOf(given: Reading[], rules: Rules): Quarter[] {
  const period = rules.periodS ?? 900;
  const readings = unrolled(given);
  const first = Math.floor(readings[0][0] / period) * period;
  const last = Math.floor(readings[readings.length - 1][0] / period) * period;
  const quarters: Quarter[] = [];
  let at = 0;
  let start: [number, number] = [readings[0][1], readings[0][2]];
  let date = localDate(readings[0][0]);
  let [day, month, year] = [none(), none(), none()];
  let before: Sums | undefined;
  for (let startS = first; startS <= last; startS += period) {
    const today = localDate(startS);
    if (startS > first && today !== date) {
      day = none();
      if (today.slice(0, 7) !== date.slice(0, 7)) [before, month] = [month, none()];
      if (today.slice(0, 4) !== date.slice(0, 4)) year = none();
      date = today;
    }
    const quarter: Quarter = {
      startS,
      imported: 0,
      exported: 0,
      coveredS: 0,
      day: { ...day },
      month: { ...month },
      year: { ...year },
      before,
    };
    quarters.push(quarter);
    if (startS === last) break;
    const endS = startS + period;
    // Up to the first reading that is not before the end.
    while (readings[at][0] < endS) {
      const [fromS] = readings[at];
      const toS = readings[at + 1][0];
      if (toS - fromS <= 60) quarter.coveredS += Math.min(toS, endS) - Math.max(fromS, startS);
      if (toS >= endS) break;
      at++;
    }
    const end: [number, number] = [
      between(readings[at], readings[at + 1], endS, 1),
      between(readings[at], readings[at + 1], endS, 2),
    ];
    if (readings[at + 1][0] === endS) at++;
    quarter.imported = end[0] - start[0];
    quarter.exported = end[1] - start[1];
    start = end;
    const exceeded = Math.max(0, quarter.imported - rules.allowanceWh);
    for (const sums of [day, month, year]) {
      sums.imported += quarter.imported;
      sums.exported += quarter.exported;
      sums.exceeded += exceeded;
      sums.cost += BigInt(exceeded) * BigInt(rules.price);
      sums.peakW = Math.max(sums.peakW, (quarter.imported * 3600) / period);
    }
  }
  return quarters;
}
