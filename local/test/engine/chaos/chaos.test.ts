import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ChaosRun, ENVIRONMENTS } from './chaos-run';
import { processesAbout } from './instance-processes';
import { Random } from './random';
import { SteadyLoad } from './steady-load';
import { usedBy } from './used-by';
import { WorkDirectory } from '../../../src/engine/state/work-directory';
import { WebApp } from '../web-app';

/** Longer, or with another seed: `CHAOS_SECONDS=600 CHAOS_SEED=7 npx projen test:chaos`. */
const SECONDS = Number(process.env.CHAOS_SECONDS ?? 45);
const SEED = Number(process.env.CHAOS_SEED ?? 30);

const MOST_MORE_DESCRIPTORS = 15;

jest.setTimeout((SECONDS + 600) * 1_000);

function mountsBelow(directory: string): string[] {
  const places = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').map((line) => line.split(' ')[4] ?? '');
  return places.filter((place) => place.startsWith(directory));
}

/** Temporary files that `writeFileAtomically` would leave behind. */
function unfinishedFiles(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.unfinished'));
}

test(`whatever happens for ${SECONDS} s (seed ${SEED}), every host gets the good revision, and nothing is lost or left`, async () => {
  const app = new WebApp(ENVIRONMENTS.map((name) => ({ name, instances: 2, maximum: 4, interval: 1, approval: name === 'production' })));
  const users = readFileSync('/etc/passwd', 'utf8');
  const random = new Random(SEED);
  const run = new ChaosRun(app, random);
  await run.settle();
  const urls = new Map((await run.state())?.environments.map(({ name, url }) => [name, url]));
  const load = new SteadyLoad(ENVIRONMENTS, (name) => urls.get(name) ?? '', 50);

  // Each fault once, then random ones; those that kill the runner come first, so that its memory can be compared.
  const names = Object.keys(run.faults);
  const killsRunner = names.filter((name) => name.startsWith('the runner is killed'));
  for (const name of killsRunner) await run.fault(name);
  await run.settle();
  const before = usedBy(run.pid);
  const end = Date.now() + SECONDS * 1_000;
  const waiting = names.filter((name) => !killsRunner.includes(name));
  for (let count = 0; Date.now() < end; count++) {
    await run.fault(count < waiting.length ? waiting[count] : random.of(waiting));
    await delay(500 + random.below(2_500));
  }
  const commit = await run.settle();
  await load.end();
  // Idle connections to targets are kept for a minute: a slow revision has needed many.
  await run.until('descriptors to be back', () => usedBy(run.pid).descriptors < before.descriptors + MOST_MORE_DESCRIPTORS);
  const after = usedBy(run.pid);

  const state = await run.state();
  for (const { instances, revision } of state?.environments ?? []) {
    expect(revision).toBe(commit);
    expect(instances.map((instance) => instance.revision)).toEqual([commit, commit]);
  }
  const inexcusable = load.lost.filter(({ environment, at }) => (
    !run.excuses.some((excuse) => excuse.environment === environment && at >= excuse.from && at <= excuse.to)));
  if (inexcusable.length > 0) process.stderr.write(`${run.diary.join('\n')}\n${run.text}\n`);
  expect(inexcusable.map(({ at, ...lost }) => ({ ...lost, at: new Date(at).toISOString() }))).toEqual([]);
  expect(after.mebibytes - before.mebibytes).toBeLessThan(150);

  // Without help: what became of the newest execution was a matter of chance.
  expect([0, 1]).toContain(await run.end());
  expect(processesAbout(app.directory)).toEqual([]);
  expect(mountsBelow(app.directory)).toEqual([join(app.directory, '.gostyle')]);
  expect(existsSync(new WorkDirectory(join(app.directory, '.gostyle')).path)).toBe(false);
  expect(unfinishedFiles(join(app.directory, '.gostyle'))).toEqual([]);
  expect(readFileSync('/etc/passwd', 'utf8')).toBe(users);
  process.stdout.write(`chaos: ${JSON.stringify({ seed: SEED, faults: run.done, sent: load.sent, lost: load.lost.length, before, after })}\n`);
});
