/**
 * A TCP port that is listened at. In: a server, where, and the option by which another place is chosen.
 * Out: the port. One that cannot be had is a problem, thrown.
 */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { FAILED, newProblem } from '../command/problem.ts';
import type { Endpoint } from '../command/values.ts';
import { textOf } from '../command/values.ts';

function adviceOf(code: string | undefined, endpoint: Endpoint, option: string): string {
  const other = `choose another with --${option}`;
  const place = textOf(endpoint);
  if (code === 'EADDRINUSE') return `${place} is in use: ${other}.`;
  if (code === 'EACCES')
    return `Port ${endpoint.port} is reserved for the administrator: ${other}.`;
  return `Nobody can listen on ${place} (${code}): ${other}.`;
}

export async function listenAt(
  server: Server,
  endpoint: Endpoint,
  option: string,
): Promise<number> {
  server.listen(endpoint.port, endpoint.host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw newProblem(adviceOf(code, endpoint, option), FAILED);
  }
  return (server.address() as AddressInfo).port;
}
