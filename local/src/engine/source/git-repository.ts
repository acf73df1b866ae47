import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { addWorkTree, withBareView } from './bare-view';
import { UserError } from '../../messages/user-error';
import type { CommitState } from '../../model/run-state';
import { lastLine, runCommand, type CommandResult } from '../../system/command';
import { gitAlone, gitReferences } from '../../system/git';

const MOST_DIFF = 200_000;
const COMMIT_ID = /^[\da-f]{40}([\da-f]{24})?$/;
const CHECKED_OUT = /^[\w./-]+$/;

/** The user's repository. It is never written to: nothing is checked out or fetched, and no program that its configuration names is run. */
export class GitRepository {
  static async open(directory: string): Promise<GitRepository> {
    const wanted = ['--show-toplevel', '--absolute-git-dir', '--git-common-dir', '--is-shallow-repository'];
    const answer = await explained(gitReferences(directory, ['rev-parse', ...wanted]));
    if (answer.code !== 0) {
      throw new UserError(`\`--source\`: ${directory} cannot be read as a git repository: ${wayOut(directory, answer.stderr)}`);
    }
    const [topLevel, gitDirectory, commonDirectory, shallow] = answer.stdout.trim().split('\n');
    return new GitRepository(topLevel, gitDirectory, resolve(directory, commonDirectory), shallow === 'true');
  }

  private newest?: CommitState;

  private constructor(
    readonly directory: string,
    /** Contains `HEAD`; specific to this work tree. */
    readonly gitDirectory: string,
    /** Contains the branches; shared by all work trees. */
    readonly commonDirectory: string,
    readonly isShallow: boolean,
  ) {}

  async head(): Promise<CommitState> {
    const { stdout, code } = await this.references(['rev-parse', '--verify', '--quiet', 'HEAD']);
    const id = stdout.trim();
    const branch = await this.branch();
    if (code !== 0 || !COMMIT_ID.test(id)) throw new UserError(`${this.directory} has no commit on ${branch} yet; commit something first`);
    // Polled every few seconds; a commit never changes.
    if (this.newest?.id !== id) this.newest = await this.describe(id, branch);
    return { ...this.newest, branch };
  }

  /** `HEAD` if no branch is checked out. */
  async branch(): Promise<string> {
    const answer = await this.references(['symbolic-ref', '--short', '-q', 'HEAD']);
    return answer.stdout.trim() || 'HEAD';
  }

  /** Uncommitted paths, which a run does not include. */
  async uncommitted(): Promise<readonly string[]> {
    const { id } = await this.head();
    return withBareView(this, id, async (git, view) => {
      const workTree = await addWorkTree(this, view);
      const options = ['--porcelain', '-z', '--no-renames', '--untracked-files=normal', '--ignore-submodules=all'];
      const answer = await must(git(['status', ...options], workTree), 'status');
      return answer.split('\0').filter(Boolean).map((entry) => entry.slice(3));
    });
  }

  async contains(commit: string): Promise<boolean> {
    if (!COMMIT_ID.test(commit)) return false;
    return withBareView(this, commit, async (git) => (await git(['cat-file', '-e', `${commit}^{commit}`])).code === 0);
  }

  /** Exports the files of a commit as an archive download would contain them (`export-ignore` applies, no `.git`). */
  async export(commit: string, directory: string): Promise<void> {
    await mkdir(directory, { recursive: true });
    const archive = join(directory, '..', `${commit}.tar`);
    try {
      await this.read(commit, ['archive', '--format=tar', '--output', archive, commit]);
      const { code, stderr } = await runCommand('tar', ['-xf', archive, '-C', directory]);
      if (code !== 0) throw new Error(`cannot unpack commit ${commit}: ${lastLine(stderr)}`);
    } finally {
      await rm(archive, { force: true });
    }
  }

