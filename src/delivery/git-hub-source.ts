import { Token } from 'aws-cdk-lib';
import { ProviderType, type GitPushFilter } from 'aws-cdk-lib/aws-codepipeline';
import { CodeStarConnectionsSourceAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import type { GitHubSourceOptions } from './git-hub-source-options';
import type { ISource, SourceBindOptions, SourceConfig } from './source-config';
import { misuse, requirePattern } from '../core/misuse';
import { allow } from '../core/permissions';

/** Connections created before March 2024 keep `codestar-connections` in their ARN. */
const CONNECTION_ARN = /^arn:[a-z-]+:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]+$/;

/** Commits of one branch of a GitHub repository. */
export class GitHubSource implements ISource {
  constructor(private readonly options: GitHubSourceOptions) {
    requirePattern('source.owner', options.owner, /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, 'must be a GitHub account name',
      'give the owner alone, without the repository');
    requirePattern('source.repository', options.repository, /^[A-Za-z0-9._-]{1,100}$/, 'must be a repository name',
      'give the name alone, without the owner');
    if (options.branch !== undefined && !Token.isUnresolved(options.branch) && options.branch.trim() === '') {
      throw misuse('source.branch', 'must not be empty', options.branch, 'leave it out for `main`');
    }
    requirePaths('source.includePaths', options.includePaths);
    requirePaths('source.excludePaths', options.excludePaths);
    requirePattern('source.connectionArn', options.connectionArn, CONNECTION_ARN, 'must be the ARN of a connection',
      'copy it from Developer Tools, Settings, Connections');
  }

  bind(_scope: Construct, options: SourceBindOptions): SourceConfig {
    const { output, role } = options;
    const { owner, repository, branch = 'main', connectionArn } = this.options;
    const pushFilter = this.pushFilter(branch);
    // The action allows only the old name of the permission, which a connection made today does not know.
    allow(role, { actions: ['codeconnections:UseConnection'], resources: [connectionArn], reason: 'commits are read through the connection' });
    const action = new CodeStarConnectionsSourceAction({
      actionName: 'Source',
      owner,
      repo: repository,
      branch,
      connectionArn,
      // Otherwise each push would start the pipeline besides those that the trigger lets through.
      triggerOnPush: pushFilter === undefined,
      output,
      role,
      variablesNamespace: 'Source',
    });
    const { commitId, commitMessage } = action.variables;
    return {
      action,
      commitId,
      commitMessage,
      commitUrl: `https://github.com/${owner}/${repository}/commit/${commitId}`,
      triggers: pushFilter && [{
        providerType: ProviderType.CODE_STAR_SOURCE_CONNECTION, gitConfiguration: { sourceAction: action, pushFilter: [pushFilter] },
      }],
    };
  }

  private pushFilter(branch: string): GitPushFilter | undefined {
    const { includePaths, excludePaths } = this.options;
    if (!includePaths && !excludePaths) return undefined;
    return { branchesIncludes: [branch], filePathsIncludes: includePaths, filePathsExcludes: excludePaths };
  }
}

function requirePaths(prop: string, patterns: string[] | undefined): void {
  if (patterns === undefined) return;
  if (patterns.length < 1 || patterns.length > 8) throw misuse(prop, 'must have 1 to 8 patterns', patterns, 'merge them or leave it out');
  for (const pattern of patterns) {
    requirePattern(prop, pattern, /^[^/\s].{0,254}$/, 'must be a path relative to the root of the repository',
      `write \`${pattern.trim().replace(/^\/+/, '') || '**'}\``);
  }
}
