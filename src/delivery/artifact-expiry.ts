import { Duration } from 'aws-cdk-lib';
import type { LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { artifactPrefix } from './artifact-reader';

/** Where builds keep what their buildspec wants to be kept. No artifact begins so: those are below the name of the pipeline. */
export const BUILD_CACHE = 'build-cache/';

/**
 * What goes by itself. Revisions and cloud assemblies stay, however old: an instance that is launched gets the last successful revision,
 * and a stage that goes back needs both. Of a source only the build knows, and of a cache only the next one.
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
