import { describe, expect, test } from 'vitest';
import type { Door, ServerEvents } from '../../../firmware/core/ports.ts';
import { openStreams, tellStreams } from '../../../firmware/core/stream/streams.ts';
import type { StreamOptions } from '../../../firmware/core/stream/streams.ts';
import { feed, newBench } from '../../fakes/bench-app.ts';
import { frameOf, KEY, telegramOf } from '../../fakes/meter.ts';

const TOTAL = '1-0:1.8.0(000123.456*kWh)';
const TELEGRAM = telegramOf(['1-3:0.2.8(50)', TOTAL]);

function open(over: Partial<StreamOptions>) {
  const doors: Record<number, Door> = {};
  const streams = openStreams({
    listener: { listen: (port, door) => void (doors[port] = door) },
    ...{ telegramPort: 0, framePort: 0, most: 2, hasAliases: false, hasRoom: () => true },
    ...over,
  });
  /** What one who listens there has heard. */
  const listen = (port: number): { heard: string[]; ears: ServerEvents } => {
    const heard: string[] = [];
    const send = (bytes: string) => heard.push(bytes) > 0;
    return { heard, ears: doors[port].accept({ send, close: () => undefined }) };
  };
  return { doors, streams, listen };
}

/** An app that has read a telegram and keeps it as printed. */
function newReader() {
  const bench = newBench({ key: KEY, keepsPrinted: true });
  feed(bench, frameOf(1, { telegram: TELEGRAM }));
  return bench.app;
}

describe('the streams', () => {
  test('listen only where a port is set', () => {
    expect(Object.keys(open({}).doors)).toEqual([]);
    expect(Object.keys(open({ telegramPort: 2001, framePort: 2002 }).doors)).toEqual([
      '2001',
      '2002',
    ]);
  });

  test('tell each telegram and each frame once', () => {
    const { streams, listen } = open({ telegramPort: 2001, framePort: 2002 });
    const [telegrams, frames] = [listen(2001), listen(2002)];
    const app = newReader();
    tellStreams(streams, app, 'a frame');
    tellStreams(streams, app, '');
    expect([telegrams.heard, frames.heard]).toEqual([[TELEGRAM], ['a frame']]);
  });

  test('count those for whom there is no place, or no memory', () => {
    let hasRoom = false;
    const { doors, streams, listen } = open({ telegramPort: 2001, hasRoom: () => hasRoom });
    expect(doors[2001].hasRoom()).toBe(false);
    hasRoom = true;
    for (let i = 0; i < 2; i++) {
      expect(doors[2001].hasRoom()).toBe(true);
      listen(2001);
    }
    expect(doors[2001].hasRoom()).toBe(false);
    expect(streams.telegrams!.refused).toBe(2);
    expect(doors[2001].busy).toBe('busy\r\n');
  });

  test('add aliases where they are wanted, with the checksum of the new text', () => {
    const { streams, listen } = open({ telegramPort: 2001, hasAliases: true });
    const { heard } = listen(2001);
    tellStreams(streams, newReader(), '');
    const lines = ['1-3:0.2.8(50)', TOTAL, '1-0:1.8.1(000123.456*kWh)', '0-0:96.14.0(0001)'];
    expect(heard).toEqual([telegramOf(lines)]);
  });
});
