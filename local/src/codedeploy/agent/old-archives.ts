import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from './layout';

/** Deletes the oldest revisions to make room for a new one, but never the one with the last successful Install. */
export function removeOldArchives(layout: Layout, current: string, keep: number): void {
  const others = readdirSync(layout.groupDirectory).map((name) => join(layout.groupDirectory, name)).filter((path) => path !== current);
  const surplus = others.length - keep + 1;
  if (surplus <= 0) return;
  const lastSuccessful = layout.lastSuccessfulInstall.read();
  others
    .filter((path) => path !== lastSuccessful)
    .sort((a, b) => statSync(a).mtimeMs - statSync(b).mtimeMs)
    .slice(0, surplus)
    .forEach((path) => rmSync(path, { recursive: true, force: true }));
}
