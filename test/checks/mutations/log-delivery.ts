import { ALARM, BUCKET, POLICY, ROLE, type MutationOf } from './mutation';
import type { Json, JsonObject } from '../../../local/src/assembly/json';
import type { TemplateEditor } from '../template-editor';

/** The templates of environments whose logs go to OpenSearch, each a copy that may be changed. */
export interface LogTemplates {
  /** One node. */
  readonly staging: TemplateEditor;
  /** Two nodes in two zones, with access logs. */
  readonly production: TemplateEditor;
}

export type LogMutation = MutationOf<LogTemplates>;

const DOMAIN = 'AWS::OpenSearchService::Domain';
const STREAM = 'AWS::KinesisFirehose::DeliveryStream';
const TO_DOMAIN = 'AmazonopensearchserviceDestinationConfiguration';
const PERMISSION = 'AWS::Lambda::Permission#OpenSearchForwarderFrom';
const SUBSCRIPTION = 'AWS::Logs::SubscriptionFilter';
const LOG_POLICY = 'AWS::Logs::ResourcePolicy';
const DELIVERY_POLICY = `${POLICY}#OpenSearchDeliveryRole`;
const DELIVERY_GROUP = 'AWS::EC2::SecurityGroup#OpenSearchDelivery';
const SET_UP_GROUP = 'AWS::EC2::SecurityGroup#OpenSearchSetUp';
const FROM_DELIVERY = 'AWS::EC2::SecurityGroupIngress#FromDelivery';

