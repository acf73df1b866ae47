import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { newPage } from './browser';
import type { FakeBackend } from './fake-backend';
import { openPageForEachTest } from './open-page';
import { sampleState } from './sample-state';
import type { Message } from '../../src/messages/message';
import { until } from '../until';

let browser: Browser;
let backend: FakeBackend;
let page: Page;

openPageForEachTest((opened) => {
  ({ browser, backend, page } = opened);
});

function decided(summary: string): void {
  const state = sampleState();
  const executions = state.executions.map((execution) => ({
    ...execution,
    stages: execution.stages.map((stage) => stage.name !== 'production' ? stage : {
      ...stage, actions: [{ name: 'Approve', provider: 'Manual', status: 'Succeeded' as const, seconds: 4, summary }],
    }),
  }));
  backend.become({ ...state, executions });
}

function hostEvent(instance: string, event: string, at: string, seconds: number, code = 'deployment.event.succeeded'): void {
  const message = { time: `2026-11-24T10:00:${at}Z`, level: 'info', code, stage: 'staging', executionId: 'execution-2', instance } as const;
  backend.say({ ...message, message: `${event}: Succeeded`, data: { event, seconds } } as Message);
}

test('an execution shows who approved it, and why', async () => {
  decided('approved by ada: ship it');
  await page.getByLabel('Decisions').getByText('approved by ada: ship it').waitFor();
});

test('two executions are compared, with the diff of their commits on demand', async () => {
  await page.getByRole('button', { name: /^Compare with/ }).click();
  const comparison = page.locator('[data-role=comparison]');
  expect(await comparison.innerText()).toMatch(/Source[\s\S]*Build[\s\S]*staging[\s\S]*production[\s\S]*Duration/);
  await comparison.getByText(/^Difference from/).click();
  await comparison.getByText('+ visits: visits + 1').waitFor();
  await comparison.getByRole('button', { name: 'Close' }).click();
  await comparison.waitFor({ state: 'detached' });
});

test('a rollout is shown as a time line for each host', async () => {
  hostEvent('i-0a1b', 'ApplicationStop', '01', 1);
  hostEvent('i-0a1b', 'ApplicationStart', '03', 2);
  hostEvent('i-0c2d', 'ValidateService', '09', 4, 'deployment.event.failed');
  await page.locator('[data-stage=staging]').click();
  const line = page.locator('.timeline');
  await line.getByText('Timeline: 2 hosts, 9 s').waitFor();
  expect(await line.locator('li').allTextContents()).toEqual(['i-0a1b3 s', 'i-0c2d4 s, failed']);
  expect(await line.locator('.bar').evaluateAll((bars) => bars.map((bar) => bar.getAttribute('style')))).toEqual([
    'left: 0%; width: 11.11%;', 'left: 11.11%; width: 22.22%;', 'left: 55.56%; width: 44.44%;',
  ]);
});

test('an execution is saved as one file, which shows it without a runner and without scripts', async () => {
  const log = { time: '2026-11-24T10:00:00Z', level: 'info', code: 'build.output', stage: 'Build', executionId: 'execution-2' } as const;
  backend.say({ ...log, message: '<script>alert(1)</script>' });
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe('Web-4f1c2d9.html');
  const saved = await newPage(browser);
  const requests: string[] = [];
  saved.on('request', ({ url }) => requests.push(url()));
  try {
    await saved.setContent(readFileSync(await download.path(), 'utf8'));
    const text = await saved.locator('body').innerText();
    expect(text).toMatch(/feat: count visits[\s\S]*production[\s\S]*Log of Build: 1 lines/);
    expect(await saved.locator('script, button, form').count()).toBe(0);
    expect(await saved.locator('pre').allTextContents()).toContainEqual(expect.stringContaining('<script>alert(1)</script>'));
    expect(requests.filter((url) => /^https?:/.test(url))).toEqual([]);
  } finally {
    await saved.close();
  }
});

test('the browser notifies of an approval while the page is hidden, if permitted', async () => {
  // Headless Chromium has no notifications.
  await page.addInitScript(() => {
    const told: string[] = [];
    class Told {
      static permission = 'default';
      static requestPermission = async () => { Told.permission = 'granted'; return 'granted'; };
      constructor(title: string, { body }: { body: string }) { told.push(`${title}: ${body}`); }
    }
    Object.assign(window, { Notification: Told, told });
    Object.defineProperty(document, 'hidden', { get: () => true });
  });
  backend.become({ ...sampleState(), approvals: [] });
  await page.reload();
  await page.getByRole('button', { name: 'Notify me' }).click();
  await page.getByRole('button', { name: 'Notify me' }).waitFor({ state: 'detached' });
  backend.become(sampleState());
  await page.waitForFunction(() => (window as unknown as { told: string[] }).told.length > 0);
  expect(await page.evaluate(() => (window as unknown as { told: string[] }).told)).toEqual([
    'Web: production is waiting for your approval of feat: count visits',
  ]);
});

