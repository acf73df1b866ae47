import type { IRepository } from 'aws-cdk-lib/aws-codecommit';

/** Which repository and branch of AWS CodeCommit. */
export interface CodeCommitSourceOptions {
  /** The repository, in the pipeline's account and region: a new one, or `Repository.fromRepositoryName`. */
  readonly repository: IRepository;

  /**
   * Branch whose commits are released. Each commit starts the pipeline: CodeCommit has no filters for paths.
   *
   * @default 'main'
   */
  readonly branch?: string;
}
