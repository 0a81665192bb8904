/** All kinds of sinks, in the order of the help. Each stands in a file of its own. */
import type { SinkKind } from './kind.ts';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds with different settings
export const SINK_KINDS: readonly SinkKind<any>[] = [];
