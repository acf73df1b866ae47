import type { JsonObject } from '../../local/src/assembly/json';
import { parseTemplate } from '../../local/src/assembly/template';
import { checkTemplates } from '../../local/src/checks/assembly/check-assembly';
import { TemplateGraph } from '../../local/src/checks/assembly/template-graph';
import { findingText } from '../../local/src/checks/finding';

const DOMAIN = 'AWS::OpenSearchService::Domain';
const STREAM = 'AWS::KinesisFirehose::DeliveryStream';
export const BUCKET = { Type: 'AWS::S3::Bucket', Properties: {} };
export const ROLE_ARN = { 'Fn::GetAtt': ['Role', 'Arn'] };
export const OWN_ARN = 'arn:aws:iam::111122223333:role/firehose';

/** The errors in a template that somebody else wrote. */
export function errorsIn(Resources: JsonObject): string[] {
  return findingsIn(Resources, 'error');
}

export function findingsIn(Resources: JsonObject, only: 'error' | 'warning'): string[] {
  const template = parseTemplate({ Resources, Parameters: { Name: { Type: 'String' }, Arn: { Type: 'String' } } }, 'other.template.json');
  if (template.status !== 'success') throw new Error('the template cannot be read');
  return checkTemplates([new TemplateGraph('other.template.json', template.value, 'Other')])
    .filter(({ severity, rule }) => severity === only && /^(events|firehose|logs|opensearch|osis)\./.test(rule)).map(findingText);
}

export function role(...statements: readonly JsonObject[]): JsonObject {
  const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'firehose.amazonaws.com' } };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
      Policies: [{ PolicyName: 'Write', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
    },
  };
}

export function allow(Action: string | readonly string[], Resource: JsonObject | string): JsonObject {
  return { Effect: 'Allow', Action, Resource };
}

export function toBucket(BucketARN: JsonObject | string): JsonObject {
  return { Type: STREAM, Properties: { ExtendedS3DestinationConfiguration: { BucketARN, RoleARN: ROLE_ARN } } };
}

export function domain(Properties: JsonObject): JsonObject {
  return { Type: DOMAIN, Properties };
}

export function toDomain(kind: string, DomainARN: JsonObject | string, more: JsonObject = {}): JsonObject {
  return { Type: STREAM, Properties: { [`${kind}DestinationConfiguration`]: { DomainARN, RoleARN: ROLE_ARN, ...more } } };
}

export function either(one: JsonObject, other: JsonObject): JsonObject {
  return { 'Fn::If': ['Large', one, other] };
}

export function subscription(Properties: JsonObject, Condition?: string): JsonObject {
  return { Type: 'AWS::Logs::SubscriptionFilter', ...Condition !== undefined && { Condition }, Properties: { LogGroupName: 'web', ...Properties } };
}