  /** A clone with its history, for a source action with `CODEBUILD_CLONE_REF`. */
  async clone(commit: string, directory: string): Promise<void> {
    const names = (await this.references(['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads', 'refs/tags'])).stdout;
    await withBareView(this, commit, async (_, view) => {
      await writeFile(join(view, 'packed-refs'), names);
      await writeFile(join(view, 'objects', 'info', 'alternates'), `${join(this.commonDirectory, 'objects')}\n`);
      const branch = await this.branch();
      if (branch !== 'HEAD' && CHECKED_OUT.test(branch)) await writeFile(join(view, 'HEAD'), `ref: refs/heads/${branch}\n`);
      await must(gitAlone(view, ['clone', '--quiet', '--no-checkout', '--template=', `file://${view}`, directory], {}), 'clone');
    });
    await must(gitAlone(directory, ['checkout', '--quiet', '--detach', commit], {}), `checkout of ${commit}`);
    await must(gitAlone(directory, ['remote', 'set-url', 'origin', `file://${this.directory}`], {}), 'remote');
  }

  /** `undefined` if there is nothing to compare with. */
  async changedFiles(from: string | undefined, to: string): Promise<readonly string[] | undefined> {
    if (from === undefined || !await this.contains(from)) return undefined;
    return (await this.read(to, ['diff', '--name-only', '--no-renames', '-z', from, to])).split('\0').filter(Boolean);
  }

  /** The text of a file in a commit; `undefined` if the file or the commit does not exist. */
  async file(commit: string, path: string): Promise<string | undefined> {
    if (!await this.contains(commit) || (await this.read(commit, ['ls-tree', '--name-only', commit, '--', path])).trim() === '') return undefined;
    return this.read(commit, ['cat-file', 'blob', `${commit}:${path}`]);
  }

  async isEmpty(commit: string): Promise<boolean> {
    return (await this.read(commit, ['ls-tree', '--name-only', commit])).trim() === '';
  }

  /** A diff for approvers, of limited length; a sentence if there is nothing to compare with. */
  async diff(from: string | undefined, to: string): Promise<string> {
    if (!from) return `the environment has no revision yet: all of ${to.slice(0, 7)} is new`;
    if (from === to) return `the environment already runs ${to.slice(0, 7)}`;
    if (!await this.contains(from)) {
      const why = this.isShallow ? ' (it is a shallow clone)' : '';
      return `commit ${from.slice(0, 7)}, which the environment runs, is not in this repository${why}`;
    }
    const plain = ['--no-color', '--no-ext-diff', '--no-textconv', from, to];
    const [stat, patch] = await Promise.all([this.read(to, ['diff', '--stat', ...plain]), this.read(to, ['diff', ...plain])]);
    const text = `${stat}\n${patch}`;
    return text.length > MOST_DIFF ? `${text.slice(0, MOST_DIFF)}\n(cut after ${MOST_DIFF} characters)\n` : text;
  }

  private async describe(id: string, branch: string): Promise<CommitState> {
    const text = await this.read(id, ['log', '-1', '--no-show-signature', '--format=%s%x00%an <%ae>%x00%cI', id]);
    const [subject, author, date] = text.trim().split('\0');
    return { id, subject, author, date, branch };
  }

  private references(args: readonly string[]): Promise<CommandResult> {
    return explained(gitReferences(this.directory, args));
  }

  private read(commit: string, args: readonly string[]): Promise<string> {
    return withBareView(this, commit, (git) => must(git(args), args[0]));
  }
}

async function must(answer: Promise<CommandResult>, what: string): Promise<string> {
  const { code, stdout, stderr } = await explained(answer);
  if (code !== 0) throw new Error(`git ${what}: ${lastLine(stderr)}`);
  return stdout;
}

async function explained(answer: Promise<CommandResult>): Promise<CommandResult> {
  try {
    return await answer;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new UserError('`git` is not on the PATH; install git');
    throw error;
  }
}

/** Git's own reason, with a fix. Git prints the reason first; anything after it is advice. */
function wayOut(directory: string, stderr: string): string {
  const reason = /^(?:fatal|error): (.*)$/m.exec(stderr)?.[1] ?? lastLine(stderr);
  if (/not a git repository/.test(reason)) return `${reason}; name a folder of a repository, or run \`git init\` and commit`;
  if (!/dubious ownership/.test(reason)) return reason;
  return `${reason}; if you trust it, \`git config --global --add safe.directory ${directory}\``;
}
