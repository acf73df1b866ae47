import { ConnectionSource } from './connection-source';
import type { GitLabSourceOptions } from './git-lab-source-options';
import type { ISource } from './source-config';
import { requirePattern } from '../core/misuse';

const PATH = '[A-Za-z0-9_][A-Za-z0-9_.-]*';

export function gitLabSource(options: GitLabSourceOptions): ISource {
  const { group, project, url = 'https://gitlab.com' } = options;
  requirePattern('source.group', group, new RegExp(`^${PATH}(/${PATH}){0,20}$`), 'must be a user, or a group with its subgroups',
    'copy it from the address of the project, without the project');
  requirePattern('source.project', project, new RegExp(`^${PATH}$`), 'must be the path of a project', 'give it alone, without its group');
  requirePattern('source.url', url, /^https:\/\/[^/\s?#]+(\/[^\s?#]*)?$/, 'must be an address that begins with `https://`',
    'copy it from the browser, without the project');
  const page = `${url.replace(/\/+$/, '')}/${group}/${project}`;
  return new ConnectionSource({ owner: group, name: project, commitUrl: (id) => `${page}/-/commit/${id}` }, options);
}
