import { join } from 'path';

/** `gostyle init`, bundled: this package needs nothing else of the library, which only the CDK app installs. */
export const INIT_PROGRAM = join(__dirname, '..', 'assets', 'init.mjs');
