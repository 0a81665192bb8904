/**
 * The networks in reach, as JSON for the page: the strongest first, each name once. Loaded on demand.
 */
import { jsonString } from '../message/json.ts';
import type { Device } from './device.ts';

const MOST_NETWORKS = 20;

/** For GET /api/scan. */
export function scanJson(d: Device): string {
  const found = d.found;
  if (!found) return '{"busy":true}';
  const seen: { [ssid: string]: boolean } = {};
  const rows: string[] = [];
  found
    .sort(function (a, b) {
      return b.rssi - a.rssi;
    })
    .forEach(function (one) {
      // "$": a name like "constructor" must not hit what every object has.
      if (one.ssid === '' || seen['$' + one.ssid] || rows.length >= MOST_NETWORKS) return;
      seen['$' + one.ssid] = true;
      rows.push('[' + jsonString(one.ssid) + ',' + one.rssi + ',"' + one.security + '"]');
    });
  return '{"networks":[' + rows.join(',') + ']}';
}
