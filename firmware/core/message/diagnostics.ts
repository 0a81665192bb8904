/**
 * Counts of what happened since boot -> one JSON object. Nothing that was received is lost
 * silently: what was not a good telegram stands here, by its fault.
 */
export interface Diagnosis {
  numbers: { [name: string]: number };
  faults: { [fault: string]: number };
  /** The meter's clock in the latest telegram, ISO 8601. */
  latestTime: string | undefined;
}

function pairs(counts: { [name: string]: number }): string {
  return Object.keys(counts)
    .map(function (name) {
      return '"' + name + '":' + counts[name];
    })
    .join(',');
}

export function diagnosticsJson(d: Diagnosis): string {
  const time = d.latestTime === undefined ? '' : ',"latest_time":"' + d.latestTime + '"';
  return '{' + pairs(d.numbers) + time + ',"faults":{' + pairs(d.faults) + '}}';
}
