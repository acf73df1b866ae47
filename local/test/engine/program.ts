import { join } from 'node:path';

/** The runner as users have it, bundled from the sources that are tested, once for all tests. Instances run its agent. */
export function program(): string {
  return join(process.env.GOSTYLE_TEST_PROGRAM!, 'gostyle.mjs');
}
