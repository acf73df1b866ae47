import type { IBucket } from 'aws-cdk-lib/aws-s3';

/** Which object of Amazon S3 holds the source. */
export interface S3SourceOptions {
  /**
   * Bucket in the pipeline's account and region. It must have versioning and send its events to Amazon EventBridge: a bucket of the same app
   * without notifications is configured for that; for any other, a warning lists what to enable.
   */
  readonly bucket: IBucket;

  /** Key of a ZIP file with the repository's files at its root. Each new version of it starts the pipeline. */
  readonly objectKey: string;
}
