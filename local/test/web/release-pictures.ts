import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { launchBrowser } from './browser';

/**
 * The pictures of a release in README.md: the example's pipeline on this machine, from the first build to the next commit's rollout.
 * Needs what `npm start` has installed. Usage: npx projen docs:pictures
 */
const ROOT = resolve(__dirname, '../../..');
const PICTURES = join(ROOT, 'docs/images');
const PATIENCE_MS = 600_000;
const MAIN = 'service/src/main.ts';

class Clone {
  readonly directory = mkdtempSync(join(tmpdir(), 'gostyle-pictures-'));

  constructor() {
    execFileSync('git', ['clone', '-q', ROOT, this.directory]);
    this.git('checkout', '-q', '-B', 'main');
    this.git('commit', '-q', '--amend', '--reset-author', '-m', 'Shorten links');
    cpSync(join(ROOT, 'example/node_modules'), join(this.directory, 'example/node_modules'), { recursive: true, verbatimSymlinks: true });
  }

  commit(subject: string, file: string, change: (text: string) => string): void {
    const path = join(this.directory, file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    if (after === before) throw new Error(`${file} is not what this script expects: "${subject}" changes nothing`);
    writeFileSync(path, after);
    this.git('commit', '-q', '-a', '-m', subject);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  private git(...args: readonly string[]): void {
    execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { cwd: this.directory });
  }
}

async function main(): Promise<void> {
  const clone = new Clone();
  const program = join(ROOT, 'assets/local/gostyle.mjs');
  const options = ['--app', 'example', '--source', '.', '--stores', 'example/local-stores.json', '--load', '20', '--port', '0', '--json'];
  const run = spawn(process.execPath, [program, 'run', ...options], {
    cwd: clone.directory, stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(run, 'close');
  const tooEarly = ended.then(([code]) => { throw new Error(`gostyle run ended before the pictures were taken, with ${String(code)}`); });
  try {
    await Promise.race([consoleAddress(run.stdout).then((address) => takePictures(clone, address)), tooEarly]);
  } finally {
    run.kill('SIGINT');
    await ended;
    clone.remove();
  }
}

async function takePictures(clone: Clone, address: string): Promise<void> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1100, height: 720 } });
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(address);
    await stage(page, 'Build', 'InProgress');
    await picture(page, 'release-1-build');

    const approve = page.locator('.approval').getByRole('button', { name: 'Approve' });
    await approve.waitFor();
    await picture(page, 'release-2-approval');
    await approve.click();
    await stage(page, 'production', 'Succeeded');

    clone.commit('Answer with the new version', MAIN, (text) => `${text}\n// The next version.\n`);
    await stage(page, 'staging', 'InProgress');
    const tiles = page.locator('[data-environment=staging] .tile');
    await tiles.filter({ hasText: 'ValidateService' }).first().waitFor();
    await picture(page, 'release-3-rolling');
  } finally {
    await browser.close();
  }
}

function stage(page: Page, name: string, status: string): Promise<void> {
  return page.locator(`[data-stage=${name}][data-status=${status}]`).waitFor();
}

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}

async function consoleAddress(output: NodeJS.ReadableStream): Promise<string> {
  let last = '';
  for await (const line of createInterface({ input: output })) {
    const message = JSON.parse(last = line) as { readonly code?: string; readonly data?: { readonly url?: string } };
    if (message.code === 'console.listening' && message.data?.url) {
      output.resume();
      return message.data.url;
    }
  }
  throw new Error(`gostyle run ended before its console listened: ${last}`);
}

void main();
