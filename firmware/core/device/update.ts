/**
 * An update of the application, from the page or from an address. Loaded on demand.
 * In: the device and the slots as the host shows them. Out: a sink for the package, or a fetch that
 * the device goes on with; when it is complete, the dongle restarts and tries it.
 */
import type { Slot } from '../boot/record.ts';
import type { SlotFile, UpdatePorts } from '../update/package.ts';
import { load as loadUpdate } from '../update/room.far.ts';
import type { Sink } from '../web/exchange.ts';
import type { Net } from '../ports.ts';
import { endRun, holdMeter } from './device.ts';
import type { Device } from './device.ts';
import { restartSoon } from './restart.ts';

export interface Slots {
  bytesOf(text: string): Uint8Array;
  openSlot(slot: Slot): SlotFile;
}

function portsOf(d: Device, slots: Slots): UpdatePorts {
  const ports = d.options.ports;
  return {
    flash: ports.flash,
    digest: ports.digest,
    bytesOf: slots.bytesOf,
    openSlot: slots.openSlot,
  };
}

function isBusy(d: Device): boolean {
  return d.isUploading || (d.fetching !== undefined && d.fetching.ended === undefined);
}

/** A text is the fault. */
export function openUpload(d: Device, slots: Slots, size: number): Sink | string {
  const room = loadUpdate();
  const update = isBusy(d)
    ? 'busy'
    : room.newUpdate(portsOf(d, slots), d.options.identity.update, size);
  if (typeof update === 'string') return update;
  // There is no memory for this and for telegrams; the tick goes on with them where it fails.
  endRun(d);
  d.isUploading = true;
  return {
    take: function (piece) {
      return room.takePiece(update, piece);
    },
    end: function () {
      d.isUploading = false;
      const fault = room.finishUpdate(update);
      if (fault === undefined) restartSoon(d, 'update');
      return fault;
    },
    drop: function () {
      d.isUploading = false;
    },
  };
}

/** Looking a name up and connecting hold up everything. */
function holdingNet(d: Device): Net {
  return {
    connect: function (host, port, on) {
      holdMeter(d, true);
      const socket = d.options.ports.net.connect(host, port, on);
      holdMeter(d, false);
      return socket;
    },
  };
}

/** Undefined: it has begun; a text is the fault. */
export function startFetch(d: Device, slots: Slots, url: string): string | undefined {
  if (isBusy(d)) return 'busy';
  endRun(d);
  const room = loadUpdate();
  d.fetching = room.newFetch({
    net: holdingNet(d),
    url: url,
    open: function (size) {
      return room.newUpdate(portsOf(d, slots), d.options.identity.update, size);
    },
  });
  return d.fetching.ended;
}
