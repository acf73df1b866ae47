import { join } from 'node:path';

/** The runner as shipped, bundled once for all tests from the current sources. Instances run its agent. */
export function program(): string {
  return join(process.env.GOSTYLE_TEST_PROGRAM!, 'gostyle.mjs');
}
