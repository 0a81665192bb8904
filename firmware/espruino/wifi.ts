/**
 * The Wi-Fi port on Espruino.
 *
 * By jswrap_esp32_network.c its connect starts a station only when that was not running: beside an
 * access point a second attempt would wait for ever, so the access point is taken down for a moment.
 * 2v25 opens an access point without a password at boot and ignores a connect while it is connected; its
 * getHostByName knows no name at first and gives a wrong address later, but its connect looks names up.
 */
import type { Station, Wifi, WifiEvents } from '../core/ports.ts';

export const IS_2V25 = process.env.VERSION === '2v25';
const PAUSE_MS = 1000;
/** The strongest come first. */
const MOST_FOUND = 20;

/** Who listens; the access point, while it is up, and the attempts to join beside it. */
interface Beside {
  ears?: WifiEvents;
  open?: { ssid: string; password: string };
  attempts: number;
  /** The network that is wanted now: what was put off for another one is void. */
  station?: Station;
}

const beside: Beside = { attempts: 0 };

function ignore(): void {
  // The interpreter wants a function to call.
}

function connect(station: Station): void {
  if (station !== beside.station) return;
  if (station.fixed) require('Wifi').setIP(station.fixed, ignore);
  // `connected` and `disconnected` tell how it went; older releases never call back.
  require('Wifi').connect(station.ssid, { password: station.password || '' }, ignore);
}

function open(ssid: string, password: string): void {
  beside.open = { ssid: ssid, password: password };
  require('Wifi').startAP(ssid, { password: password, authMode: 'wpa2' }, ignore);
}

function reopen(station: Station): void {
  if (beside.open) open(beside.open.ssid, beside.open.password);
  setTimeout(connect, PAUSE_MS, station);
}

export const wifi: Wifi = {
  listen: function (on) {
    beside.ears = on;
    require('Wifi').on('connected', function (details) {
      // Before the first join there is no station that takes it, nor name.local.
      require('Wifi').setHostname((beside.station as Station).name, ignore);
      on.joined(details.ip);
    });
    require('Wifi').on('disconnected', function (details) {
      on.lost((details && details.msg) || '');
    });
  },
  join: function (station) {
    beside.station = station;
    require('Wifi').setHostname(station.name, ignore);
    if (!beside.open) require('Wifi').stopAP();
    if (IS_2V25) require('Wifi').disconnect();
    if (beside.open && beside.attempts++) {
      require('Wifi').stopAP();
      setTimeout(reopen, PAUSE_MS, station);
    } else connect(station);
  },
  leave: function () {
    require('Wifi').disconnect();
  },
  startAccessPoint: open,
  stopAccessPoint: function () {
    beside.open = undefined;
    beside.attempts = 0;
    require('Wifi').stopAP();
  },
  scan: function () {
    // While one is under way another is refused. Caught here: what is thrown inside an argument of a call
    // costs the memory of all that the called function sees, for good.
    try {
      require('Wifi').scan(function (found) {
        (beside.ears as WifiEvents).found(
          (found || []).slice(0, MOST_FOUND).map(function (one) {
            return { ssid: one.ssid, rssi: one.rssi, security: one.authMode };
          }),
        );
      });
    } catch {
      // What that one finds is the answer.
    }
  },
  about: function () {
    const about: ReturnType<Wifi['about']> = { mac: require('Wifi').getIP().mac };
    const rssi = require('Wifi').getStatus().rssi;
    // 2v25 cannot ask a call's result for a field that holds undefined; for one that is not there it can.
    if (rssi !== undefined) about.rssi = rssi;
    return about;
  },
};

export function lookUp(host: string, done: (address: string | undefined) => void): void {
  // As above: the name itself.
  if (IS_2V25) return done(host);
  require('Wifi').getHostByName(host, function (address) {
    done(address || undefined);
  });
}
