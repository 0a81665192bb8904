/** Diagnostics as JSON; the oracle is Node's JSON.parse. */
import { describe, expect, test } from 'vitest';
import { diagnosticsJson } from '../../../firmware/core/message/diagnostics.ts';

describe('the diagnostics', () => {
  test('are one object: the counts, the clock, the faults by name', () => {
    const text = diagnosticsJson({
      numbers: { uptime_s: 3600, telegrams: 360 },
      faults: { crc: 2, 'no-key': 1 },
      texts: { latest_time: '2022-08-21T16:54:23+02:00' },
    });
    expect(JSON.parse(text)).toEqual({
      uptime_s: 3600,
      telegrams: 360,
      latest_time: '2022-08-21T16:54:23+02:00',
      faults: { crc: 2, 'no-key': 1 },
    });
  });

  test('leave out a clock that is not known, and say that there was no fault', () => {
    const text = diagnosticsJson({ numbers: { telegrams: 0 }, faults: {}, texts: {} });
    expect(JSON.parse(text)).toEqual({ telegrams: 0, faults: {} });
  });
});
