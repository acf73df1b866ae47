const { execFileSync } = require('node:child_process');
const { chmodSync, mkdirSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { PREFIX, removeWhatKilledRunsLeft } = require('./jest-run-directory.cjs');

/**
 * Creates a temporary directory for a run of the tests, so that leftovers can be detected at its end. Workers inherit the environment.
 * Bundles the runner once, for all tests that start it.
 */
module.exports = () => {
  removeWhatKilledRunsLeft(tmpdir());
  const directory = join(tmpdir(), `${PREFIX}${process.pid}`);
  mkdirSync(directory);
  // The mode of the temporary directory itself, because tests become other users.
  chmodSync(directory, 0o1777);
  process.env.TMPDIR = directory;
  process.env.GOSTYLE_TEST_PROGRAM = join(directory, 'program');
  execFileSync(process.execPath, [join(__dirname, '../local/bundle.mjs'), process.env.GOSTYLE_TEST_PROGRAM], { stdio: 'pipe' });
};
