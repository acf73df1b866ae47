import { gitReferences } from '../../system/git';

interface GitHubRepository {
  readonly owner: string;
  readonly repository: string;
}

/** Also by another name in the configuration of SSH, as in `git@github.com-work:me/app`. */
const ADDRESS = /(?:^|[@/]|\bssh\.|\bwww\.)github\.com(?:-[\w-]+)?(?::\d+(?=\/))?[:/]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/;

export interface Remote extends Partial<GitHubRepository> {
  /** The branch that is checked out. */
  readonly branch?: string;
  /** That of the repository on its host, as the last `git clone` saw it. */
  readonly defaultBranch?: string;
  /** Where the repository is, if it is not on GitHub. */
  readonly otherHost?: string;
}

/** The repository that `origin` points to, and its branches. */
export async function readRemote(root: string): Promise<Remote> {
  const [remote, branch, remoteHead] = await Promise.all([
    gitOutput(root, ['config', '--get', 'remote.origin.url']),
    gitOutput(root, ['symbolic-ref', '--quiet', '--short', 'HEAD']),
    gitOutput(root, ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD']),
  ]);
  const [, owner, repository] = ADDRESS.exec(remote) ?? [];
  const otherHost = owner === undefined ? hostOf(remote) : undefined;
  return {
    ...owner !== undefined && { owner, repository },
    ...otherHost !== undefined && { otherHost },
    ...branch !== '' && { branch },
    ...remoteHead.startsWith('origin/') && { defaultBranch: remoteHead.slice('origin/'.length) },
  };
}

async function gitOutput(root: string, args: readonly string[]): Promise<string> {
  const { code, stdout } = await gitReferences(root, args);
  return code === 0 ? stdout.trim() : '';
}

/** Undefined unless it is certain, because what precedes the host may be a password. A name without a dot is one of SSH's configuration. */
function hostOf(remote: string): string | undefined {
  const host = URL.canParse(remote) ? new URL(remote).hostname : /^[\w.-]+@([\w.-]+):/.exec(remote)?.[1];
  return host?.includes('.') && remote.split('@').length <= 2 ? host : undefined;
}

/** Before the merge, since the pipeline releases the branch that was checked out; or about a repository that is elsewhere. */
export function remoteNotes({ branch, defaultBranch, otherHost }: Remote): string[] {
  return [
    ...branch === undefined || defaultBranch === undefined || branch === defaultBranch ? [] : [
      `the pipeline releases the branch ${branch}, which is checked out, so that you can try it here; before you merge it, write ${defaultBranch} `
      + 'into `branch` of the CDK app, or commits on that branch start nothing',
    ],
    ...otherHost === undefined ? [] : [
      `origin is on ${otherHost}, but the CDK app says \`Source.gitHub\`: before the first deployment to AWS, write another \`Source\``,
    ],
  ];
}
