import { Token } from 'aws-cdk-lib';
import { CodeStarConnectionsSourceAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import type { ISource, SourceBindOptions, SourceConfig } from './source-config';
import { misuse, requirePattern } from '../core/misuse';
import { allow } from '../core/permissions';

/** Which repository and branch of GitHub. */
export interface GitHubSourceOptions {
  /** Person or organization that owns the repository. */
  readonly owner: string;

  /** Name of the repository, without its owner. */
  readonly repository: string;

  /**
   * Branch whose commits are released.
   *
   * @default 'main'
   */
  readonly branch?: string;

  /**
   * ARN of a CodeConnections connection whose handshake with GitHub was completed.
   */
  readonly connectionArn: string;
}

/** Connections made before March 2024 keep `codestar-connections` in their ARN. */
const CONNECTION_ARN = /^arn:[a-z-]+:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]+$/;

/** Commits of one branch of a GitHub repository. */
export class GitHubSource implements ISource {
  constructor(private readonly options: GitHubSourceOptions) {
    requirePattern('source.owner', options.owner, /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, 'must be a GitHub account name', 'give the owner alone, without the repository');
    requirePattern('source.repository', options.repository, /^[A-Za-z0-9._-]{1,100}$/, 'must be a repository name', 'give the name alone, without the owner');
    if (options.branch !== undefined && !Token.isUnresolved(options.branch) && options.branch.trim() === '') {
      throw misuse('source.branch', 'must not be empty', options.branch, 'leave it out for `main`');
    }
    requirePattern('source.connectionArn', options.connectionArn, CONNECTION_ARN, 'must be the ARN of a connection',
      'copy it from Developer Tools, Settings, Connections');
  }

  bind(_scope: Construct, { output, role }: SourceBindOptions): SourceConfig {
    const { owner, repository, connectionArn } = this.options;
    // The action allows only the old name of the permission, which a connection made today does not know.
    allow(role, { actions: ['codeconnections:UseConnection'], resources: [connectionArn], reason: 'commits are read through the connection' });
    const action = new CodeStarConnectionsSourceAction({
      actionName: 'Source',
      owner,
      repo: repository,
      branch: this.options.branch ?? 'main',
      connectionArn,
      triggerOnPush: true,
      output,
      role,
      variablesNamespace: 'Source',
    });
    const { commitId, commitMessage } = action.variables;
    return { action, commitId, commitMessage, commitUrl: `https://github.com/${owner}/${repository}/commit/${commitId}` };
  }
}
