import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { newPage } from './browser';
import type { FakeBackend } from './fake-backend';
import { openPageForEachTest } from './open-page';
import { sampleState } from './sample-state';
import type { ConsoleServer } from '../../src/web/console-server';

let browser: Browser;
let backend: FakeBackend;
let server: ConsoleServer;
let page: Page;
let foreignRequests: readonly string[];

openPageForEachTest((opened) => {
  ({ browser, backend, server, page, foreignRequests } = opened);
});

test('removes the run\'s token from the address, and keeps it from scripts and other sites', async () => {
  expect(page.url()).toBe(`${server.url}/`);
  const cookies = await page.context().cookies(`${server.url}/api/state`);
  expect(cookies).toMatchObject([{ value: server.token, httpOnly: true, sameSite: 'Strict', path: '/api' }]);
  expect(await page.evaluate(() => document.cookie)).toBe('');
});

test('without the token, the page explains how to get access', async () => {
  const stranger = await newPage(browser);
  try {
    await stranger.goto(server.url);
    await stranger.getByText('open the address that the run printed in its terminal').waitFor();
  } finally {
    await stranger.close();
  }
});

test('shows the stages from left to right with their states', async () => {
  const stages = page.locator('[data-stage]');
  expect(await stages.evaluateAll((all) => all.map((stage) => `${stage.getAttribute('data-stage')} ${stage.getAttribute('data-status')}`))).toEqual([
    'Source Succeeded', 'Build Succeeded', 'UpdatePipeline Succeeded', 'staging Succeeded', 'production WaitingForApproval',
  ]);
});

test('a deployment that shifts requests shows their share', async () => {
  const shares = page.locator('[data-environment=production] [data-role=shares]');
  expect(await shares.innerText()).toMatch(/9b8a7c6\s+90 % of the requests\s+4f1c2d9\s+10 %/);
  const [bar, previous] = await Promise.all(['.bar', '.bar > span'].map((part) => shares.locator(part).evaluate((each) => each.clientWidth)));
  expect(previous! / bar!).toBeCloseTo(0.9, 1);
  expect(await page.locator('[data-environment=staging] [data-role=shares]').count()).toBe(0);
});

test('a burst above the axis of p99 is marked and said, and nothing is drawn outside of the chart', async () => {
  const state = sampleState();
  const burst = (milliseconds: number) => state.environments.map((environment) => ({
    ...environment,
    traffic: environment.traffic.map((sample, index) => index === 20 ? { ...sample, p99Ms: milliseconds } : sample),
  }));
  const chart = page.locator('[data-environment=production] .chart');
  expect(await chart.getAttribute('aria-label')).not.toContain('above the axis');
  backend.become({ ...state, environments: burst(1300) });
  await page.locator('[data-environment=production] .chart[aria-label*="above the axis: p99 1300 ms at "]').waitFor();
  const marked = await drawnIn(chart);
  backend.become({ ...state, environments: burst(8) });
  await page.locator('[data-environment=production] .chart:not([aria-label*="above the axis"])').waitFor();
  const unmarked = await drawnIn(chart);
  // The mark and its value are in the room above the lines, where nothing is without them.
  expect(unmarked.aboveLines).toBe(0);
  expect(marked.aboveLines).toBeGreaterThan(0);
  expect([marked.outside, unmarked.outside]).toEqual([0, 0]);
});

/** Pixels in colours of the series: above the plotting area, and in its upper tenth. */
function drawnIn(chart: Locator): Promise<{ outside: number; aboveLines: number }> {
  return chart.evaluate((element) => {
    const canvas = element.querySelector('canvas')!;
    const over = element.querySelector<HTMLElement>('.u-over')!;
    const scale = canvas.width / canvas.clientWidth;
    const [left, top, width] = [over.offsetLeft, over.offsetTop, over.clientWidth].map((each) => Math.round(each * scale));
    const coloured = (y: number, height: number) => {
      const { data } = canvas.getContext('2d')!.getImageData(left!, y, width!, height);
      let count = 0;
      // Axes and shades are grey or nearly so; the lines are not.
      for (let at = 0; at < data.length; at += 4) {
        const [red, green, blue, alpha] = data.slice(at, at + 4);
        if (alpha! > 128 && Math.max(red!, green!, blue!) - Math.min(red!, green!, blue!) > 60) count += 1;
      }
      return count;
    };
    return { outside: top! > 0 ? coloured(0, top!) : 0, aboveLines: coloured(top!, Math.round(over.clientHeight * scale / 10)) };
  });
}

