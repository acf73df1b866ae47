import { at, type Json, listAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { PIPELINE } from '../action-view';
import { artifactBucketOf } from '../artifact-bucket';
import { isEveryone, matches, statementsOf } from '../iam-view';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const BUCKET = 'AWS::S3::Bucket';
const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];
/** The property that names the bucket for logs. */
const LOGGING: readonly (readonly [type: string, ...path: readonly string[]])[] = [
  [BUCKET, 'LoggingConfiguration'],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancerAttributes'],
  ['AWS::CloudFront::Distribution', 'DistributionConfig', 'Logging'],
  ['AWS::EC2::FlowLog', 'LogDestination'],
];
/** These have no effect beyond the default. */
const HARMLESS_ACLS: readonly Json[] = ['Private', 'BucketOwnerFullControl'];

/** Buckets: who may read them, and how long objects are kept. */
export const S3_BUCKET_RULES: readonly Rule[] = [
  resourceRule('s3.public-access', BUCKET, publicAccess, 'warning'),
  resourceRule('s3.tls', BUCKET, tls, 'warning'),
  resourceRule('s3.encryption', BUCKET, encryption),
  resourceRule('s3.acl', BUCKET, s3Acl),
  resourceRule('s3.versioning', PIPELINE, versioning, 'warning'),
  resourceRule('s3.lifecycle', BUCKET, lifecycle),
  resourceRule('s3.ownership', BUCKET, s3Ownership, 'warning'),
  resourceRule('s3.artifact-bucket-kept', PIPELINE, artifactBucketKept, 'warning'),
  resourceRule('s3.policy-bucket', 'AWS::S3::BucketPolicy', policyBucket),
];

function* publicAccess({ properties }: Node): Iterable<ResourceProblem> {
  const isConfigured = properties.PublicAccessBlockConfiguration !== undefined;
  if (!isConfigured) {
    yield {
      path: 'Properties.PublicAccessBlockConfiguration',
      message: 'public access is not blocked explicitly: Amazon S3 only blocks it by default for buckets created since April 2023',
      fix: `set ${BLOCKS.join(', ')} to true`,
    };
  }
  for (const key of isConfigured ? BLOCKS : []) {
    const value = at(properties, 'PublicAccessBlockConfiguration', key);
    if (value === undefined || value === false || value === 'false') {
      yield {
        path: `Properties.PublicAccessBlockConfiguration.${key}`,
        message: 'a bucket must not be open to the public',
        value,
        fix: 'set it to true',
      };
    }
  }
  const acl = stringAt(properties, 'AccessControl');
  if (acl?.startsWith('Public') || acl === 'AuthenticatedRead') {
    yield {
      path: 'Properties.AccessControl',
      message: 'a bucket must not be open to the public',
      value: acl,
      fix: 'remove it',
    };
  }
}

function* tls(bucket: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const statements = graph
    .ofType('AWS::S3::BucketPolicy')
    .filter(({ properties }) => graph.named(properties.Bucket, BUCKET, 'BucketName') === bucket)
    .flatMap((policy) => statementsOf(policy, policy.properties.PolicyDocument, 'Properties.PolicyDocument'));
  const denies = statements.some(
    ({ effect, condition, actions, principal }) =>
      effect === 'Deny' &&
      isEveryone(principal) &&
      textOf(at(condition, 'Bool', 'aws:SecureTransport')) === 'false' &&
      actions.some((pattern) => matches(pattern, 's3:GetObject')),
  );
  if (!denies) {
    yield {
      message: 'a bucket must deny requests without TLS',
      fix: 'deny s3:* where aws:SecureTransport is false, in its AWS::S3::BucketPolicy',
    };
  }
}

