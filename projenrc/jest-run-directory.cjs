const { spawnSync } = require('node:child_process');
const { readdirSync, readFileSync, rmSync } = require('node:fs');
const { join } = require('node:path');

/** Followed by the id of the process that runs the tests. */
const PREFIX = 'gostyle-tests-';

/** A run that was killed could not clean up. */
function removeWhatKilledRunsLeft(temporary) {
  for (const name of readdirSync(temporary).filter((each) => each.startsWith(PREFIX))) {
    if (isAlive(Number(name.slice(PREFIX.length)))) continue;
    const directory = join(temporary, name);
    for (const path of mountsBelow(directory).reverse()) spawnSync('umount', [path]);
    rmSync(directory, { recursive: true, force: true });
  }
}

/** In the order in which they were mounted. */
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

/** Made by what the tests use, for as long as it likes: the runner's bundle, assemblies of aws-cdk-lib's `App`, the socket and cache of tsx. */
const OTHERS = /^(program|cdk\.out.*|tsx-\d+)$/;

/** What tests have left, one line each: files, mounts and processes. */
function leftovers(directory) {
  const files = readdirSync(directory).filter((name) => !OTHERS.test(name)).map((name) => `folder ${join(directory, name)}`);
  const mounts = mountsBelow(directory).map((path) => `mount ${path}`);
  return [...files, ...mounts, ...processesOf(directory).map(({ pid, command }) => `process ${pid} ${command}`)];
}

/** By the environment that they have inherited. Workers of Jest are still there when it ends. */
function processesOf(directory) {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((name) => {
    try {
      const variables = readFileSync(`/proc/${name}/environ`, 'utf8').split('\0');
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
      const left = variables.includes(`TMPDIR=${directory}`) && Number(name) !== process.pid && !/jest-worker|esbuild.*--service/.test(command);
      return left ? [{ pid: Number(name), command: command.slice(0, 200) }] : [];
    } catch {
      // It has ended meanwhile, or is somebody else's.
      return [];
    }
  });
}

module.exports = { PREFIX, leftovers, processesOf, removeWhatKilledRunsLeft };