test('an approval shows the commit, the tests and the change set, and the decision reaches the runner', async () => {
  const card = page.locator('.approval');
  expect(await card.innerText()).toMatch(/feat: count visits[\s\S]*41 passed, 0 failed[\s\S]*1 added, 2 modified, 0 removed, 1 replaced/);
  await card.getByLabel('Comment').fill('ship it');
  await card.getByRole('button', { name: 'Approve' }).click();
  await card.waitFor({ state: 'detached' });
  expect(backend.asked).toEqual(['Approved approval-1 ship it']);
});

test('a stage opens its log by keyboard, and the log continues', async () => {
  backend.say({ time: '2026-11-24T10:00:00Z', level: 'info', code: 'build.output', stage: 'Build', executionId: 'execution-2', message: 'npm ci' });
  await page.locator('[data-stage=Build]').focus();
  await page.keyboard.press('Enter');
  await page.getByText('npm ci').waitFor();
  const failed = { time: '2026-11-24T10:00:01Z', level: 'error', code: 'build.output', message: '1 test failed' } as const;
  backend.say({ ...failed, stage: 'Build', executionId: 'execution-2' });
  await page.getByText('1 test failed').waitFor();
});

test('control characters in a commit subject and in a log are made visible and have no effect', async () => {
  const state = sampleState();
  const [execution, ...others] = state.executions;
  const subject = 'fix: \u202egnp.exe \u009b31m';
  backend.become({ ...state, executions: [{ ...execution, commit: { ...execution.commit, subject } }, ...others] });
  await page.getByText('fix: \\u202egnp.exe \\x9b31m').first().waitFor();
  const log = { time: '2026-11-24T10:00:00Z', level: 'info', code: 'build.output', stage: 'Build', executionId: 'execution-2' } as const;
  backend.say({ ...log, message: 'log \u2066\u001b[2J' });
  await page.locator('[data-stage=Build]').click();
  await page.getByText('log \\u2066\\x1b[2J').waitFor();
});

test('a resource that the application uses is a panel with its state and address', async () => {
  const panel = page.locator('[data-environment=production] [data-resource=Database]');
  expect(await panel.innerText()).toMatch(/PostgreSQL 16\.4[\s\S]*running[\s\S]*127\.0\.0\.1:15432[\s\S]*postgres/);
});

test('the fleet is updated during a rollout', async () => {
  const tile = page.locator('[data-environment=production] [data-instance=i-0a1b2c3d4e5f60711]');
  expect(await tile.getAttribute('data-target')).toBe('draining');
  const state = sampleState();
  backend.become({
    ...state,
    environments: state.environments.map((environment) => ({
      ...environment,
      instances: environment.instances.map((instance) => ({ ...instance, target: 'healthy' as const })),
    })),
  });
  await page.locator('[data-environment=production] [data-instance=i-0a1b2c3d4e5f60711][data-target=healthy]').waitFor();
});

test('revisions that serve at once are named while a rollout goes on, and no longer', async () => {
  const state = sampleState();
  const become = (revision?: string) => backend.become({
    ...state,
    environments: state.environments.map((environment) => ({
      ...environment,
      instances: environment.instances.map((instance) => ({ ...instance, target: 'healthy' as const, revision: revision ?? instance.revision })),
    })),
  });
  const [old, next] = [...new Set(state.environments.flatMap(({ instances }) => instances.map(({ revision }) => revision!.slice(0, 7))))];
  become();
  const together = page.locator('[data-environment=production] [data-role=serving-together]');
  await together.waitFor();
  expect(await together.innerText()).toBe(`${old} on 1 and ${next} on 2 serve at once: what they share, such as a database, must suit both`);
  become('0123456789');
  await together.waitFor({ state: 'detached' });
});

