import { Duration } from 'aws-cdk-lib';
import type { LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { artifactPrefix } from './artifact-reader';

/** Prefix of the build cache. It cannot collide with artifacts, whose keys begin with the name of the pipeline. */
export const BUILD_CACHE = 'build-cache/';

/**
 * Lifecycle rules. Revisions and cloud assemblies never expire: a launched instance gets the last successful revision,
 * and a stage rollback needs both. Only the build uses a source artifact, and only the next build a cache.
 */
export function artifactExpiry(pipelineName: string): LifecycleRule[] {
  return [
    {
      id: 'ExpireReplaced',
      noncurrentVersionExpiration: Duration.days(30),
      abortIncompleteMultipartUploadAfter: Duration.days(1),
      expiredObjectDeleteMarker: true,
    },
    expire('ExpireSources', artifactPrefix(pipelineName, 'Source')),
    expire('ExpireBuildCaches', BUILD_CACHE),
  ];
}

function expire(id: string, prefix: string): LifecycleRule {
  return { id, prefix, expiration: Duration.days(30), noncurrentVersionExpiration: Duration.days(1) };
}
