import { gitReferences } from '../../system/git';

interface GitHubRepository {
  readonly owner: string;
  readonly repository: string;
}

/** Never the part before it, which may be a password. */
const HOST = /^(?:[a-z+-]+:\/\/(?:[^@/]*@)?|[\w.-]+@)([\w.-]+)[:/]/;
const ADDRESS = /(?:^|[@/]|\bssh\.)github\.com(?::\d+(?=\/))?[:/]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/;

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
  const [remote, branch, standard] = await Promise.all([
    said(root, ['config', '--get', 'remote.origin.url']),
    said(root, ['symbolic-ref', '--quiet', '--short', 'HEAD']),
    said(root, ['symbolic-ref', '--quiet', '--short', 'refs/remotes/origin/HEAD']),
  ]);
  const [, owner, repository] = ADDRESS.exec(remote) ?? [];
  const [, otherHost] = owner === undefined ? HOST.exec(remote) ?? [] : [];
  return {
    ...owner !== undefined && { owner, repository },
    ...otherHost !== undefined && { otherHost },
    ...branch !== '' && { branch },
    ...standard.startsWith('origin/') && { defaultBranch: standard.slice('origin/'.length) },
  };
}

async function said(root: string, question: readonly string[]): Promise<string> {
  const { code, stdout } = await gitReferences(root, question);
  return code === 0 ? stdout.trim() : '';
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
