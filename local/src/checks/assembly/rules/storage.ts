import { at, booleanAt, listAt, stringAt, type Json } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { PIPELINE } from '../action-view';
import { artifactBucketOf } from '../artifact-bucket';
import { isEveryone, matches, statementsOf } from '../iam-view';
import { resourceRule, type Rule } from '../rule';

const BUCKET = 'AWS::S3::Bucket';
const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'];

/** They say what is so without a list, too. */
const HARMLESS_ACLS: readonly Json[] = ['Private', 'BucketOwnerFullControl'];

/** Buckets, keys and topics. */
export const STORAGE_RULES: readonly Rule[] = [
  resourceRule(
    's3.public-access',
    BUCKET,
    function* ({ properties }) {
      for (const key of BLOCKS) {
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
    },
    'warning',
  ),

  resourceRule(
    's3.tls',
    BUCKET,
    function* (bucket, { graph }) {
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
          message: 'a bucket must refuse requests without TLS',
          fix: 'deny s3:* where aws:SecureTransport is false, in its AWS::S3::BucketPolicy',
        };
      }
    },
    'warning',
  ),

  resourceRule('s3.encryption', BUCKET, function* ({ properties }, { graph }) {
    if (properties.BucketEncryption === undefined) {
      yield {
        path: 'Properties.BucketEncryption',
        message: 'a bucket must say how it is encrypted',
        fix: 'write AES256',
        severity: 'warning',
      };
    }
    for (const [index, rule] of listAt(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration').entries()) {
      const path = `Properties.BucketEncryption.ServerSideEncryptionConfiguration[${index}].ServerSideEncryptionByDefault`;
      const algorithm = stringAt(rule, 'ServerSideEncryptionByDefault', 'SSEAlgorithm');
      const key = at(rule, 'ServerSideEncryptionByDefault', 'KMSMasterKeyID');
      if (algorithm !== undefined && !['AES256', 'aws:kms', 'aws:kms:dsse'].includes(algorithm)) {
        yield {
          path: `${path}.SSEAlgorithm`,
          message: 'must be AES256, aws:kms or aws:kms:dsse',
          value: algorithm,
          fix: 'write AES256',
        };
      }
      if (algorithm === 'AES256' && key !== undefined) {
        yield {
          path: `${path}.KMSMasterKeyID`,
          message: 'AES256 has no key',
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
  }),

  resourceRule('s3.acl', BUCKET, function* ({ properties }) {
    const ownership = stringAt(listAt(properties, 'OwnershipControls', 'Rules')[0], 'ObjectOwnership');
    if (
      properties.AccessControl !== undefined &&
      !HARMLESS_ACLS.includes(properties.AccessControl) &&
      (ownership === undefined || ownership === 'BucketOwnerEnforced')
    ) {
      yield {
        path: 'Properties.AccessControl',
        message: 'a new bucket has no access control lists',
        value: properties.AccessControl,
        fix: 'remove it and use a bucket policy',
      };
    }
  }),

  resourceRule(
    's3.versioning',
    PIPELINE,
    function* (pipeline, { graph }) {
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
    },
    'warning',
  ),

  resourceRule('s3.lifecycle', BUCKET, function* ({ properties }) {
    const rules = listAt(properties, 'LifecycleConfiguration', 'Rules');
    if (
      properties.LifecycleConfiguration === undefined ||
      (rules.length === 0 && typeof at(properties, 'LifecycleConfiguration', 'Rules') !== 'object')
    ) {
      yield {
        path: 'Properties.LifecycleConfiguration',
        message: 'what is never removed costs for ever',
        fix: 'add a rule that expires objects',
        severity: 'warning',
      };
    }
    for (const [index, rule] of rules.entries()) {
      const path = `Properties.LifecycleConfiguration.Rules[${index}]`;
      const status = stringAt(rule, 'Status');
      if (status !== undefined && !['Enabled', 'Disabled'].includes(status)) {
        yield {
          path: `${path}.Status`,
          message: 'must be Enabled or Disabled',
          value: status,
          fix: 'write Enabled',
        };
      }
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
  }),

  resourceRule(
    's3.ownership',
    BUCKET,
    function* (bucket, { graph }) {
      const { properties } = bucket;
      // CloudFront writes its logs with an access control list.
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
            message: 'access control lists are switched off by BucketOwnerEnforced only',
            value: ownership,
            fix: 'write BucketOwnerEnforced',
          };
        }
      }
    },
    'warning',
  ),

  resourceRule(
    's3.artifact-bucket-kept',
    PIPELINE,
    function* (pipeline, { graph }) {
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
    },
    'warning',
  ),

  resourceRule('s3.policy-bucket', 'AWS::S3::BucketPolicy', function* ({ properties }, { graph }) {
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
  }),

  resourceRule(
    'kms.rotation',
    'AWS::KMS::Key',
    function* ({ properties }) {
      const symmetric = (properties.KeySpec ?? 'SYMMETRIC_DEFAULT') === 'SYMMETRIC_DEFAULT';
      if (symmetric && booleanAt(properties, 'EnableKeyRotation') !== true && typeof properties.EnableKeyRotation !== 'object') {
        yield { path: 'Properties.EnableKeyRotation', message: 'a key must rotate', value: properties.EnableKeyRotation, fix: 'set it to true' };
      }
      if (booleanAt(properties, 'Enabled') === false) {
        yield {
          path: 'Properties.Enabled',
          message: 'a key that is not enabled encrypts nothing',
          value: false,
          fix: 'remove it',
        };
      }
    },
    'warning',
  ),

  resourceRule(
    'kms.policy',
    'AWS::KMS::Key',
    function* (key) {
      for (const { allow, principal, condition, path } of statementsOf(key, key.properties.KeyPolicy, 'Properties.KeyPolicy')) {
        const everyone = textOf(principal) === '*' || textOf(at(principal, 'AWS')) === '*';
        if (allow && everyone && condition === undefined) {
          yield {
            path: `${path}.Principal`,
            message: 'must not allow everyone',
            value: principal,
            fix: 'name who may use the key',
          };
        }
      }
    },
    'warning',
  ),

  resourceRule('sns.subscription', 'AWS::SNS::Subscription', function* ({ properties }, { graph }) {
    const node = graph.follow(properties.TopicArn);
    if (node && node.type !== 'AWS::SNS::Topic') {
      yield {
        path: 'Properties.TopicArn',
        message: `must be a topic, and ${node.logicalId} is a ${node.type}`,
        value: properties.TopicArn,
        fix: 'name a topic',
      };
    }
    const [protocol, endpoint] = [stringAt(properties, 'Protocol'), stringAt(properties, 'Endpoint')];
    if (protocol === 'email' && endpoint !== undefined && !/^[^@\s]+@[^@\s]+$/.test(endpoint)) {
      yield {
        path: 'Properties.Endpoint',
        message: 'must be an e-mail address',
        value: endpoint,
        fix: 'correct it',
      };
    }
    if (protocol === 'http') {
      yield {
        path: 'Properties.Protocol',
        message: 'notifications must be encrypted on their way',
        value: protocol,
        fix: 'write https',
        severity: 'warning',
      };
    }
  }),
];
