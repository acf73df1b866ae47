import { BUCKET, OWN_ARN, ROLE_ARN, allow, domain, either, errorsIn, role, subscription, toBucket, toDomain } from './other-template';
import type { JsonObject } from '../../local/src/assembly/json';

function calledBy(FunctionName: JsonObject): JsonObject {
  return {
    Forward: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'forward' } },
    Permission: { Type: 'AWS::Lambda::Permission', Properties: { FunctionName, Action: 'lambda:InvokeFunction', Principal: 'logs.amazonaws.com' } },
    Subscription: subscription({ DestinationArn: { 'Fn::GetAtt': ['Forward', 'Arn'] } }),
  };
}

const PROTECTED = {
  EncryptionAtRestOptions: { Enabled: true },
  NodeToNodeEncryptionOptions: { Enabled: true },
  AdvancedSecurityOptions: { Enabled: true, InternalUserDatabaseEnabled: false, MasterUserOptions: { MasterUserARN: OWN_ARN } },
};
const HTTPS = { EnforceHTTPS: true };

test.each<[what: string, resources: JsonObject]>([
  ['a bucket by its ARN in the stream and by reference in the policy', {
    Bucket: BUCKET, Role: role(allow('s3:PutObject', { 'Fn::Sub': '${Bucket.Arn}/*' })), Stream: toBucket({ 'Fn::Sub': 'arn:aws:s3:::${Bucket}' }),
  }],
  ['a bucket whose own policy permits it', {
    Bucket: BUCKET,
    BucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: {
        Bucket: { Ref: 'Bucket' },
        PolicyDocument: { Statement: [{ ...allow('s3:Put*', { 'Fn::Sub': '${Bucket.Arn}/*' }), Principal: { AWS: ROLE_ARN } }] },
      },
    },
    Role: role(allow('logs:PutLogEvents', '*')),
    Stream: toBucket({ 'Fn::GetAtt': ['Bucket', 'Arn'] }),
  }],
  ['a domain whose own policy permits it', {
    Search: domain({ AccessPolicies: { Statement: [{ ...allow('es:ESHttp*', '*'), Principal: { AWS: ROLE_ARN } }] } }),
    Role: role(allow('es:DescribeDomain', '*')),
    Stream: toDomain('Amazonopensearchservice', { 'Fn::GetAtt': ['Search', 'Arn'] }),
  }],
  ['a bucket whose ARN is a parameter', { Role: role(allow('s3:PutObject', 'arn:aws:s3:::logs-*')), Stream: toBucket({ Ref: 'Arn' }) }],
  ['a statement that depends on a condition', {
    Bucket: BUCKET,
    Role: role(either(allow('s3:PutObject', { 'Fn::Sub': '${Bucket.Arn}/*' }), allow('s3:*', { 'Fn::Sub': '${Bucket.Arn}/*' }))),
    Stream: toBucket({ 'Fn::GetAtt': ['Bucket', 'Arn'] }),
  }],
  ['a domain whose name is a parameter', {
    Search: domain({ DomainName: { Ref: 'Name' } }),
    Role: role(allow('es:*', { 'Fn::Sub': 'arn:aws:es:${AWS::Region}:${AWS::AccountId}:domain/${Name}*' })),
    Stream: toDomain('Amazonopensearchservice', { 'Fn::GetAtt': ['Search', 'Arn'] }),
  }],
  ['the permissions of the older destination', {
    Role: role(allow(['es:DescribeElasticsearchDomain', 'es:ESHttpPost', 'es:ESHttpPut'], '*')),
    Stream: toDomain('Elasticsearch', 'arn:aws:es:eu-west-1:111122223333:domain/web'),
  }],
  ['an ingress rule that depends on a condition', {
    From: { Type: 'AWS::EC2::SecurityGroup', Properties: {} },
    To: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        SecurityGroupIngress: [either({ IpProtocol: 'tcp', FromPort: 443, ToPort: 443, CidrIp: '10.0.0.0/8' }, { Ref: 'AWS::NoValue' })],
      },
    },
    Search: domain({ VPCOptions: { SubnetIds: ['subnet-1'], SecurityGroupIds: [{ Ref: 'To' }] } }),
    Stream: toDomain('Amazonopensearchservice', { 'Fn::GetAtt': ['Search', 'Arn'] }, {
      RoleARN: OWN_ARN, VpcConfiguration: { RoleARN: OWN_ARN, SubnetIds: ['subnet-1'], SecurityGroupIds: [{ Ref: 'From' }] },
    }),
  }],
  ['nodes that depend on a condition', {
    Search: domain({
      ClusterConfig: either({ ZoneAwarenessEnabled: true, InstanceCount: 2 }, { InstanceCount: 1 }),
      VPCOptions: { SubnetIds: ['subnet-1', 'subnet-2'], SecurityGroupIds: ['sg-1'] },
    }),
  }],
  ['zones that depend on a condition', {
    Search: domain({
      ClusterConfig: {
        InstanceCount: 3, ZoneAwarenessEnabled: true, ZoneAwarenessConfig: either({ AvailabilityZoneCount: 3 }, { AvailabilityZoneCount: 3 }),
      },
      VPCOptions: { SubnetIds: ['subnet-1', 'subnet-2', 'subnet-3'], SecurityGroupIds: ['sg-1'] },
    }),
  }],
  ['HTTPS that depends on a condition', {
    Search: domain({ ...PROTECTED, DomainEndpointOptions: either({ ...HTTPS, CustomEndpointEnabled: true }, HTTPS) }),
  }],
  ['a master user that depends on a condition', {
    Search: domain({
      ...PROTECTED,
      DomainEndpointOptions: HTTPS,
      AdvancedSecurityOptions: { Enabled: true, MasterUserOptions: either({ MasterUserARN: OWN_ARN }, { MasterUserARN: OWN_ARN }) },
    }),
  }],
  ['fine-grained access control that depends on a condition', {
    Search: domain({
      ...PROTECTED,
      DomainEndpointOptions: HTTPS,
      AdvancedSecurityOptions: either(PROTECTED.AdvancedSecurityOptions, PROTECTED.AdvancedSecurityOptions),
      AccessPolicies: { Statement: [{ ...allow('es:*', '*'), Principal: '*' }] },
    }),
  }],
  ['a function by its ARN', calledBy({ 'Fn::Sub': '${Forward.Arn}' })],
  ['a function by an ARN with its name', calledBy({ 'Fn::Sub': 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:forward' })],
  ['subscriptions that exclude each other', {
    One: subscription({ DestinationArn: { Ref: 'Arn' } }, 'One'),
    Two: subscription({ DestinationArn: { Ref: 'Arn' } }, 'Two'),
    Three: subscription({ DestinationArn: { Ref: 'Arn' } }, 'Three'),
  }],
  ['events of a bucket that depend on a condition', {
    Bucket: {
      ...BUCKET,
      Properties: {
        NotificationConfiguration: either({ EventBridgeConfiguration: {} }, { EventBridgeConfiguration: { EventBridgeEnabled: true } }),
      },
    },
    Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: ['aws.s3'], detail: { bucket: { name: [{ Ref: 'Bucket' }] } } } } },
  }],
])('nothing is wrong with %s', (_what, resources) => {
  expect(errorsIn(resources)).toEqual([]);
});

test('another bucket, another function and a third subscription are wrong in them, too', () => {
  expect(errorsIn({
    Bucket: BUCKET,
    Other: BUCKET,
    Role: role(allow('s3:PutObject', { 'Fn::Sub': '${Other.Arn}/*' })),
    Stream: toBucket({ 'Fn::Sub': 'arn:aws:s3:::${Bucket}' }),
  })).toHaveLength(1);
  expect(errorsIn(calledBy({ 'Fn::Sub': 'arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:other' }))).toHaveLength(1);
  const filters = ['One', 'Two', 'Three'].map((id) => [id, subscription({ DestinationArn: { Ref: 'Arn' } }, 'Same')]);
  expect(errorsIn(Object.fromEntries(filters) as JsonObject)).toHaveLength(1);
});
