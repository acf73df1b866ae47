import { ConnectionSource } from './connection-source';
import type { GitHubSourceOptions } from './git-hub-source-options';
import type { ISource } from './source-config';
import { requirePattern } from '../core/misuse';

export function gitHubSource(options: GitHubSourceOptions): ISource {
  const { owner, repository } = options;
  requirePattern('source.owner', owner, /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, 'must be a GitHub account name',
    'give the owner alone, without the repository');
  requirePattern('source.repository', repository, /^[A-Za-z0-9._-]{1,100}$/, 'must be a repository name', 'give the name alone, without the owner');
  return new ConnectionSource({ owner, name: repository, commitUrl: (id) => `https://github.com/${owner}/${repository}/commit/${id}` }, options);
}
