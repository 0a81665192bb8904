/** What a run of the reader is made of, once all settings are read. */
import type { MeterSettings } from '../reader/settings.ts';
import type { SinkKind } from '../sink/kind.ts';
import type { GlobalSettings } from './catalogue.ts';

export interface MeterPlan {
  name: string;
  settings: MeterSettings;
}

export interface SinkPlan {
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds with different settings
  kind: SinkKind<any>;
  /** Typed by the rows of the kind. */
  options: Readonly<Record<string, unknown>>;
  /** More than one where it is shared. */
  meters: string[];
}

export interface Plan {
  global: GlobalSettings;
  meters: MeterPlan[];
  sinks: SinkPlan[];
}
