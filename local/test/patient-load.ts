import { PATIENCE_MS } from './until';
import { createLoad } from '../src/balancer';
import type { LoadOptions } from '../src/balancer/load/load-settings';
import type { Load } from '../src/model/load';

/** Load whose requests have as long as a test waits for anything: a busy machine is slow, and drops none. */
export function patientLoad(options: LoadOptions): Load {
  return createLoad({ timeoutSeconds: PATIENCE_MS / 1000, ...options });
}
