const { rmSync } = require('node:fs');
const { setTimeout: delay } = require('node:timers/promises');
const { leftovers, processesOf } = require('./jest-run-directory.cjs');

/** Only processes that do not end need it. */
const PATIENCE_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** Removes everything that the tests created, but fails the run if a test should have removed something itself. */
module.exports = async () => {
  const directory = process.env.TMPDIR;
  // What the last tests have ended may need a moment.
  for (const end = performance.now() + PATIENCE_MS; processesOf(directory).length > 0 && performance.now() < end;) await delay(LOOK_EVERY_MS);
  const left = leftovers(directory);
  for (const { pid } of processesOf(directory)) kill(pid);
  // A mount may show the machine's own files, so the folder is then left for a person to remove.
  if (!left.some((line) => line.startsWith('mount '))) rmSync(directory, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`the tests left behind:\n${left.join('\n')}`);
};

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It has ended meanwhile.
    if (error.code !== 'ESRCH') throw error;
  }
}
