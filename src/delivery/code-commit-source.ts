import { Stack } from 'aws-cdk-lib';
import { CodeCommitSourceAction, CodeCommitTrigger } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import type { CodeCommitSourceOptions } from './code-commit-source-options';
import { DEFAULT_BRANCH, requireBranch } from './source-branch';
import type { ISource, SourceBindOptions, SourceConfig } from './source-config';
import { StartingRule } from './starting-rule';
import { consoleUrl } from '../core/console-url';
import { requireHere } from '../core/here';
import { allow } from '../core/permissions';

/** Commits of one branch of a CodeCommit repository. */
export class CodeCommitSource implements ISource {
  constructor(private readonly options: CodeCommitSourceOptions) {
    requireBranch(options.branch);
  }

  bind(scope: Construct, { output, role, pipelineName }: SourceBindOptions): SourceConfig {
    const { repository, branch = DEFAULT_BRANCH } = this.options;
    requireHere('source.repository', scope, repository);
    allow(role, {
      actions: [
        'codecommit:GetBranch', 'codecommit:GetCommit', 'codecommit:UploadArchive', 'codecommit:GetUploadArchiveStatus',
        'codecommit:CancelUploadArchive',
      ],
      resources: [repository.repositoryArn],
      reason: 'commits are read from the repository',
    });
    const action = new CodeCommitSourceAction({
      actionName: 'Source', repository, branch, output, role, trigger: CodeCommitTrigger.NONE, variablesNamespace: 'Source',
    });
    new StartingRule(scope, 'SourceChanged', {
      pipelineName,
      description: `Starts ${pipelineName} with each commit`,
      eventPattern: {
        source: ['aws.codecommit'],
        detailType: ['CodeCommit Repository State Change'],
        resources: [repository.repositoryArn],
        detail: { event: ['referenceCreated', 'referenceUpdated'], referenceType: ['branch'], referenceName: [branch] },
      },
    });
    const { commitId, commitMessage } = action.variables;
    const commits = `codesuite/codecommit/repositories/${repository.repositoryName}/commit`;
    return { action, commitId, commitMessage, commitUrl: consoleUrl(Stack.of(scope), `${commits}/${commitId}`) };
  }
}
