import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { endLeftovers, runProcess } from '../../src/codebuild/processes';

afterEach(() => jest.restoreAllMocks());

/** A shell that ends once it has been asked to twice: while it lives, its group is there. What it starts ends when it is first asked. */
const SHELL = 'turns=$(seq 20000); trap "trap - TERM; echo asked" TERM; echo ready; for turn in $turns; do sleep 0.01; done';

/** Runs the shell until it is ready, then aborts. */
function stopped(): { readonly ended: Promise<unknown>; readonly asked: Promise<void> } {
  const controller = new AbortController();
  const said = { ready: () => controller.abort(), asked: (): void => undefined };
  const asked = new Promise<void>((resolve) => { said.asked = resolve; });
  const ended = runProcess('/bin/sh', ['-c', SHELL], {
    cwd: '/',
    env: { PATH: process.env.PATH ?? '' },
    signal: controller.signal,
    onOutput: (output) => {
      for (const word of ['ready', 'asked'] as const) if (output.includes(word)) said[word]();
    },
  });
  return { ended, asked };
}

/** From now on, looking for the group of a process fails with this, as it does when only processes of `sudo` are left in it. */
function looksFailWith(code: string): { readonly failed: Promise<number> } {
  const kill = process.kill.bind(process);
  let look = (_group: number) => {};
  const failed = new Promise<number>((resolve) => { look = resolve; });
  jest.spyOn(process, 'kill').mockImplementation((pid, signal) => {
    if (signal !== 0 || pid > 0) return kill(pid, signal);
    look(pid);
    throw Object.assign(new Error(`kill ${code}`), { code });
  });
  return { failed };
}

describe('a program that is stopped', () => {
  test('has ended when only processes of another user are left in its group', async () => {
    const { failed } = looksFailWith('EPERM');
    const { ended, asked } = stopped();
    await asked;
    process.kill(await failed, 'SIGTERM');
    expect(await ended).toEqual({ signal: 'SIGTERM' });
  });

  test('reports an error of stopping it when it has ended, not before', async () => {
    const { failed } = looksFailWith('EINVAL');
    const { ended, asked } = stopped();
    await asked;
    const group = await failed;
    // Jest fails a test with a rejection that nobody handles, which is reported in between.
    await new Promise((resolve) => setImmediate(resolve));
    process.kill(group, 'SIGTERM');
    await expect(ended).rejects.toThrow('kill EINVAL');
  });
});

test('what a build has left has ended before its files are deleted, also if it ends late and only when killed', async () => {
  // Processes are found by it on the whole machine.
  const buildId = `late:${process.pid}`;
  const kill = process.kill.bind(process);
  let isKilled = false;
  const late: NodeJS.Timeout[] = [];
  jest.spyOn(process, 'kill').mockImplementation((pid, signal) => {
    if (signal !== 'SIGKILL') return true;
    // As on a machine that is slow.
    late.push(setTimeout(() => {
      kill(pid, signal);
      isKilled = true;
    }, 300));
    return true;
  });
  const child = spawn('sleep', ['60'], { env: { ...process.env, CODEBUILD_BUILD_ID: buildId }, stdio: 'ignore' });
  await once(child, 'spawn');
  try {
    expect(await endLeftovers({ buildId, directory: '/none' })).toBe(1);
    expect(isKilled).toBe(true);
  } finally {
    late.forEach(clearTimeout);
    child.kill('SIGKILL');
  }
});
