import { GitPullRequestEvent, ProviderType, type TriggerProps } from 'aws-cdk-lib/aws-codepipeline';
import { CodeStarConnectionsSourceAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import type { ConnectionSourceOptions } from './connection-source-options';
import { DEFAULT_BRANCH, requireBranch } from './source-branch';
import type { ISource, SourceBindOptions, SourceConfig } from './source-config';
import { misuse, requirePattern, requireKnown } from '../core/misuse';
import { allow } from '../core/permissions';

/** ARNs of connections created before March 2024 still contain `codestar-connections`. */
const CONNECTION_ARN = /^arn:[a-z-]+:(codeconnections|codestar-connections):[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]+$/;

/** Identifies a repository at its provider. */
export interface ConnectedRepository {
  /** The part before the name: an account, a workspace, or groups. */
  readonly owner: string;
  readonly name: string;
  /** URL that shows a commit. */
  readonly commitUrl: (commitId: string) => string;
}

/** Commits of one branch, and pull requests if requested, of a repository that a connection reads. */
export class ConnectionSource implements ISource {
  constructor(private readonly repository: ConnectedRepository, private readonly options: ConnectionSourceOptions) {
    requireBranch(options.branch);
    requirePaths('source.includePaths', options.includePaths);
    requirePaths('source.excludePaths', options.excludePaths);
    requireBranches('source.pullRequestsTo', options.pullRequestsTo);
    requirePattern('source.connectionArn', options.connectionArn, CONNECTION_ARN, 'must be the ARN of a connection',
      'copy it from Developer Tools, Settings, Connections');
  }

  bind(_scope: Construct, options: SourceBindOptions): SourceConfig {
    const { output, role } = options;
    const { owner, name, commitUrl } = this.repository;
    const { branch = DEFAULT_BRANCH, connectionArn, pullRequestsTo } = this.options;
    // The action of aws-cdk-lib allows only the old name of the permission, which new connections do not accept.
    allow(role, { actions: ['codeconnections:UseConnection'], resources: [connectionArn], reason: 'commits are read through the connection' });
    const action = new CodeStarConnectionsSourceAction({
      actionName: 'Source',
      owner,
      repo: name,
      branch,
      connectionArn,
      // Otherwise each push would also start the pipeline, past the filters of the trigger.
      triggerOnPush: !this.hasTrigger(),
      output,
      role,
      variablesNamespace: 'Source',
    });
    const { commitId, commitMessage, branchName } = action.variables;
    return {
      action,
      commitId,
      commitMessage,
      commitUrl: commitUrl(commitId),
      triggers: this.hasTrigger() ? [this.trigger(action, branch)] : undefined,
      unmerged: pullRequestsTo && { branchName, mergedBranch: branch },
    };
  }

  private hasTrigger(): boolean {
    const { includePaths, excludePaths, pullRequestsTo } = this.options;
    return includePaths !== undefined || excludePaths !== undefined || pullRequestsTo !== undefined;
  }

  private trigger(sourceAction: CodeStarConnectionsSourceAction, branch: string): TriggerProps {
    const { includePaths: filePathsIncludes, excludePaths: filePathsExcludes, pullRequestsTo } = this.options;
    const paths = { filePathsIncludes, filePathsExcludes };
    return {
      providerType: ProviderType.CODE_STAR_SOURCE_CONNECTION,
      gitConfiguration: {
        sourceAction,
        pushFilter: [{ branchesIncludes: [branch], ...paths }],
        pullRequestFilter: pullRequestsTo && [{
          branchesIncludes: pullRequestsTo,
          ...paths,
          // A closed pull request has nothing new to deploy.
          events: [GitPullRequestEvent.OPEN, GitPullRequestEvent.UPDATED],
        }],
      },
    };
  }
}

function requirePaths(prop: string, patterns: string[] | undefined): void {
  requireCount(prop, patterns);
  for (const pattern of patterns ?? []) {
    requirePattern(prop, pattern, /^[^/\s].{0,254}$/, 'must be a path relative to the root of the repository',
      `write \`${pattern.trim().replace(/^\/+/, '') || '**'}\``);
  }
}

function requireBranches(prop: string, patterns: string[] | undefined): void {
  requireCount(prop, patterns);
  for (const pattern of patterns ?? []) {
    requireKnown(prop, pattern, 'write the name of a branch, such as `main`');
    requirePattern(prop, pattern, /^[^/\s][^\s]{0,254}$/, 'must be the name of a branch or a pattern', 'write a name such as `main` or `release/**`');
  }
}

function requireCount(prop: string, patterns: string[] | undefined): void {
  if (patterns === undefined || patterns.length >= 1 && patterns.length <= 8) return;
  throw misuse(prop, 'must have 1 to 8 patterns', patterns, 'merge them or leave it out');
}
