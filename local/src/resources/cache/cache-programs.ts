import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { folderWith, programFolders } from '../servers/find-programs';

export interface CachePrograms {
  readonly title: 'Valkey' | 'Redis';
  readonly server: string;
  /** The command-line client, which Debian packages separately. */
  readonly client?: string;
}

const PROGRAMS = [
  { engine: 'valkey', title: 'Valkey', server: 'valkey-server', client: 'valkey-cli' },
  { engine: 'redis', title: 'Redis', server: 'redis-server', client: 'redis-cli' },
] as const;

/** The server for the engine, or its counterpart that speaks the same protocol; `undefined` if neither is installed. */
export function cachePrograms(engine: string, path?: string): CachePrograms | undefined {
  const folders = path === undefined ? programFolders() : path.split(':').filter(Boolean);
  const inOrder = [...PROGRAMS].sort((a, b) => Number(b.engine === engine) - Number(a.engine === engine));
  for (const { title, server, client } of inOrder) {
    const folder = folderWith([server], folders);
    if (folder === undefined) continue;
    const cli = folders.map((each) => join(each, client)).find((each) => existsSync(each));
    return { title, server: join(folder, server), client: cli };
  }
  return undefined;
}
