import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { ChaosRun, ENVIRONMENTS } from './chaos-run';
import { processesAbout } from './instance-processes';
import { Random } from './random';
import { SteadyLoad } from './steady-load';
import { WebApp } from '../web-app';

/** Longer, or with another seed: `CHAOS_SECONDS=600 CHAOS_SEED=7 npx projen test:chaos`. */
const SECONDS = Number(process.env.CHAOS_SECONDS ?? 45);
const SEED = Number(process.env.CHAOS_SEED ?? 30);

jest.setTimeout((SECONDS + 600) * 1_000);

interface Used {
  readonly descriptors: number;
  readonly mebibytes: number;
}

function usedBy(pid: number): Used {
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return { descriptors: readdirSync(`/proc/${pid}/fd`).length, mebibytes: Number(resident) / 1024 };
}

test(`whatever happens for ${SECONDS} s (seed ${SEED}), every host comes to one good revision, and nothing is lost or left`, async () => {
  const app = new WebApp(ENVIRONMENTS.map((name) => ({ name, instances: 2, maximum: 4, interval: 1, approval: name === 'production' })));
  const random = new Random(SEED);
  const run = new ChaosRun(app, random);
  await run.settle();
  const urls = new Map((await run.state())?.environments.map(({ name, url }) => [name, url]));
  const load = new SteadyLoad(ENVIRONMENTS, (name) => urls.get(name) ?? '', 50);

  // Each of them once, then whatever comes; what kills the runner comes first, so that its memory can be compared.
  const names = Object.keys(run.faults);
  await run.fault('the runner is killed');
  await run.settle();
  const before = usedBy(run.pid);
  const end = Date.now() + SECONDS * 1_000;
  const waiting = names.filter((name) => name !== 'the runner is killed');
  for (let count = 0; Date.now() < end; count++) {
    await run.fault(count < waiting.length ? waiting[count] : random.of(waiting));
    await delay(500 + random.below(2_500));
  }
  const commit = await run.settle();
  await load.end();
  const after = usedBy(run.pid);

  const state = await run.state();
  for (const { instances, revision } of state?.environments ?? []) {
    expect(revision).toBe(commit);
    expect(instances.map((instance) => instance.revision)).toEqual([commit, commit]);
  }
  const inexcusable = load.lost.filter(({ environment, at }) => (
    !run.excuses.some((excuse) => excuse.environment === environment && at >= excuse.from && at <= excuse.to)));
  expect(inexcusable).toEqual([]);
  expect(after.descriptors - before.descriptors).toBeLessThan(40);
  expect(after.mebibytes - before.mebibytes).toBeLessThan(150);

  expect(await run.end()).toBe(0);
  expect(processesAbout(app.directory)).toEqual([]);
  expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(app.directory);
  process.stdout.write(`chaos: ${JSON.stringify({ seed: SEED, faults: run.done, sent: load.sent, lost: load.lost.length, before, after })}\n`);
});