test('a tile shows the memory of its instance, once measured', async () => {
  const tile = (id: string) => page.locator(`[data-environment=production] [data-instance=${id}]`).innerText();
  expect(await tile('i-0a1b2c3d4e5f60710')).toMatch(/1,700 requests\s+61 MiB/);
  expect(await tile('i-0a1b2c3d4e5f60712')).not.toContain('MiB');
});

test('the failure digest names the script and shows its last lines', async () => {
  expect(await page.locator('.failure').innerText()).toMatch(/ValidateService failed[\s\S]*deploy\/validate\.sh[\s\S]*giving up/);
});

test('a rollback names its revision, and asks for confirmation', async () => {
  const environment = page.locator('[data-environment=production]');
  await environment.getByRole('button', { name: 'Roll back …' }).click();
  const question = environment.getByRole('group', { name: 'Roll back production' });
  expect(await question.innerText()).toContain('Roll back to 1b0c9d8 fix: health path?');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await environment.getByRole('button', { name: 'Roll back …' }).click();
  const asked = page.waitForResponse((response) => response.url().endsWith('/rollback'));
  await question.getByRole('button', { name: 'Roll back' }).click();
  await question.waitFor({ state: 'detached' });
  await asked;
  expect(backend.asked).toEqual(['rollback production']);
  expect(await page.locator('[data-environment=staging]').getByRole('button', { name: 'Roll back …' }).count()).toBe(0);
});

test('a request that the runner declines is shown with the reason', async () => {
  backend.declines = 'production is being deployed to';
  const environment = page.locator('[data-environment=production]');
  await environment.getByRole('button', { name: 'Roll back …' }).click();
  await environment.getByRole('button', { name: 'Roll back', exact: true }).click();
  await page.getByText('production is being deployed to').waitFor();
});

test('the logs of an environment can be searched, over all instances or one', async () => {
  backend.pages.set('production', {
    more: false,
    cursor: 'end',
    logs: [
      { instance: 'i-0a1b', source: 'web.service', lines: ['listening on 3000', 'Error: no database'] },
      { instance: 'i-0c2d', source: 'codedeploy-agent.service', lines: ['error in a hook'] },
    ],
  });
  const environment = page.locator('[data-environment=production]');
  await environment.getByRole('button', { name: 'Logs' }).click();
  const lines = environment.getByRole('log');
  await lines.getByText('listening on 3000').waitFor();
  await environment.getByLabel('Search').fill('ERROR');
  await environment.getByText('2 lines').waitFor();
  await environment.getByLabel('Instance').selectOption('i-0c2d');
  await environment.getByText('1 line', { exact: true }).waitFor();
  expect(await lines.innerText()).toContain('error in a hook');
});

test('the logs of all environments can be searched by words and by fields, and a search can be saved', async () => {
  const lines = (level: string, path: string) => [JSON.stringify({ level, path }), 'listening on 3000'];
  for (const [environment, instance] of [['staging', 'i-0a1b'], ['production', 'i-0c2d']]) {
    backend.pages.set(environment, {
      more: false,
      cursor: 'end',
      logs: [{ instance, source: 'web.service', lines: [...lines('error', `/of-${environment}`), ...lines('info', '/')] }],
    });
  }
  await page.getByRole('button', { name: 'Logs of all environments' }).click();
  const logs = page.getByRole('region', { name: 'Logs of all environments' });
  await logs.getByText('8 lines').waitFor();
  await logs.getByLabel('Search').fill('level:error');
  await logs.getByText('2 lines').waitFor();
  const shown = await logs.getByRole('log').innerText();
  expect(shown).toMatch(/staging i-0a1b web\.service[^]*of-staging/);
  expect(shown).toMatch(/production i-0c2d web\.service[^]*of-production/);
  await logs.getByLabel('Search').fill('level:error environment:production');
  await logs.getByText('1 line', { exact: true }).waitFor();
  await logs.getByRole('button', { name: 'Save this search' }).click();

  await page.reload();
  await page.getByRole('button', { name: 'Logs of all environments' }).click();
  await logs.getByText('8 lines').waitFor();
  await logs.getByLabel('Saved').selectOption('level:error environment:production');
  await logs.getByText('1 line', { exact: true }).waitFor();
  await logs.getByRole('button', { name: 'Forget this search' }).click();
  await logs.getByLabel('Saved').waitFor({ state: 'detached' });
});

