/**
 * Those who are told: a broker and a web server that go and come back, a listener at TCP, standard output.
 * Out: which telegrams have arrived, in memory that does not grow.
 */
import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { newWitness } from '../../command/program.ts';
import type { Witness } from '../../command/program.ts';
import type { Take } from './marks.ts';

const COUNTER = /"frame_counter":(\d+)/;

function takeJson(take: Take, text: string): void {
  const [, counter] = COUNTER.exec(text) ?? [];
  if (counter) take(Number(counter));
}

export interface Place {
  port: number;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

export async function newBroker(take: Take): Promise<Place> {
  let witness: Witness | undefined;
  const place: Place = {
    port: 0,
    async goAway() {
      await witness?.close();
      witness = undefined;
    },
    async comeBack() {
      witness = await newWitness(place.port);
      place.port = witness.port;
      // Nothing is kept.
      witness.heard.push = ({ topic, payload }) => {
        if (topic.endsWith('/telegram')) takeJson(take, payload);
        return 0;
      };
    },
  };
  await place.comeBack();
  return place;
}

/** Away it still answers, that it cannot. */
export async function newWebServer(take: Take): Promise<Place & { end(): void }> {
  let status = 204;
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('latin1').on('data', (piece) => (text += piece));
    request.on('end', () => {
      if (status === 204) takeJson(take, text);
      response.writeHead(status).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    goAway: async () => void (status = 503),
    comeBack: async () => void (status = 204),
    end() {
      server.close();
      server.closeAllConnections();
    },
  };
}

export function newOutput(take: Take): Writable {
  return new Writable({
    write(piece: Buffer, _encoding, done) {
      takeJson(take, piece.toString('latin1'));
      done();
    },
  });
}

/** Telegrams have no counter: they are counted as they come, by their ends. */
export function listenAt(port: number, take: Take) {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  let tail = '';
  let count = 0;
  socket.on('data', (piece: string) => {
    const parts = (tail + piece).split('\n!');
    for (let i = 1; i < parts.length; i++) take(count++);
    tail = parts[parts.length - 1].endsWith('\n') ? '\n' : '';
  });
  return { end: () => socket.destroy() };
}

export function scrape(port: number, taken: () => void): void {
  const url = `http://127.0.0.1:${port}/metrics`;
  get(url, { agent: false }, (response) => response.resume().on('end', taken)).on(
    'error',
    () => {},
  );
}
