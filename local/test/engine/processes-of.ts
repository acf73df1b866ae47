import { execFileSync } from 'node:child_process';
import type { WebApp } from './web-app';

/** Processes that have the repository's folder in their command line: instances and what serves in them do. */
export function processesOf(app: WebApp): string[] {
  return execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).split('\n')
    .filter((line) => line.includes(app.directory) && !line.startsWith('ps '));
}
