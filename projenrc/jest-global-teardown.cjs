const { rmSync } = require('node:fs');
const { leftovers, processesOf } = require('./jest-run-directory.cjs');

/** Removes everything that the tests created, but fails the run if a test should have removed something itself. */
module.exports = () => {
  const directory = process.env.TMPDIR;
  const left = leftovers(directory);
  for (const { pid } of processesOf(directory)) process.kill(pid, 'SIGKILL');
  // A mount may show the machine's own files, so the folder is then left for a person to remove.
  if (!left.some((line) => line.startsWith('mount '))) rmSync(directory, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`the tests left behind:\n${left.join('\n')}`);
};
