import { gitReferences } from '../../system/git';

export interface GitHubRepository {
  readonly owner: string;
  readonly repository: string;
}

const ADDRESS = /(?:^|[@/]|\bssh\.)github\.com(?::\d+(?=\/))?[:/]([\w.-]+)\/([\w.-]+?)(?:\.git)?\/?$/;

/** The repository that `origin` points to, and the checked-out branch. */
export async function readRemote(root: string): Promise<Partial<GitHubRepository> & { readonly branch?: string }> {
  const [remote, branch] = await Promise.all([
    gitReferences(root, ['config', '--get', 'remote.origin.url']),
    gitReferences(root, ['symbolic-ref', '--quiet', '--short', 'HEAD']),
  ]);
  const [, owner, repository] = ADDRESS.exec(remote.stdout.trim()) ?? [];
  return { ...owner && { owner, repository }, ...branch.code === 0 && branch.stdout.trim() && { branch: branch.stdout.trim() } };
}
