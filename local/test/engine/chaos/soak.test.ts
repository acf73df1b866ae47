import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processesAbout } from './instance-processes';
import { SteadyLoad } from './steady-load';
import { usedBy, type Used } from './used-by';
import type { RunState } from '../../../src/model/run-state';
import { RunClient } from '../../../src/web/run-client';
import { GostyleProcess } from '../gostyle-process';
import { WebApp } from '../web-app';

/** Shorter: `SOAK_SECONDS=60 npx projen test:soak`. */
const SECONDS = Number(process.env.SOAK_SECONDS ?? 600);
const ROLLOUT_EVERY_SECONDS = 20;
const REQUESTS_A_SECOND = 200;
const SAMPLE_EVERY_SECONDS = 30;
/** The first rollouts compile the runner's code and fill its buffers. */
const WARM_AFTER = 0.2;

jest.setTimeout((SECONDS + 300) * 1_000);

/** Idle connections to targets are kept for a minute. */
async function untilBack(pid: number, descriptors: number): Promise<void> {
  for (let second = 0; usedBy(pid).descriptors > descriptors + 15; second += 1) {
    if (second > 120) throw new Error(`${usedBy(pid).descriptors} descriptors two minutes after the load, ${descriptors} before it`);
    await delay(1_000);
  }
}

test(`${SECONDS} s, a rollout every ${ROLLOUT_EVERY_SECONDS} s, ${REQUESTS_A_SECOND} requests/s: none is dropped, memory is flat`, async () => {
  const app = new WebApp([{ name: 'production', instances: 2, interval: 1 }]);
  const run = new GostyleProcess(app.directory);
  const state = async (): Promise<RunState> => (await RunClient.find(join(app.directory, '.gostyle'))).state();
  await run.untilMessage(({ code }) => code === 'execution.ended');
  const { url } = (await state()).environments[0];
  const load = new SteadyLoad(['production'], () => url, 1_000 / REQUESTS_A_SECOND);

  const samples: Used[] = [];
  let commits = 0;
  let last = '';
  for (let second = 0; second < SECONDS; second += 1) {
    if (second % ROLLOUT_EVERY_SECONDS === 0) last = app.commit(`commit ${commits += 1}`);
    if (second % SAMPLE_EVERY_SECONDS === 0) samples.push(usedBy(run.pid));
    await delay(1_000);
  }
  await run.untilMessage(({ code, data }) => code === 'execution.ended' && JSON.stringify(data).includes(last));
  await load.end();
  samples.push(usedBy(run.pid));
  await untilBack(run.pid, samples[0].descriptors);

  const { executions, environments } = await state();
  process.stdout.write(`soak: ${JSON.stringify({ seconds: SECONDS, commits, sent: load.sent, lost: load.lost.length, samples })}\n`);
  expect(load.lost).toEqual([]);
  expect(executions.filter(({ status }) => status !== 'Succeeded')).toEqual([]);
  expect(environments[0].instances.map(({ revision }) => revision)).toEqual([last, last]);
  const warm = samples[Math.floor(samples.length * WARM_AFTER)];
  expect(samples[samples.length - 1].mebibytes - warm.mebibytes).toBeLessThan(50);
  expect(await run.kill('SIGINT')).toBe(0);
  expect(processesAbout(app.directory)).toEqual([]);
});
