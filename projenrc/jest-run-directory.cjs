const { spawnSync } = require('node:child_process');
const { readdirSync, readFileSync, renameSync, rmSync } = require('node:fs');
const { join } = require('node:path');

/** Prefix of a run's directory, followed by the id of the process that runs the tests. */
const PREFIX = 'gostyle-tests-';

/** Cleans up for earlier runs that were killed. */
function removeWhatKilledRunsLeft(temporary) {
  for (const name of readdirSync(temporary).filter((each) => each.startsWith(PREFIX))) {
    const pid = Number.parseInt(name.slice(PREFIX.length), 10);
    // Process ids are reused, perhaps by this run.
    if (pid !== process.pid && isAlive(pid)) continue;
    const directory = join(temporary, name);
    for (const path of mountsBelow(directory).reverse()) spawnSync('umount', [path]);
    const mine = join(temporary, `${PREFIX}${process.pid}-${name}`);
    try {
      renameSync(directory, mine);
    } catch (error) {
      // Another run cleans up at the same time.
      if (error.code === 'ENOENT') continue;
      throw error;
    }
    rmSync(mine, { recursive: true, force: true });
  }
}

/** Mount points below a directory, in the order in which they were mounted. */
function mountsBelow(directory) {
  return readFileSync('/proc/self/mounts', 'utf8').split('\n').map((line) => line.split(' ')[1]).filter((path) => path?.startsWith(`${directory}/`));
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** Created by tools, which do not remove them: the runner's bundle, assemblies of aws-cdk-lib's `App`, the socket and cache of tsx. */
const OTHERS = /^(program|cdk\.out.*|tsx-\d+)$/;

/** What the tests have left behind, one line each: files, mounts and processes. */
function leftovers(directory) {
  const files = readdirSync(directory).filter((name) => !OTHERS.test(name)).map((name) => `folder ${join(directory, name)}`);
  const mounts = mountsBelow(directory).map((path) => `mount ${path}`);
  return [...files, ...mounts, ...processesOf(directory).map(({ pid, command }) => `process ${pid} ${command}`)];
}

/** The processes that inherited the run's environment, except Jest's own workers, which still run at this point. */
function processesOf(directory) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const variables = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      const left = variables.includes(`TMPDIR=${directory}`) && Number(name) !== process.pid && !/jest-worker|esbuild.*--service/.test(command);
      return left ? [{ pid: Number(name), command: command.slice(0, 200) }] : [];
    } catch {
      // The process has ended in the meantime, or belongs to another user.
      return [];
    }
  });
}

module.exports = { PREFIX, leftovers, processesOf, removeWhatKilledRunsLeft };
