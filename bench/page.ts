// `npx tsx bench/page.ts`: what the console page costs a browser: idle, with 200 instances that change, with 10,000 lines of a log.
// Takes about half a minute; needs `npx projen bundle:local` and Chromium.
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { CDPSession, Page } from 'playwright-core';
import { printTable, type Row } from './table';
import type { InstanceState, RunState } from '../local/src/model/run-state';
import { startConsole } from '../local/src/web/console-server';
import { launchBrowser } from '../local/test/web/browser';
import { FakeBackend } from '../local/test/web/fake-backend';
import { sampleState } from '../local/test/web/sample-state';

const INSTANCES = 200;
const LINES = 10_000;
const UPDATES = 40;
const IDLE_SECONDS = 8;
const PAGE = join(__dirname, '../assets/local/page');

async function main(): Promise<void> {
  const browser = await launchBrowser();
  const backend = new FakeBackend(sampleState());
  const server = await startConsole({ port: 0, backend, pageDirectory: PAGE });
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.goto(server.address);
    await page.locator('[data-stage]').first().waitFor();
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    printTable(['what', 'measured', 'aim'], [
      await idle(session, 'a page whose approval waits'),
      await ended(session, backend),
      ...await fleet(page, session, backend),
      ...await log(page, backend),
    ]);
  } finally {
    await server.close();
    await browser.close();
  }
}

/** Nothing is running, so no timer ticks. */
async function ended(session: CDPSession, backend: FakeBackend): Promise<Row> {
  const state = sampleState();
  const executions = state.executions.map((execution) => ({
    ...execution,
    status: 'Succeeded' as const,
    seconds: 60,
    stages: execution.stages.map((stage) => ({ ...stage, status: 'Succeeded' as const, seconds: 12 })),
  }));
  const environments = state.environments.map(({ deployment, ...environment }) => ({
    ...environment, ...deployment && { deployment: { ...deployment, status: 'Succeeded' as const, seconds: 9 } },
  }));
  backend.become({ ...state, executions, environments, approvals: [] });
  return idle(session, 'an idle page');
}

/** While an approval is pending, its waiting time keeps ticking. */
async function idle(session: CDPSession, what: string): Promise<Row> {
  await delay(1000);
  const before = await busySeconds(session);
  await delay(IDLE_SECONDS * 1000);
  const share = (await busySeconds(session) - before) / IDLE_SECONDS * 100;
  return [what, `${share.toFixed(2)} % of a core`, 'under 2 %'];
}

async function fleet(page: Page, session: CDPSession, backend: FakeBackend): Promise<Row[]> {
  backend.become(withInstances(0));
  await page.locator(`[data-instance=i-${INSTANCES - 1}]`).waitFor();
  const before = await busySeconds(session);
  const frames = await longestFrame(page, async () => {
    for (let update = 1; update <= UPDATES; update++) {
      backend.become(withInstances(update));
      await delay(100);
    }
  });
  const cost = (await busySeconds(session) - before) / UPDATES * 1000;
  return [
    [`an update of ${INSTANCES} instances`, `${cost.toFixed(1)} ms`, 'under 100 ms'],
    ['longest frame meanwhile', `${frames.toFixed(0)} ms`, 'under 200 ms'],
  ];
}

async function log(page: Page, backend: FakeBackend): Promise<Row[]> {
  for (let line = 0; line < LINES; line++) {
    const time = new Date(Date.UTC(2026, 0, 1) + line).toISOString();
    backend.said.push({ time, level: 'info', code: 'build.output', stage: 'Build', executionId: 'execution-2', message: `line ${line} of a build` });
  }
  const started = performance.now();
  await page.locator('[data-stage=Build]').click();
  await page.getByText(`line ${LINES - 1} of a build`).waitFor();
  const opened = performance.now() - started;
  const shown = await page.locator('.lines .line').count();
  const frames = await longestFrame(page, async () => {
    await page.locator('.lines').hover();
    for (let step = 0; step < 40; step++) {
      await page.mouse.wheel(0, -400);
      await delay(50);
    }
  });
  return [
    [`opening a log of ${LINES} lines (${shown} shown)`, `${opened.toFixed(0)} ms`, 'under 2000 ms'],
    ['longest frame while scrolling', `${frames.toFixed(0)} ms`, 'under 200 ms'],
  ];
}

function withInstances(requests: number): RunState {
  const state = sampleState();
  const [environment, ...others] = state.environments;
  const [sample] = environment!.instances;
  const instances = Array.from({ length: INSTANCES }, (_, index): InstanceState =>
    ({ ...sample!, id: `i-${index}`, requests: requests * 100 + index }));
  return { ...state, environments: [{ ...environment!, instances }, ...others] };
}

async function busySeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')!.value;
}

/** Passed as text, because tsx compiles functions to use a helper that does not exist in the page. */
const WATCH_FRAMES = `
  window.seen = { longest: 0, last: performance.now(), on: true };
  requestAnimationFrame(function frame(now) {
    seen.longest = Math.max(seen.longest, now - seen.last);
    seen.last = now;
    if (seen.on) requestAnimationFrame(frame);
  });`;

/** In milliseconds, while `work` runs. */
async function longestFrame(page: Page, work: () => Promise<void>): Promise<number> {
  await page.evaluate(WATCH_FRAMES);
  await work();
  return page.evaluate(() => {
    const { seen } = window as unknown as { seen: { longest: number; on: boolean } };
    seen.on = false;
    return seen.longest;
  });
}

void main();
