const { rmSync } = require('node:fs');
const { leftovers, processesOf } = require('./jest-run-directory.cjs');

/** Nothing that the tests made outlives them; what a test should have removed itself fails the run. */
module.exports = () => {
  const directory = process.env.TMPDIR;
  const left = leftovers(directory);
  for (const { pid } of processesOf(directory)) process.kill(pid, 'SIGKILL');
  // What is mounted may be the machine's own files: only a person may remove the folder then.
  if (!left.some((line) => line.startsWith('mount '))) rmSync(directory, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`the tests left behind:\n${left.join('\n')}`);
};
