/**
 * Counts of what happened since boot -> one JSON object. Nothing that was received is lost
 * silently: what was not a good telegram stands here, by its fault.
 */
export interface Diagnosis {
  numbers: { [name: string]: number };
  faults: { [fault: string]: number };
  /** The meter's clock in the latest telegram, ISO 8601, and what else the host can tell. */
  texts: { [name: string]: string };
}

function pairs(values: { [name: string]: number | string }, quote: string): string {
  return Object.keys(values)
    .map(function (name) {
      return '"' + name + '":' + quote + values[name] + quote;
    })
    .join(',');
}

export function diagnosticsJson(d: Diagnosis): string {
  const texts = pairs(d.texts, '"');
  return (
    '{' + pairs(d.numbers, '') + (texts && ',') + texts + ',"faults":{' + pairs(d.faults, '') + '}}'
  );
}
