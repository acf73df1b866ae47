const { execFileSync } = require('node:child_process');
const { chmodSync, mkdirSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { PREFIX, removeWhatKilledRunsLeft } = require('./jest-run-directory.cjs');

/**
 * One folder for everything that a run of the tests makes in the temporary directory, so that its end can say what a test has left.
 * Workers inherit the environment. The runner is bundled here, once, for every test that starts it.
 */
module.exports = () => {
  removeWhatKilledRunsLeft(tmpdir());
  const directory = join(tmpdir(), `${PREFIX}${process.pid}`);
  mkdirSync(directory);
  // As the temporary directory itself: tests become other users.
  chmodSync(directory, 0o1777);
  process.env.TMPDIR = directory;
  process.env.GOSTYLE_TEST_PROGRAM = join(directory, 'program');
  execFileSync(process.execPath, [join(__dirname, '../local/bundle.mjs'), process.env.GOSTYLE_TEST_PROGRAM], { stdio: 'pipe' });
};
