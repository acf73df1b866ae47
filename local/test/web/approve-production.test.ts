import type { Browser } from 'playwright-core';
import { launchBrowser, newPage } from './browser';
import { afterTest } from '../engine/after-test';
import { GostyleProcess } from '../engine/gostyle-process';
import { WebApp } from '../engine/web-app';

let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser?.close());

test('a person approves production on the page and sees it succeed', async () => {
  const app = new WebApp([{ name: 'staging', instances: 1 }, { name: 'production', instances: 3, approval: true }]);
  const run = new GostyleProcess(app.directory, '--load', '20');
  const { data } = await run.untilMessage(({ code }) => code === 'console.listening');

  const page = await newPage(browser, { viewport: { width: 1280, height: 900 } });
  afterTest(() => page.close());
  await page.goto(String(data?.url));

  const approval = page.locator('.approval');
  await approval.waitFor();
  expect(await approval.innerText()).toMatch(/Release to production\?[\s\S]*the first commit/);
  await approval.getByRole('button', { name: 'Approve' }).click();

  await page.locator('[data-stage=production][data-status=Succeeded]').waitFor();
  const production = page.locator('[data-environment=production]');
  expect(await production.locator('[data-target=healthy]').count()).toBe(3);
  expect(await production.locator('[data-role=dropped]').innerText()).toBe('0');
  if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/approved.png`, fullPage: true });

  expect(await run.kill('SIGINT')).toBe(0);
});
