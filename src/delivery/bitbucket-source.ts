import type { BitbucketSourceOptions } from './bitbucket-source-options';
import { ConnectionSource } from './connection-source';
import type { ISource } from './source-config';
import { requirePattern } from '../core/misuse';

export function bitbucketSource(options: BitbucketSourceOptions): ISource {
  const { workspace, repository } = options;
  requirePattern('source.workspace', workspace, /^[A-Za-z0-9_-]{1,62}$/, 'must be the id of a workspace',
    'copy it from the address of the repository');
  requirePattern('source.repository', repository, /^[A-Za-z0-9._-]{1,62}$/, 'must be a repository name',
    'give the name alone, without the workspace');
  return new ConnectionSource({
    owner: workspace, name: repository, commitUrl: (id) => `https://bitbucket.org/${workspace}/${repository}/commits/${id}`,
  }, options);
}
