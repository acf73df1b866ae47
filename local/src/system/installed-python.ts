import { execFileSync } from 'node:child_process';

/** The version of a `python3`; undefined if there is none, or none that runs. */
export function installedPython(program: string): string | undefined {
  try {
    const printed = execFileSync(program, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return /^Python (\S+)/.exec(printed)?.[1];
  } catch {
    return undefined;
  }
}
