/** A meter behind ser2net: a TCP server that can go and come back at the same port. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

export interface Line {
  port: number;
  isHeard(): boolean;
  /** Bytes that somebody is there to hear. */
  sentBytes: number;
  send(bytes: Uint8Array): void;
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
}

export async function newLine(): Promise<Line> {
  let server: Server | undefined;
  let socket: Socket | undefined;
  const line: Line = {
    port: 0,
    sentBytes: 0,
    isHeard: () => socket !== undefined,
    send(bytes) {
      if (!socket) return;
      line.sentBytes += bytes.length;
      socket.write(bytes);
    },
    async goAway() {
      const closed = server && once(server, 'close');
      server?.close();
      socket?.destroy();
      server = socket = undefined;
      await closed;
    },
    async comeBack() {
      server = createServer((one) => {
        socket = one.setNoDelay(true).on('error', () => undefined);
        one.on('close', () => (socket === one ? (socket = undefined) : undefined));
      });
      server.listen(line.port, '127.0.0.1');
      await once(server, 'listening');
      line.port = (server.address() as AddressInfo).port;
    },
  };
  await line.comeBack();
  return line;
}
