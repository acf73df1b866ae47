import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle';
import { inside, installUnit, TestInstances } from './test-instances';
import { heardFrom } from '../heard-from';
import { until } from '../until';

const instances = new TestInstances();
afterEach(() => instances.removeAll());

/** All processes on this machine whose root folder or command line contains an instance's directory. */
function processesOf(directory: string): number[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(directory)
        || readFileSync(`/proc/${pid}/mountinfo`, 'latin1').includes(directory)
        || readlinkSync(`/proc/${pid}/cwd`).startsWith(directory);
    } catch {
      return false;
    }
  }).map(Number);
}

function isCat(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').startsWith('cat\0');
  } catch {
    // It has ended meanwhile.
    return false;
  }
}
const firstProcessOf = (directory: string) => processesOf(directory).find(isCat);

test('an instance that is killed from outside is reported as lost, and all its processes end', async () => {
  const directory = instances.directory();
  const instance = await instances.launch({ directory });
  await installUnit(instance, 'sleeper.service', '[Service]\nExecStart=/bin/sleep 1000');
  await inside(instance, 'systemctl start sleeper');
  let isRunning = false;
  const running = instance.spawn(['sh', '-c', 'echo; exec sleep 1000'], { onStdout: () => { isRunning = true; } });
  await until(() => isRunning);
  process.kill(firstProcessOf(directory)!, 'SIGKILL');
  expect(await instance.stopped).toEqual({ expected: false });
  expect(await running.exited).toEqual({ code: null, signal: 'SIGKILL' });
  expect(await instance.spawn(['true']).exited).toEqual({ code: null, signal: 'SIGKILL' });
  await instance.terminate();
  await until(() => processesOf(directory).length === 0);
  expect(instances.codes()).toContain('instance.lost');
});

test.each(['first process', 'holder'])('stop ends an instance whose %s was suspended', async (which) => {
  const directory = instances.directory();
  const instance = await instances.launch({ directory });
  await until(() => firstProcessOf(directory) !== undefined);
  const first = firstProcessOf(directory)!;
  const holder = Number(readFileSync(`/proc/${first}/stat`, 'latin1').split(') ')[1].split(' ')[1]);
  process.kill(which === 'holder' ? holder : first, 'SIGSTOP');
  await instance.stop();
  expect(await instance.stopped).toEqual({ expected: true });
  expect(processesOf(directory)).toEqual([]);
});

test('stop ends everything and leaves no mount; enabled units start at the next boot', async () => {
  const settings = instances.settings();
  const instance = await instances.launch(settings);
  await installUnit(instance, 'web.service', '[Service]\nExecStart=/bin/sleep 1000\n[Install]\nWantedBy=multi-user.target');
  await installUnit(instance, 'manual.service', '[Service]\nExecStart=/bin/sleep 2000\n[Install]\nWantedBy=multi-user.target');
  await inside(instance, 'systemctl enable --now web; systemctl start manual; setsid sleep 3000 >/dev/null 2>&1 </dev/null & echo kept >/opt/kept');
  await instance.stop();
  expect(await instance.stopped).toEqual({ expected: true });
  expect(processesOf(settings.directory)).toEqual([]);
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(settings.directory);

  const again = await instances.launch(settings);
  expect((await inside(again, 'systemctl is-active web manual codedeploy-agent; cat /opt/kept')).stdout).toBe('active\ninactive\nactive\nkept');
});

test('orphans are reaped by the first process', async () => {
  const instance = await instances.launch();
  const orphan = 'sleep 0.0512';
  await inside(instance, `(sh -c "${orphan} &" &)`);
  // Neither running nor a zombie; the first letter in brackets, because pgrep's shell is no orphan.
  const gone = `while pgrep -f '[s]${orphan.slice(1)}' || ps -e -o stat= | grep -q Z; do sleep 0.1; done`;
  expect(await inside(instance, gone)).toMatchObject({ code: 0 });
});

test('a runner that is killed leaves no process and no mount', async () => {
  const directory = instances.directory();
  const program = await bundle('runner-program.ts', join(instances.directory(), 'runner.mjs'));
  const runner = spawn(process.execPath, [program, directory], { stdio: ['ignore', 'pipe', 'inherit'] });
  await heardFrom(runner, once(runner.stdout, 'data'));
  expect(processesOf(directory).length).toBeGreaterThan(2);
  runner.kill('SIGKILL');
  await until(() => processesOf(directory).length === 0);
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(directory);

  // The next run continues with the existing state.
  const instance = await instances.launch({ directory });
  expect(instance.userData).toBeUndefined();
  expect((await inside(instance, 'systemctl is-active sleeper')).stdout).toBe('active');
});

test('an instance needs little memory besides its application', async () => {
  const before = memoryOfHelpers();
  const instance = await instances.launch();
  await installUnit(instance, 'sleeper.service', '[Service]\nExecStart=/bin/sleep 1000');
  await inside(instance, 'systemctl start sleeper');
  const added = memoryOfHelpers() - before;
  expect(added).toBeGreaterThan(0);
  expect(added / 2 ** 20).toBeLessThan(5);
  expect(await instance.memoryBytes()).toBeGreaterThan(0);
});

test('an instance reports the memory of its processes, counting shared memory proportionally', async () => {
  const instance = await instances.launch();
  const before = await instance.memoryBytes();
  expect(before).toBeGreaterThan(0);
  const program = 'process.kept = Buffer.alloc(64 * 2 ** 20, 1); console.log(\'ready\'); setInterval(() => undefined, 1000)';
  const run = async () => {
    let said = '';
    const started = instance.spawn([process.execPath, '-e', program], { onStdout: (chunk) => { said += chunk.toString(); } });
    await until(() => said.includes('ready'));
    return started;
  };
  const first = await run();
  const withOne = await instance.memoryBytes() - before;
  expect(withOne / 2 ** 20).toBeGreaterThan(64);
  const second = await run();
  const withTwo = await instance.memoryBytes() - before;
  // The second process adds its own memory, but not another copy of the program.
  expect((withTwo - withOne) / 2 ** 20).toBeGreaterThan(64);
  expect(withTwo).toBeLessThan(residentMemory(program) - 10 * 2 ** 20);
  for (const each of [first, second]) each.kill('SIGKILL');
  await Promise.all([first.exited, second.exited]);
  expect(await instance.memoryBytes()).toBeLessThan(withOne);
});

/** The memory of all processes with this text in their command line, counting shared memory for each of them. */
function residentMemory(words: string): number {
  const table = execFileSync('ps', ['-e', '-o', 'rss=,args='], { encoding: 'utf8' }).split('\n').filter((line) => line.includes(words));
  return table.reduce((sum, line) => sum + Number(line.trim().split(/\s+/)[0]) * 1024, 0);
}

/** The memory of this process's descendants `unshare`, `nsenter` and the first process, counting shared memory proportionally. */
function memoryOfHelpers(): number {
  const table = execFileSync('ps', ['-e', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' }).trim().split('\n').map((line) => line.trim().split(/\s+/));
  const own = new Set([String(process.pid)]);
  return table.reduce((sum, [pid, parent, command]) => {
    if (!own.has(parent!) || !['unshare', 'nsenter', 'cat'].includes(command!)) return sum;
    own.add(pid!);
    return sum + Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))![1]) * 1024;
  }, 0);
}

test('removing an instance leaves nothing', async () => {
  const settings = instances.settings();
  const instance = await instances.launch(settings);
  await instance.terminate();
  expect(existsSync(settings.directory)).toBe(false);
});
