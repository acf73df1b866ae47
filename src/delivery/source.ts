import { bitbucketSource } from './bitbucket-source';
import type { BitbucketSourceOptions } from './bitbucket-source-options';
import { CodeCommitSource } from './code-commit-source';
import type { CodeCommitSourceOptions } from './code-commit-source-options';
import { gitHubSource } from './git-hub-source';
import type { GitHubSourceOptions } from './git-hub-source-options';
import { gitLabSource } from './git-lab-source';
import type { GitLabSourceOptions } from './git-lab-source-options';
import { S3Source } from './s3-source';
import type { S3SourceOptions } from './s3-source-options';
import type { ISource } from './source-config';
import { guardFactories } from '../core/guard-factories';

/**
 * Where a pipeline gets commits from.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Source.gitHub({ owner: 'me', repository: 'my-app', connectionArn, includePaths: ['shop/**'] });
 */
export class Source {
  /**
   * A GitHub repository, through a CodeConnections connection.
   *
   * @param options which repository and branch
   */
  static gitHub(options: GitHubSourceOptions): ISource {
    return gitHubSource(options);
  }

  /**
   * A project on GitLab.com or a self-managed GitLab, through a CodeConnections connection.
   *
   * @param options which project and branch
   */
  static gitLab(options: GitLabSourceOptions): ISource {
    return gitLabSource(options);
  }

  /**
   * A repository on Bitbucket Cloud, through a CodeConnections connection.
   *
   * @param options which repository and branch
   */
  static bitbucket(options: BitbucketSourceOptions): ISource {
    return bitbucketSource(options);
  }

  /**
   * An AWS CodeCommit repository. An event rule starts the pipeline with each commit of the branch.
   *
   * @param options which repository and branch
   */
  static codeCommit(options: CodeCommitSourceOptions): ISource {
    return new CodeCommitSource(options);
  }

  /**
   * A ZIP file in Amazon S3, for sources without a connection. An event rule starts the pipeline with each version of the file. A version of
   * an object has no commit: approvals show the version and the object instead.
   *
   * @param options which object
   */
  static s3(options: S3SourceOptions): ISource {
    return new S3Source(options);
  }

  private constructor() {}
}

guardFactories('Source', Source);
