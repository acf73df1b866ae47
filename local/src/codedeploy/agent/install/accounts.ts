import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { RubyError } from '../../../yaml/ruby/error';

/** The numeric id of a user of this machine. */
export function userId(name: string): number {
  return findId('passwd', name) ?? refuse(`can't find user for ${name}`);
}

export function groupId(name: string): number {
  return findId('group', name) ?? refuse(`can't find group for ${name}`);
}

/** Caches names, because an archive repeats a few of them for thousands of files. */
export class AccountIds {
  private readonly known = new Map<string, number | undefined>();

  find(database: 'passwd' | 'group', name: string): number | undefined {
    const key = `${database}:${name}`;
    if (!this.known.has(key)) this.known.set(key, findId(database, name));
    return this.known.get(key);
  }
}

/** Tries the file first; accounts of a directory service are only known to `getent`. */
function findId(database: 'passwd' | 'group', name: string): number | undefined {
  if (name === '' || name.includes(':')) return undefined;
  const id = idIn(readFileSync(`/etc/${database}`, 'utf8'), name);
  if (id !== undefined || /^\d+$/.test(name)) return id;
  const { status, stdout } = spawnSync('getent', [database, '--', name], { encoding: 'utf8' });
  return status === 0 ? idIn(stdout, name) : undefined;
}

function idIn(entries: string, name: string): number | undefined {
  const entry = entries.split('\n').find((line) => line.startsWith(`${name}:`));
  return entry === undefined ? undefined : Number(entry.split(':')[2]);
}

function refuse(message: string): never {
  throw new RubyError('ArgumentError', message);
}
