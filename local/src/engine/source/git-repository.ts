import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../../messages/user-error';
import type { CommitState } from '../../model/run-state';
import { runCommand } from '../../system/command';

const MOST_DIFF = 200_000;

/** What git sets for its own hooks would name another repository than the one that was asked for. */
const { GIT_DIR: _directory, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, ...OUTSIDE } = process.env;
const ENVIRONMENT = { ...OUTSIDE, LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' };

/** The user's repository. It is only ever read: nothing is checked out, fetched or written in it. */
export class GitRepository {
  static async open(directory: string): Promise<GitRepository> {
    const answer = await git(directory, ['rev-parse', '--show-toplevel', '--absolute-git-dir', '--git-common-dir', '--is-shallow-repository']);
    if (answer.code !== 0) {
      throw new UserError(`\`--source\`: ${directory} cannot be read as a git repository (${lastLine(answer.stderr)}); name a folder of a repository, or run \`git init\` and commit`);
    }
    const [topLevel, gitDirectory, commonDirectory, shallow] = answer.stdout.trim().split('\n');
    return new GitRepository(topLevel, gitDirectory, resolve(directory, commonDirectory), shallow === 'true');
  }

  private constructor(
    readonly directory: string,
    /** Where `HEAD` is; of this work tree alone. */
    readonly gitDirectory: string,
    /** Where the branches are; shared between work trees. */
    readonly commonDirectory: string,
    readonly isShallow: boolean,
  ) {}

  async head(): Promise<CommitState> {
    const log = await git(this.directory, ['log', '-1', '--format=%H%x00%s%x00%an <%ae>%x00%cI', 'HEAD']);
    if (log.code !== 0) {
      throw new UserError(`${this.directory} has no commit on ${await this.branch()} yet; commit something first`);
    }
    const [id, subject, author, date] = log.stdout.trim().split('\0');
    return { id, subject, author, date, branch: await this.branch() };
  }

  /** `HEAD` when no branch is checked out. */
  async branch(): Promise<string> {
    const answer = await git(this.directory, ['symbolic-ref', '--short', '-q', 'HEAD']);
    return answer.stdout.trim() || 'HEAD';
  }

  /** Paths that differ from the last commit: a run does not see these changes. */
  async uncommitted(): Promise<readonly string[]> {
    const answer = await this.must(['status', '--porcelain', '--untracked-files=normal']);
    return answer.split('\n').filter(Boolean).map((line) => line.slice(3));
  }

  async contains(commit: string): Promise<boolean> {
    return (await git(this.directory, ['cat-file', '-e', `${commit}^{commit}`])).code === 0;
  }

  /** The files of a commit, as a download of the repository has them (`export-ignore` counts, there is no `.git`). */
  async export(commit: string, directory: string): Promise<void> {
    await mkdir(directory, { recursive: true });
    const archive = join(directory, '..', `${commit}.tar`);
    try {
      await this.must(['archive', '--format=tar', '--output', archive, commit]);
      const { code, stderr } = await runCommand('tar', ['-xf', archive, '-C', directory]);
      if (code !== 0) throw new Error(`cannot unpack commit ${commit}: ${lastLine(stderr)}`);
    } finally {
      await rm(archive, { force: true });
    }
  }

  /** A clone with its history, for a source action that asks for `CODEBUILD_CLONE_REF`. */
  async clone(commit: string, directory: string): Promise<void> {
    await this.must(['clone', '--quiet', '--no-checkout', '--no-hardlinks', `file://${this.directory}`, directory]);
    const checkout = await git(directory, ['checkout', '--quiet', '--detach', commit]);
    if (checkout.code !== 0) throw new Error(`cannot check out commit ${commit}: ${lastLine(checkout.stderr)}`);
  }

  /** `undefined` when there is nothing to compare with. */
  async changedFiles(from: string | undefined, to: string): Promise<readonly string[] | undefined> {
    if (from === undefined || !await this.contains(from)) return undefined;
    return (await this.must(['diff', '--name-only', '--no-renames', '-z', from, to])).split('\0').filter(Boolean);
  }

  async isEmpty(commit: string): Promise<boolean> {
    return (await this.must(['ls-tree', '--name-only', commit])).trim() === '';
  }

  /** For people who approve: bounded, and a reason instead where there is nothing to compare with. */
  async diff(from: string | undefined, to: string): Promise<string> {
    if (!from) return `the environment runs no revision yet: all of ${to.slice(0, 7)} is new`;
    if (from === to) return `the environment runs ${to.slice(0, 7)} already`;
    if (!await this.contains(from)) return `commit ${from.slice(0, 7)}, which the environment runs, is not in this repository${this.isShallow ? ' (it is a shallow clone)' : ''}`;
    const range = [from, to];
    const [stat, patch] = await Promise.all([this.must(['diff', '--stat', ...range]), this.must(['diff', '--no-color', '--no-ext-diff', ...range])]);
    const text = `${stat}\n${patch}`;
    return text.length > MOST_DIFF ? `${text.slice(0, MOST_DIFF)}\n(cut after ${MOST_DIFF} characters)\n` : text;
  }

  private async must(args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await git(this.directory, args);
    if (code !== 0) throw new Error(`git ${args[0]}: ${lastLine(stderr)}`);
    return stdout;
  }
}

async function git(directory: string, args: readonly string[]) {
  try {
    return await runCommand('git', ['-C', directory, ...args], { env: ENVIRONMENT });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new UserError('`git` is not on the PATH; install git');
    throw error;
  }
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