export const LOG_MUTATIONS: readonly LogMutation[] = [
  ['opensearch.subnets', 'two subnets for a domain in one zone', ({ staging }) =>
    staging.push(DOMAIN, 'VPCOptions/SubnetIds', { Ref: staging.id('AWS::EC2::Subnet#NetworkDataSubnet2') })],
  ['opensearch.subnets', 'one subnet for a domain in two zones', ({ production }) => production.remove(DOMAIN, 'VPCOptions/SubnetIds/0')],
  ['opensearch.subnets', 'both subnets in one zone', ({ production }) => {
    const zone = production.get('AWS::EC2::Subnet#NetworkDataSubnet1', 'AvailabilityZone')!;
    production.set('AWS::EC2::Subnet#NetworkDataSubnet2', 'AvailabilityZone', zone);
    return production.id(DOMAIN);
  }],
  ['opensearch.public-subnet', 'a domain in a public subnet', ({ staging }) =>
    staging.set(DOMAIN, 'VPCOptions/SubnetIds', [{ Ref: staging.id('AWS::EC2::Subnet#NetworkPublicSubnet1') }])],
  ['opensearch.nodes', 'three nodes in two zones', ({ production }) => production.set(DOMAIN, 'ClusterConfig/InstanceCount', 3)],
  ['opensearch.nodes', 'two nodes in three zones', ({ production }) =>
    production.set(DOMAIN, 'ClusterConfig/ZoneAwarenessConfig/AvailabilityZoneCount', 3), ['opensearch.subnets']],
  ['opensearch.security-group', 'a domain in the default security group', ({ staging }) => staging.remove(DOMAIN, 'VPCOptions/SecurityGroupIds')],
  ['opensearch.security-group', 'a domain whose security group allows nobody', ({ staging }) => {
    staging.drop(FROM_DELIVERY);
    staging.drop('AWS::EC2::SecurityGroupIngress#FromSetUp');
    for (const resource of [STREAM, 'Custom::OpenSearchSetUp']) staging.attribute(resource, 'DependsOn', []);
    return staging.id(DOMAIN);
  }, ['firehose.network', 'firehose.permission-first']],
  ['opensearch.protection', 'a domain without fine-grained access control', ({ staging }) => staging.remove(DOMAIN, 'AdvancedSecurityOptions')],
  ['opensearch.access-control', 'fine-grained access control without HTTPS', ({ staging }) =>
    staging.set(DOMAIN, 'DomainEndpointOptions/EnforceHTTPS', false), ['opensearch.protection']],
  ['opensearch.access-control', 'fine-grained access control without encryption at rest', ({ staging }) =>
    staging.remove(DOMAIN, 'EncryptionAtRestOptions'), ['opensearch.protection']],
  ['opensearch.access-control', 'a T2 instance', ({ staging }) => staging.set(DOMAIN, 'ClusterConfig/InstanceType', 't2.small.search')],
  ['opensearch.access-control', 'no master user', ({ staging }) => staging.remove(DOMAIN, 'AdvancedSecurityOptions/MasterUserOptions')],
  ['opensearch.access-control', 'a role as the master user of the internal database', ({ staging }) =>
    staging.set(DOMAIN, 'AdvancedSecurityOptions/InternalUserDatabaseEnabled', true)],
  ['opensearch.access-control', 'a password without the internal database', ({ staging }) =>
    staging.set(DOMAIN, 'AdvancedSecurityOptions/MasterUserOptions', {
      MasterUserName: 'admin', MasterUserPassword: '{{resolve:secretsmanager:admin}}',
    })],
  ['opensearch.access-policy', 'addresses in the policy of a domain in a VPC', ({ staging }) =>
    staging.set(DOMAIN, 'AccessPolicies/Statement/0/Condition', { IpAddress: { 'aws:SourceIp': '10.0.0.0/16' } })],
  ['opensearch.access-policy', 'a policy for the domain without the paths below it', ({ staging }) =>
    staging.set(DOMAIN, 'AccessPolicies/Statement/0/Resource', 'arn:aws:es:eu-west-1:111122223333:domain/web')],
  ['opensearch.access-policy', 'a public domain for everyone', ({ staging }) => {
    staging.remove(DOMAIN, 'AdvancedSecurityOptions');
    staging.remove(DOMAIN, 'VPCOptions');
    return staging.set(DOMAIN, 'AccessPolicies/Statement/0/Principal', { AWS: '*' });
  }, ['firehose.network', 'opensearch.protection']],
  ['opensearch.log-policy', 'logs of a domain that may not write them', ({ staging }) => {
    staging.drop(LOG_POLICY);
    staging.attribute(DOMAIN, 'DependsOn', []);
    return staging.id(DOMAIN);
  }, ['opensearch.log-policy (2)']],
  ['opensearch.log-policy', 'a policy without an action', ({ staging }) => {
    staging.replace(LOG_POLICY, 'logs:CreateLogStream', 'logs:DescribeLogStreams');
    return staging.id(DOMAIN);
  }, ['opensearch.log-policy (2)']],
  ['opensearch.log-policy', 'a policy that may be created after the domain', ({ staging }) => {
    staging.attribute(DOMAIN, 'DependsOn', []);
    return staging.id(DOMAIN);
  }, ['opensearch.log-policy (2)']],
  ['opensearch.alarm-dimensions', 'an alarm without the account', ({ staging }) => staging.set(`${ALARM}#SearchRed`, 'Dimensions', [
    { Name: 'DomainName', Value: staging.get(DOMAIN, 'DomainName')! },
  ])],
  ['firehose.permission', 'Firehose may not write to the domain', ({ staging }) => {
    staging.replace(DELIVERY_POLICY, 'es:ESHttpPost', 'es:ESHttpHead');
    // It permits that to the role, too.
    staging.remove(DOMAIN, 'AccessPolicies');
    return staging.id(`${ROLE}#OpenSearchDeliveryRole`);
  }],
  ['firehose.permission', 'Firehose may write to another domain', ({ staging }) => {
    const name = staging.get(DOMAIN, 'DomainName') as string;
    staging.replace(DELIVERY_POLICY, name, 'another');
    return staging.id(`${ROLE}#OpenSearchDeliveryRole`);
  }],
  ['firehose.permission', 'Firehose may not store rejected documents', ({ staging }) => {
    staging.replace(DELIVERY_POLICY, 's3:PutObject', 's3:PutObjectTagging');
    return staging.id(`${ROLE}#OpenSearchDeliveryRole`);
  }],
  ['firehose.permission', 'Firehose may not create network interfaces', ({ staging }) => {
    staging.replace(DELIVERY_POLICY, 'ec2:CreateNetworkInterfacePermission', 'ec2:DescribeRouteTables');
    return staging.id(`${ROLE}#OpenSearchDeliveryRole`);
  }],
  ['firehose.permission-first', 'a delivery stream that may be created before its permissions', ({ staging }) => {
    staging.attribute(STREAM, 'DependsOn', [staging.id(FROM_DELIVERY)]);
    return staging.id(STREAM);
  }],
  ['firehose.network', 'a domain in a VPC without network interfaces of Firehose', ({ staging }) =>
    staging.remove(STREAM, `${TO_DOMAIN}/VpcConfiguration`)],
  ['firehose.network', 'network interfaces of Firehose for a public domain', ({ staging }) => {
    staging.remove(DOMAIN, 'VPCOptions');
    return staging.id(STREAM);
  }],
  ['firehose.network', 'a domain whose security group does not allow Firehose', ({ staging }) => {
    staging.set(FROM_DELIVERY, 'SourceSecurityGroupId', { 'Fn::GetAtt': [staging.id(SET_UP_GROUP), 'GroupId'] });
    return staging.id(STREAM);
  }],
  ['firehose.network', 'a security group without outbound rules for Firehose', ({ staging }) => {
    staging.set(DELIVERY_GROUP, 'SecurityGroupEgress', [{ CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 9200, ToPort: 9200 }]);
    return staging.id(STREAM);
  }],
  ['iam.trusted-service', 'a role of functions for Firehose', ({ staging }) =>
    staging.replace(`${ROLE}#OpenSearchDeliveryRole`, 'firehose.amazonaws.com', 'lambda.amazonaws.com')],
  ['iam.trusted-service', 'a role of Firehose for OpenSearch Ingestion', ({ staging }) => {
    ingestion(staging, ['es:DescribeDomain', 'es:ESHttp*'], 'firehose.amazonaws.com');
    return 'IngestionRole';
  }],
  ['osis.permission', 'a pipeline of OpenSearch Ingestion that may not write to the domain', ({ staging }) => {
    ingestion(staging, ['es:DescribeDomain']);
    return 'IngestionRole';
  }],
  ['osis.permission', 'a pipeline of OpenSearch Ingestion that may not describe the domain', ({ staging }) => {
    ingestion(staging, ['es:ESHttp*']);
    return 'IngestionRole';
  }],
  ['osis.units', 'a minimum over the maximum', ({ staging }) => {
    ingestion(staging, ['es:DescribeDomain', 'es:ESHttp*']);
    return staging.set('Ingestion', 'MinUnits', 5);
  }],
  ['logs.subscription', 'a function that CloudWatch Logs may not call', ({ staging }) => {
    for (const kind of ['application', 'agent', 'hooks', 'flow']) staging.set(permissionOf(kind), 'Principal', 's3.amazonaws.com');
    return staging.id(SUBSCRIPTION);
  }, ['logs.subscription (3)']],
  ['logs.subscription', 'lines that go to OpenSearch without a function', ({ staging }) => {
    writer(staging, 'firehose:PutRecord');
    staging.set(SUBSCRIPTION, 'DestinationArn', { 'Fn::GetAtt': [staging.id(STREAM), 'Arn'] });
    return staging.set(SUBSCRIPTION, 'RoleArn', { 'Fn::GetAtt': ['Writer', 'Arn'] });
  }],
  ['logs.subscription', 'a delivery stream without a role', ({ staging }) => {
    toBucket(staging);
    return staging.set(SUBSCRIPTION, 'DestinationArn', { 'Fn::GetAtt': ['ToBucket', 'Arn'] });
  }],
  ['logs.subscription', 'a role that may not write to the delivery stream', ({ staging }) => {
    toBucket(staging);
    writer(staging, 'firehose:ListDeliveryStreams');
    staging.set(SUBSCRIPTION, 'DestinationArn', { 'Fn::GetAtt': ['ToBucket', 'Arn'] });
    staging.set(SUBSCRIPTION, 'RoleArn', { 'Fn::GetAtt': ['Writer', 'Arn'] });
    return 'Writer';
  }],
  ['logs.subscription', 'three subscriptions of one log group', ({ staging }) => {
    staging.copy('Second', SUBSCRIPTION);
    return staging.copy('Third', SUBSCRIPTION);
  }],
  ['events.bucket', 'a bucket that sends no events', ({ production }) => {
    const { Ref: bucket } = production.get('AWS::Events::Rule#AccessLogWritten', 'EventPattern/detail/bucket/name/0') as { Ref: string };
    production.remove(bucket, 'NotificationConfiguration');
    return production.id('AWS::Events::Rule#AccessLogWritten');
  }],
];

