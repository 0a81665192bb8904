/**
 * The dongle as it is when it has just been switched on. Loaded on demand, so no function that stays
 * may be made in here: it would keep all of this in memory.
 */
import { newWorkspace } from '../frame/workspace.ts';
import { newLog } from '../log/log.ts';
import type { Log } from '../log/log.ts';
import { newLogin } from '../web/login.ts';
import type { Device, DeviceOptions } from './device.ts';
import { load as loadJournal } from './journal.far.ts';
import { newDial } from './dial.ts';
import { newLink } from './link.ts';
import type { Link } from './link.ts';
import { stationOf } from './station.ts';

/** Some twenty lines. */
const LOG_BYTES = 800;

/** Bytes of the frame buffer where no settings say it: the preset of `capacity`. */
const USUAL_CAPACITY = 4096;

function newDeviceLink(o: DeviceOptions, isSetup: boolean, nowMs: number): Link {
  const s = o.settings;
  return newLink(
    {
      wifi: o.ports.wifi,
      station: s && !isSetup ? stationOf(s) : undefined,
      accessPoint: { ssid: 'Smarty-' + o.identity.id, password: o.identity.setup },
      accessPointAfterMs: s && !isSetup ? s.access_point_after_s * 1000 : 0,
    },
    nowMs,
  );
}

function newDeviceLog(o: DeviceOptions): Log {
  return newLog({ bytes: LOG_BYTES, level: (o.settings && o.settings.log_level) || 'info' });
}

function newBareDevice(o: DeviceOptions, nowMs: number): Device {
  const isSetup = !o.settings || o.boot.safe || o.misfit !== undefined;
  return {
    options: o,
    settings: o.settings,
    isSetup: isSetup,
    link: newDeviceLink(o, isSetup, nowMs),
    dial: newDial({ net: o.ports.net, lookUp: o.ports.lookUp }),
    workspace: newWorkspace(o.settings ? o.settings.capacity : USUAL_CAPACITY),
    run: undefined,
    wanted: undefined,
    chores: [],
    state: 'starting',
    toldState: undefined,
    nowMs: nowMs,
    startMs: nowMs,
    quarter: 0,
    goodTelegrams: 0,
    refusals: 0,
    goodMs: nowMs,
    clockMs: undefined,
    heard: 0,
    rate: 0,
    overruns: 0,
    brokerFaults: 0,
    loginFailures: 0,
    hasWorked: false,
    pressedMs: undefined,
    scarce: 0,
    isHealthy: false,
    restartMs: undefined,
    visitedMs: undefined,
    log: newDeviceLog(o),
    frame: '',
    login: newLogin(),
    found: undefined,
    isUploading: false,
    fetching: undefined,
  };
}

export function newDevice(o: DeviceOptions, nowMs: number): Device {
  const d = newBareDevice(o, nowMs);
  const s = o.settings;
  if (s && !d.isSetup && (s.syslog || s.log_topic)) {
    d.journal = loadJournal().newJournal(s, d.log, o.ports.datagrams);
  }
  return d;
}