test('the failure card repeats nothing', async () => {
  const text = await page.locator('.failure').innerText();
  expect(text.match(/deploy\/validate\.sh failed with exit code 1/g)).toHaveLength(1);
  const state = sampleState();
  backend.become({ ...state, failure: { ...state.failure!, title: state.failure!.diagnostics!.message } });
  await page.locator('.failure').getByText('Message').waitFor({ state: 'detached' });
});

test.each(['light', 'dark'] as const)('axe finds nothing in the %s theme, at 390, 1280 and 2560 px, with everything expanded',
  async (colorScheme) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const done = { level: 'info', code: 'deployment.event.succeeded', stage: 'staging', executionId: 'execution-2', message: 'done' } as const;
    backend.say({ ...done, time: '2026-11-24T10:00:01Z', instance: 'i-0a1b', data: { event: 'ApplicationStart', seconds: 1 } });
    await page.locator('[data-stage=staging]').click();
    await page.locator('[data-stage=staging][aria-expanded=true]').waitFor();
    await page.locator('.timeline').waitFor();
    await page.getByRole('button', { name: /^Compare with/ }).click();
    await page.locator('[data-role=comparison] summary').click();
    await page.locator('[data-environment=production]').getByRole('button', { name: 'Logs' }).click();
    await page.getByRole('button', { name: 'Logs of all environments' }).click();
    await page.getByRole('region', { name: 'Logs of all environments' }).getByLabel('Search').fill('level:error');
    for (const name of ['Stop …', 'Roll back …']) await page.getByRole('button', { name }).click();
    // Evaluated, because the page's policy forbids adding scripts.
    await page.evaluate(readFileSync(require.resolve('axe-core'), 'utf8'));
    for (const width of [390, 1280, 2560]) {
      await page.setViewportSize({ width, height: 900 });
      await laidOut();
      const violations = await page.evaluate(async () => {
        const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
        return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
      });
      expect(violations).toEqual([]);
    }
  });

const SCREENS = [{ width: 390, height: 844 }, { width: 1280, height: 900 }, { width: 2560, height: 1440 }];

test.each(SCREENS)('fits a screen of $width px, light and dark, without requests to other servers', async (viewport) => {
  await page.setViewportSize(viewport);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await laidOut();
    expect(await page.evaluate(widerThanTheScreen)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    const { SCREENSHOTS } = process.env;
    if (SCREENSHOTS) await page.screenshot({ path: join(SCREENSHOTS, `console-${viewport.width}-${colorScheme}.png`), fullPage: true });
  }
  expect(foreignRequests).toEqual([]);
});

/** The charts are redrawn when the page is notified of its new size, a frame or more after the change. */
async function laidOut(): Promise<void> {
  await page.waitForFunction(() => [...document.querySelectorAll('.chart')]
    .every((chart) => chart.querySelector('.u-wrap')?.clientWidth === chart.clientWidth));
}

/** Runs in the page: elements that overflow to the right, except inside of scrollable ones. */
function widerThanTheScreen(): string[] {
  const { clientWidth } = document.documentElement;
  return [...document.querySelectorAll('body *')]
    .filter((element) => element.getBoundingClientRect().right > clientWidth + 1)
    .filter((element) => !element.closest('.scroll, pre, .lines, .hidden, .skip'))
    .map((element) => `${element.tagName.toLowerCase()}.${element.className}`);
}