function permissionOf(kind: string): string {
  return `${PERMISSION}${kind}`;
}

/** A pipeline of OpenSearch Ingestion that writes to the domain. */
function ingestion(template: TemplateEditor, actions: readonly string[], service = 'osis-pipelines.amazonaws.com'): void {
  const domain = template.id(DOMAIN);
  const arn: Json = { 'Fn::GetAtt': [domain, 'Arn'] };
  role(template, 'IngestionRole', service, statement(actions, [arn, joined(arn, '/*')]));
  template.add('Ingestion', 'AWS::OSIS::Pipeline', {
    PipelineName: 'logs',
    MinUnits: 1,
    MaxUnits: 4,
    PipelineConfigurationBody: joined(
      'version: "2"\nlogs:\n  source: {http: {path: /logs}}\n  sink:\n    - opensearch:\n        hosts: ["https://',
      { 'Fn::GetAtt': [domain, 'DomainEndpoint'] },
      '"]\n        index: logs\n        aws: {sts_role_arn: "',
      { 'Fn::GetAtt': ['IngestionRole', 'Arn'] },
      '"}\n',
    ),
  });
}

/** A role with which CloudWatch Logs writes. */
function writer(template: TemplateEditor, action: string): void {
  role(template, 'Writer', 'logs.amazonaws.com', statement([action], ['arn:aws:firehose:eu-west-1:111122223333:deliverystream/logs']));
}

/** A delivery stream to a bucket, to which lines go as they are. */
function toBucket(template: TemplateEditor): void {
  const bucket: Json = { 'Fn::GetAtt': [template.id(`${BUCKET}#OpenSearchDelivery`), 'Arn'] };
  role(template, 'BucketRole', 'firehose.amazonaws.com', statement(['s3:PutObject'], [joined(bucket, '/*')]));
  template.add('ToBucket', STREAM, {
    ExtendedS3DestinationConfiguration: { BucketARN: bucket, RoleARN: { 'Fn::GetAtt': ['BucketRole', 'Arn'] } },
  });
}

function role(template: TemplateEditor, id: string, service: string, allowed: JsonObject): void {
  template.add(id, ROLE, {
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: service } }] },
    Policies: [{ PolicyName: 'Write', PolicyDocument: { Version: '2012-10-17', Statement: [allowed] } }],
  });
}

function statement(actions: readonly string[], resources: readonly Json[]): JsonObject {
  return { Effect: 'Allow', Action: actions, Resource: resources };
}

function joined(...parts: readonly Json[]): Json {
  return { 'Fn::Join': ['', parts] };
}
