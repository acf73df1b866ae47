import { join, resolve } from 'node:path';

/** Where `gostyle run`, and a command for one that is running, finds what a run keeps. */
export function stateDirectoryOf({ app, state }: { readonly app: string; readonly state?: string }): string {
  return state === undefined ? join(resolve(app), '.gostyle') : resolve(state);
}
