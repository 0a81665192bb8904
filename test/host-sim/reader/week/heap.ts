/** Bytes of the heap that are in use, after everything that nobody needs is gone. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export function heapAfterCollection(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What finalizers free goes with the next one.
  for (let i = 0; i < 3; i++) collect();
  return process.memoryUsage().heapUsed;
}
