import type { IPrincipal } from 'aws-cdk-lib/aws-iam';

/** Where an environment finds the revisions of its application: objects in the pipeline's artifact bucket. */
export interface IRevisions {
  /** Name of the bucket, as a parameter of the environment's stack. */
  readonly bucketName: string;

  /**
   * Lets a role of the environment download revisions. In another account than the pipeline's the bucket policy must name the role: it has to be
   * the `revisionReader` of the compute, or `revisionReaderArn` of a step.
   *
   * @param reader role, or a construct that has one
   */
  allowReading(reader: IPrincipal): void;
}
