import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, newPage } from './browser';
import { FakeBackend } from './fake-backend';
import { sampleState } from './sample-state';
import { type ConsoleServer, startConsole } from '../../src/web/console-server';

const PAGE = join(__dirname, '../../../assets/local/page');

export interface OpenPage {
  readonly browser: Browser;
  readonly backend: FakeBackend;
  readonly server: ConsoleServer;
  readonly page: Page;
  /** URLs of requests to other servers. */
  readonly foreignRequests: readonly string[];
}

/** Opens the console page with the sample state before each test of a file, and closes it afterwards. */
export function openPageForEachTest(onOpen: (opened: OpenPage) => void): void {
  let browser: Browser;
  let server: ConsoleServer;
  let page: Page;

  beforeAll(async () => {
    browser = await launchBrowser();
  });

  afterAll(() => browser?.close());

  beforeEach(async () => {
    const backend = new FakeBackend(sampleState());
    server = await startConsole({ port: 0, backend, pageDirectory: PAGE });
    page = await newPage(browser, { viewport: { width: 1280, height: 900 } });
    const foreignRequests: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(server.url)) foreignRequests.push(request.url());
    });
    onOpen({ browser, backend, server, page, foreignRequests });
    await page.goto(server.address);
    await page.locator('[data-stage]').first().waitFor();
  });

  afterEach(async () => {
    await page.close();
    await server.close();
  });
}
