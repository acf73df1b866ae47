import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

/**
 * Fails for what axe finds on the pages of a site: on a small light screen, and what depends on colours and widths on a large dark one.
 * Usage: check-site-accessibility.mjs DIRECTORY
 */
const site = resolve(process.argv[2]);
const pages = readdirSync(site, { recursive: true }).filter((name) => name.endsWith('.html')).sort();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const SCREENS = [
  { colorScheme: 'light', width: 390, options: {} },
  { colorScheme: 'dark', width: 1280, options: { runOnly: ['color-contrast', 'link-in-text-block', 'scrollable-region-focusable'] } },
];
const AT_ONCE = 2;
const found = new Map();

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const waiting = [...pages];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    const page = await browser.newPage({ bypassCSP: true });
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) await check(page, name);
  }));
} finally {
  await browser.close();
}

for (const [violation, places] of found) console.error(`${violation}: ${places.length} times, first on ${places[0]}`);
console.log(`${pages.length} pages, ${found.size} kinds of violations`);
if (pages.length === 0 || found.size > 0) process.exitCode = 1;

async function check(page, name) {
  await page.goto(pathToFileURL(join(site, name)).href);
  await page.evaluate(axe);
  for (const { colorScheme, width, options } of SCREENS) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height: 900 });
    // What the page does after a change of its size is done after the next frame.
    await page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); }));
    const { violations } = await page.evaluate((chosen) => globalThis.axe.run(chosen), options);
    for (const { id, nodes } of violations) {
      found.set(id, [...found.get(id) ?? [], `${name} (${colorScheme}, ${width} px): ${nodes[0].html.slice(0, 160)}`]);
    }
  }
}
