import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandResult } from '../../system/command';
import { gitAlone, gitReferences } from '../../system/git';

export interface ViewedRepository {
  /** The work tree. */
  readonly directory: string;
  readonly gitDirectory: string;
  readonly commonDirectory: string;
}

export type Git = (args: readonly string[], environment?: Readonly<Record<string, string>>) => Promise<CommandResult>;

/** Repository settings that affect how the work tree is compared. None of them can name a program. */
const COMPARING = /^core\.(autocrlf|eol|filemode|ignorecase|symlinks|precomposeunicode|sparsecheckout|sparsecheckoutcone|trustctime|checkstat)$/;

/**
 * Gives git the objects of a repository without its configuration. `.git/config`, `.git/hooks` and `.git/info` can make git run arbitrary
 * programs as the user who is only reading (file system monitors, filters, diff drivers, signature checks, transports of partial clones),
 * and such settings cannot all be listed. Therefore git gets a temporary `GIT_DIR` of ours, for one command or a few.
 */
export async function withBareView<T>(repository: ViewedRepository, commit: string, work: (git: Git, view: string) => Promise<T>): Promise<T> {
  const view = await mkdtemp(join(tmpdir(), 'gostyle-git-view-'));
  const { commonDirectory } = repository;
  try {
    const format = (await gitReferences(commonDirectory, ['rev-parse', '--show-object-format'])).stdout.trim();
    const extension = format === 'sha256' ? '[extensions]\n\tobjectFormat = sha256\n' : '';
    await Promise.all(['refs', 'objects/info', 'info'].map((name) => mkdir(join(view, name), { recursive: true })));
    await writeFile(join(view, 'config'), `[core]\n\trepositoryFormatVersion = ${extension ? 1 : 0}\n\tbare = true\n${extension}`);
    await writeFile(join(view, 'HEAD'), `${commit}\n`);
    await copyText(join(commonDirectory, 'shallow'), join(view, 'shallow'));
    const environment = { GIT_DIR: view, GIT_OBJECT_DIRECTORY: join(commonDirectory, 'objects') };
    return await work((args, more) => gitAlone(view, args, { ...environment, ...more }), view);
  } finally {
    await rm(view, { recursive: true, force: true });
  }
}

/** For `git status`: adds the repository's index and its ignore rules. */
export async function addWorkTree({ directory, gitDirectory, commonDirectory }: ViewedRepository, view: string): Promise<Record<string, string>> {
  await copyText(join(commonDirectory, 'info', 'exclude'), join(view, 'info', 'exclude'));
  await copyText(join(gitDirectory, 'info', 'sparse-checkout'), join(view, 'info', 'sparse-checkout'));
  const settings = (await gitReferences(gitDirectory, ['config', '--local', '--get-regexp', '^core\\.'])).stdout.split('\n');
  const safe = settings.map((line) => /^(\S+) ([\w-]+)$/.exec(line)).filter((match) => match !== null && COMPARING.test(match[1]));
  const text = safe.map((match) => `\t${match?.[1].slice('core.'.length)} = ${match?.[2]}\n`).join('');
  await writeFile(join(view, 'config'), `${await readFile(join(view, 'config'), 'utf8')}[core]\n\tbare = false\n${text}`);
  // A split index refers to a shared index file in the same folder.
  for (const name of (await readdir(gitDirectory)).filter((each) => each.startsWith('sharedindex.'))) {
    await symlink(join(gitDirectory, name), join(view, name));
  }
  return { GIT_WORK_TREE: directory, GIT_INDEX_FILE: join(gitDirectory, 'index') };
}

async function copyText(from: string, to: string): Promise<void> {
  const text = await readFile(from).catch(() => undefined);
  if (text) await writeFile(to, text);
}
