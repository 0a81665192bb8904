/**
 * Settings -> the network to join, and as whom.
 */
import type { Settings } from '../config/settings.ts';
import type { Station } from '../ports.ts';

export function stationOf(s: Settings): Station {
  const station: Station = { ssid: s.ssid, name: s.name };
  if (s.wifi_password !== '') station.password = s.wifi_password;
  if (s.address !== '') station.fixed = { ip: s.address, gw: s.gateway, netmask: s.netmask };
  return station;
}