function* encryption({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  if (properties.BucketEncryption === undefined) {
    yield {
      path: 'Properties.BucketEncryption',
      message: 'a bucket must configure its encryption',
      fix: 'write AES256',
      severity: 'warning',
    };
  }
  for (const [index, rule] of listAt(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration').entries()) {
    const path = `Properties.BucketEncryption.ServerSideEncryptionConfiguration[${index}].ServerSideEncryptionByDefault`;
    const algorithm = stringAt(rule, 'ServerSideEncryptionByDefault', 'SSEAlgorithm');
    const key = at(rule, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID');
    if (algorithm === 'AES256' && key !== undefined) {
      yield {
        path: `${path}.KMSMasterKeyID`,
        message: 'AES256 does not use a key',
        value: key,
        fix: 'write aws:kms, or remove the key',
      };
    }
    const node = graph.follow(key);
    if (node && !node.type.startsWith('AWS::KMS::')) {
      yield {
        path: `${path}.KMSMasterKeyID`,
        message: `must be a key, and ${node.logicalId} is a ${node.type}`,
        value: key,
        fix: 'name a key',
      };
    }
  }
}

function* s3Acl({ properties }: Node): Iterable<ResourceProblem> {
  const ownership = stringAt(listAt(properties, 'OwnershipControls', 'Rules')[0], 'ObjectOwnership');
  if (
    properties.AccessControl !== undefined &&
    !HARMLESS_ACLS.includes(properties.AccessControl) &&
    (ownership === undefined || ownership === 'BucketOwnerEnforced')
  ) {
    yield {
      path: 'Properties.AccessControl',
      message: 'new buckets do not support access control lists',
      value: properties.AccessControl,
      fix: 'remove it and use a bucket policy',
    };
  }
}

function* versioning(pipeline: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const bucket = artifactBucketOf(graph, pipeline)?.node;
  if (!bucket) return;
  const status = at(bucket.properties, 'VersioningConfiguration', 'Status');
  if (status !== 'Enabled' && typeof status !== 'object') {
    yield {
      logicalId: bucket.logicalId,
      path: 'Properties.VersioningConfiguration.Status',
      message: 'a revision that is overwritten or deleted could not be rolled back to',
      value: status,
      fix: 'write Enabled',
    };
  }
}

function* lifecycle(bucket: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const { properties } = bucket;
  const rules = listAt(properties, 'LifecycleConfiguration', 'Rules');
  const isMissing =
    properties.LifecycleConfiguration === undefined ||
    (rules.length === 0 && typeof at(properties, 'LifecycleConfiguration', 'Rules') !== 'object');
  // Other buckets may be meant to keep their content: users' files, a web site.
  if (isMissing && (holdsArtifacts(graph, bucket) || holdsLogs(graph, bucket))) {
    yield {
      path: 'Properties.LifecycleConfiguration',
      message: 'artifacts and logs that never expire cost more and more',
      fix: 'add a rule that expires objects',
      severity: 'warning',
    };
  }
  for (const [index, rule] of rules.entries()) {
    const path = `Properties.LifecycleConfiguration.Rules[${index}]`;
    for (const key of [
      ['ExpirationInDays'],
      ['NoncurrentVersionExpiration', 'NoncurrentDays'],
      ['AbortIncompleteMultipartUpload', 'DaysAfterInitiation'],
    ]) {
      const days = at(rule, ...key);
      if (typeof days === 'number' && days < 1) {
        yield {
          path: `${path}.${key.join('.')}`,
          message: 'must be 1 day or more',
          value: days,
          fix: 'write e.g. 30',
        };
      }
    }
  }
}

function holdsArtifacts(graph: TemplateGraph, bucket: Node): boolean {
  return graph.ofType(PIPELINE).some((pipeline) => graph.mentioned(pipeline.properties.ArtifactStore).includes(bucket)
    || graph.mentioned(pipeline.properties.ArtifactStores).includes(bucket));
}

/** Buckets for logs of load balancers, distributions, networks, and of access to other buckets. */
function holdsLogs(graph: TemplateGraph, bucket: Node): boolean {
  return bucket.properties.AccessControl === 'LogDeliveryWrite'
    || LOGGING.some(([type, ...path]) => graph.ofType(type).some((node) => graph.mentioned(at(node.properties, ...path)).includes(bucket)));
}

function* s3Ownership(bucket: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const { properties } = bucket;
  // CloudFront needs an ACL to write its logs.
  const takesLogsByAcl =
    properties.AccessControl === 'LogDeliveryWrite' ||
    graph
      .ofType('AWS::CloudFront::Distribution')
      .some((node) => graph.mentioned(at(node.properties, 'DistributionConfig', 'Logging')).includes(bucket));
  const rules = listAt(properties, 'OwnershipControls', 'Rules');
  if (properties.OwnershipControls !== undefined && Array.isArray(at(properties, 'OwnershipControls', 'Rules')) && rules.length === 0) {
    yield {
      path: 'Properties.OwnershipControls.Rules',
      message: 'must have a rule',
      fix: 'write ObjectOwnership: BucketOwnerEnforced',
    };
  }
  for (const [index, rule] of rules.entries()) {
    const ownership = at(rule, 'ObjectOwnership');
    if (ownership !== 'BucketOwnerEnforced' && typeof ownership !== 'object' && !takesLogsByAcl) {
      yield {
        path: `Properties.OwnershipControls.Rules[${index}].ObjectOwnership`,
        message: 'access control lists are only disabled by BucketOwnerEnforced',
        value: ownership,
        fix: 'write BucketOwnerEnforced',
      };
    }
  }
}

function* artifactBucketKept(pipeline: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const bucket = artifactBucketOf(graph, pipeline)?.node;
  for (const [index, rule] of listAt(bucket?.properties, 'LifecycleConfiguration', 'Rules').entries()) {
    const days = at(rule, 'ExpirationInDays');
    if (bucket && typeof days === 'number' && days < 7) {
      yield {
        logicalId: bucket.logicalId,
        path: `Properties.LifecycleConfiguration.Rules[${index}].ExpirationInDays`,
        message: 'a revision must outlive an approval (7 days) and a rollback',
        value: days,
        fix: 'keep artifacts for 30 days or more',
      };
    }
  }
}

function* policyBucket({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const node = graph.follow(properties.Bucket);
  if (node && node.type !== BUCKET) {
    yield {
      path: 'Properties.Bucket',
      message: `must be a bucket, and ${node.logicalId} is a ${node.type}`,
      value: properties.Bucket,
      fix: 'use Ref of the bucket',
    };
  }
  if (textOf(properties.Bucket).endsWith('.Arn}')) {
    yield {
      path: 'Properties.Bucket',
      message: 'must be the name of the bucket, not its ARN',
      value: properties.Bucket,
      fix: 'use Ref',
    };
  }
}
