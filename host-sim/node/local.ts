/** Under which addresses this computer is known in its network, as Homie wants them. */
import { networkInterfaces } from 'node:os';

export interface LocalAddress {
  ip: string;
  mac: string;
}

const NO_MAC = '00:00:00:00:00:00';

export function localAddress(interfaces = networkInterfaces()): LocalAddress | undefined {
  const all = Object.values(interfaces).flatMap((list) => list ?? []);
  const own = all.find((one) => one.family === 'IPv4' && !one.internal && one.mac !== NO_MAC);
  return own && { ip: own.address, mac: own.mac.toUpperCase() };
}
