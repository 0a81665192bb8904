/**
 * What a dongle on Node tells, and to whom, with the settings of the device: the same shapes, the last
 * will, and what the broker says to it (firmware/core/device/outlets.ts, hearing.ts).
 */
import type { App } from '../../firmware/core/app.ts';
import type { Settings } from '../../firmware/core/config/settings.ts';
import { forget } from '../../firmware/core/device/hearing.ts';
import { homeAssistantOptions, newOutlets } from '../../firmware/core/device/outlets.ts';
import type { OutletOptions, Outlets } from '../../firmware/core/device/outlets.ts';
import type { Run } from '../../firmware/core/device/run.ts';
import { announceDiscovery, forgetDiscovery } from '../../firmware/core/message/discovery.ts';
import { noteTopic } from '../../firmware/core/message/discovery.ts';
import { BIRTH_PAYLOAD } from '../../firmware/core/message/homeassistant.ts';
import { readingMessage } from '../../firmware/core/message/plain.ts';
import type { Flash } from '../../firmware/core/ports.ts';
import { nodeDigest } from '../node/digest.ts';
import type { LocalAddress } from '../node/local.ts';
import { nodeText } from '../node/text.ts';
import { versionText } from '../node/version.ts';

export interface HostOutlets extends Outlets {
  hear(topic: string, payload: string, retain: boolean): void;
}

/** What is looked at of the core. */
export interface OutletApp extends Pick<App, 'publication' | 'title'> {
  counts: Pick<App['counts'], 'latestUtcS'>;
}

export interface HostOptions {
  settings: Settings;
  flash: Flash;
  local?: LocalAddress;
  /** It is made with these outlets, and asked for only afterwards. */
  app(): OutletApp;
}

/** Where a meter names no title: letters, digits, - and _ alone. */
function idOf(device: string): string {
  return device.replaceAll('.', '_');
}

export function hostOutlets({ settings, flash, local, app }: HostOptions): HostOutlets {
  const version = versionText();
  const id = () => app().title || idOf(settings.name);
  const forgetEntity: Run['forget'] = (o, lines, walk) => forgetDiscovery(o, id(), lines, walk);
  const announce: OutletOptions['announce'] = (lines, walk) => {
    const options = { ...homeAssistantOptions(settings, version, false), id: id() };
    return announceDiscovery(options, lines, walk);
  };
  const outlets = newOutlets(settings, {
    local: () => local,
    version,
    flash,
    digest: nodeDigest,
    text: nodeText,
    isDongle: false,
    tell: readingMessage,
    announce,
    utcS: () => app().counts.latestUtcS ?? 0,
  });
  const run = {
    settings,
    get app() {
      return app();
    },
    forget: forgetEntity,
  };
  return {
    ...outlets,
    hear(topic, payload, retain) {
      const isNote = topic === noteTopic(settings.name);
      if (isNote && retain) forget(run, payload);
      // Home Assistant has started, and wants to know all again.
      if (!isNote && payload === BIRTH_PAYLOAD) app().publication.isDue = true;
    },
  };
}