test('everything can be reached and used by keyboard alone', async () => {
  const reached = new Set<string>();
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const { activeElement } = document;
      return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent?.trim() ?? '';
    });
    reached.add(focused.split('\n')[0]!.slice(0, 40));
  }
  for (const name of ['Approve', 'Reject', 'Save as a file', 'Logs', 'Roll back …', 'Retry']) expect([...reached]).toContain(name);
  expect([...reached].some((name) => name.startsWith('Compare with'))).toBe(true);
});

test('stopping an execution asks first', async () => {
  const table = page.getByRole('region', { name: 'Table of executions' });
  await table.getByRole('button', { name: 'Stop …' }).click();
  const question = table.getByRole('group', { name: 'Stop 4f1c2d9' });
  expect(await question.innerText()).toContain('Stop 4f1c2d9?');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await table.getByRole('button', { name: 'Stop …' }).click();
  const asked = page.waitForResponse((response) => response.url().endsWith('/stop'));
  await question.getByRole('button', { name: 'Stop' }).click();
  await asked;
  expect(backend.asked).toEqual(['stop execution-2']);
});

test('the focus is on the question when a button asks, and back on the button when it is cancelled', async () => {
  const table = page.getByRole('region', { name: 'Table of executions' });
  const button = (name: string) => table.getByRole('button', { name, exact: true });
  const isFocused = (name: string) => until(() => button(name).evaluate((element) => element === document.activeElement));
  await table.getByRole('button', { name: 'Stop …' }).focus();
  await page.keyboard.press('Enter');
  await isFocused('Stop');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await isFocused('Stop …');
  await page.keyboard.press('Enter');
  await isFocused('Stop');
  await page.keyboard.press('Escape');
  await isFocused('Stop …');
  expect(backend.asked).toEqual([]);
  await page.keyboard.press('Enter');
  await isFocused('Stop');
  await page.keyboard.press('Enter');
  await until(() => backend.asked.length === 1);
  // What was confirmed cannot be asked again: the focus stays in the row.
  const state = sampleState();
  await isFocused('Stop …');
  backend.become({ ...state, executions: state.executions.map((each) => (each.id === 'execution-2' ? { ...each, status: 'Stopping' } : each)) });
  await table.getByRole('button', { name: 'Stop …' }).waitFor({ state: 'detached' });
  await isFocused('4f1c2d9 feat: count visits');
  expect(await table.getByText('stopping').isVisible()).toBe(true);
});

test('an execution that waits says for what, and a retry of what it is one', async () => {
  const state = sampleState();
  const [newest, older] = state.executions;
  backend.become({
    ...state,
    executions: [
      {
        ...newest!,
        id: 'execution-3',
        commit: { ...newest!.commit, id: '0a0b0c0d0e', subject: 'fix: later' },
        trigger: 'Retry',
        retryOf: older!.id,
        waitsFor: { stage: 'production', executionId: newest!.id },
      },
      ...state.executions,
    ],
  });
  const row = page.getByRole('row', { name: /fix: later/ });
  await row.waitFor();
  expect(await row.innerText()).toMatch(/waiting for production: 4f1c2d9 is in it[^]*Retry of 9b8a7c6/);
  expect(await page.getByRole('status').first().innerText()).toContain('for production: 4f1c2d9 is in it');
});

test('a failure that a later execution has superseded is no alert any more, but can be opened', async () => {
  const state = sampleState();
  const [newest, older] = state.executions;
  const failed = { ...state, failure: { ...state.failure!, executionId: older!.id } };
  backend.become(failed);
  await page.getByRole('alert').getByText('commit 9b8a7c6').waitFor();
  backend.become({ ...failed, failureSupersededBy: newest!.id });
  await page.getByText('An earlier failure in staging, superseded by 4f1c2d9').click();
  await page.getByText('staging › i-0a1b2c3d4e5f60718').waitFor();
  expect(await page.getByRole('alert').count()).toBe(0);
});

test('a failed or stopped execution has a button to retry it, as long as that is possible', async () => {
  const state = sampleState();
  const become = (status: 'Failed' | 'Stopped', canRetry: boolean) => backend.become({
    ...state, executions: state.executions.map((each) => each.id !== 'execution-1' ? each : { ...each, status, canRetry }),
  });
  const retry = page.getByRole('button', { name: 'Retry' });
  become('Failed', false);
  await retry.waitFor({ state: 'detached' });
  become('Stopped', true);
  const asked = page.waitForResponse((response) => response.url().endsWith('/retry'));
  await retry.click();
  await asked;
  expect(backend.asked).toEqual(['retry execution-1']);
});

test('next to the long id of a task, the text of a log line fits a phone', async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  const instance = '4f1c2d9e8a7b6c5d4e3f2a1b0c9d8e70';
  hostEvent(instance, 'STOPPED', '01', 1);
  await page.locator('[data-stage=staging]').click();
  const line = page.locator('.stage-log .line', { hasText: instance });
  await line.waitFor();
  const [whole, text] = await Promise.all([line.boundingBox(), line.locator('.text').boundingBox()]);
  expect(text!.width).toBeGreaterThan(whole!.width * 0.9);
});
