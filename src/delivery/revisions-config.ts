import type { IPrincipal } from 'aws-cdk-lib/aws-iam';

/** Where an environment finds the revisions of its application: as objects of the pipeline's artifact bucket. */
export interface IRevisions {
  /** Name of the bucket, as a parameter of the environment's stack. */
  readonly bucketName: string;

  /**
   * Lets a role of the environment download revisions. In another account than the pipeline's the bucket must know the role: it has to be
   * the `revisionReader` of the compute, or `revisionReaderArn` of a step.
   *
   * @param reader role, or what acts as one
   */
  allowReading(reader: IPrincipal): void;
}
