import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

/** Fails for broken links between the pages of a site, including links to headings. Usage: check-site.mjs DIRECTORY */
const site = resolve(process.argv[2]);
const pages = readdirSync(site, { recursive: true }).filter((name) => name.endsWith('.html')).map((name) => join(site, name));
const anchorsOf = (page) => new Set([...readFileSync(page, 'utf8').matchAll(/\s(?:id|name)="([^"]+)"/g)].map(([, id]) => id));
const anchors = new Map(pages.map((page) => [page, anchorsOf(page)]));
let links = 0;
const broken = [];

for (const page of pages) {
  for (const [, href] of readFileSync(page, 'utf8').matchAll(/\s(?:href|src)="([^"]+)"/g)) {
    if (/^(?:[a-z]+:|\/\/)/.test(href)) continue;
    links += 1;
    const [path, fragment] = href.replaceAll('&amp;', '&').split('#').map(decodeURIComponent);
    const target = path === '' ? page : resolve(dirname(page), path.split('?')[0]);
    const found = existsSync(target) && !statSync(target).isDirectory();
    if (!found || fragment && anchors.has(target) && !anchors.get(target).has(fragment)) broken.push(`${relative(site, page)}: ${href}`);
  }
}

for (const line of new Set(broken)) console.error(`broken: ${line}`);
console.log(`${pages.length} pages, ${links} links, ${broken.length} broken`);
if (links === 0 || broken.length > 0) process.exitCode = 1;
