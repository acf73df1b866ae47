import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The page consists of these files only, so no request can name a path. */
const FILES = new Map([
  ['/', { name: 'index.html', type: 'text/html; charset=utf-8' }],
  ['/app.js', { name: 'app.js', type: 'text/javascript; charset=utf-8' }],
  ['/app.css', { name: 'app.css', type: 'text/css; charset=utf-8' }],
  ['/icon.svg', { name: 'icon.svg', type: 'image/svg+xml' }],
]);

export async function pageFile(directory: string, path: string): Promise<Response | undefined> {
  const file = FILES.get(path);
  if (!file) return undefined;
  return new Response(await readFile(join(directory, file.name)), { headers: { 'Content-Type': file.type } });
}
