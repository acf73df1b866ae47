import { BUCKET, OWN_ARN, ROLE_ARN, allow, domain, either, errorsIn, findingsIn, role, toBucket, toDomain } from './other-template';
import type { JsonObject } from '../../local/src/assembly/json';

function named(RoleName: string, made: JsonObject): JsonObject {
  return { ...made, Properties: { ...made.Properties as JsonObject, RoleName } };
}

function bucketPolicy(Bucket: JsonObject | string, statement: JsonObject): JsonObject {
  return { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket, PolicyDocument: { Statement: [statement] } } };
}

/** Of a policy that permits it to the role `firehose`. */
function principals(): [what: string, principal: JsonObject | string][] {
  return [
    ['its ARN', { AWS: OWN_ARN }],
    ['its ARN in this account', { AWS: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/${AWS::StackName}/firehose' } }],
    ['one of several', { AWS: ['arn:aws:iam::111122223333:role/other', ROLE_ARN] }],
    ['everyone under a condition', '*'],
    ['a parameter', { AWS: { Ref: 'Arn' } }],
  ];
}

/** What permits it, or not, in each way in which a condition can decide about policies. */
function undecided(): [what: string, resources: JsonObject][] {
  const document = { Statement: [allow('s3:PutObject', '*')] };
  const inline = { PolicyName: 'Write', PolicyDocument: document };
  const policy = (Properties: JsonObject) => ({ Type: 'AWS::IAM::Policy', Properties: { ...inline, ...Properties } });
  const nothing = role(allow('logs:PutLogEvents', '*'));
  const having = (Properties: JsonObject) => ({ ...nothing, Properties: { ...nothing.Properties as JsonObject, ...Properties } });
  return [
    ['a policy', { Role: having({ Policies: [either(inline, { Ref: 'AWS::NoValue' })] }) }],
    ['the list of policies', { Role: having({ Policies: { 'Fn::If': ['Large', [inline], []] } }) }],
    ['the document of a policy', { Role: having({ Policies: [{ PolicyName: 'Write', PolicyDocument: either(document, document) }] }) }],
    ['an action', { Role: role(allow({ 'Fn::If': ['Large', 's3:PutObject', 's3:GetObject'] } as never, '*')) }],
    ['the list of managed policies', {
      Role: having({ ManagedPolicyArns: { 'Fn::If': ['Large', ['arn:aws:iam::aws:policy/AmazonS3FullAccess'], []] } }),
    }],
    ['an attachment', { Role: nothing, Policy: policy({ Roles: [either({ Ref: 'Role' }, { Ref: 'AWS::NoValue' })] }) }],
    ['the list of attachments', { Role: nothing, Policy: policy({ Roles: { 'Fn::If': ['Large', [{ Ref: 'Role' }], ['other']] } }) }],
    ['the document of an attached policy', {
      Role: nothing, Policy: policy({ Roles: [{ Ref: 'Role' }], PolicyDocument: either(document, document) }),
    }],
  ];
}

/** A pipeline of OpenSearch Ingestion. */
function ingestion(body: string, Properties: JsonObject = {}): JsonObject {
  return {
    Type: 'AWS::OSIS::Pipeline',
    Properties: { MinUnits: 1, MaxUnits: 1, PipelineConfigurationBody: { 'Fn::Sub': `version: "2"\nlogs:${body}\n` }, ...Properties },
  };
}

test.each<[what: string, resources: JsonObject]>([
  ...principals().map(([what, principal]): [string, JsonObject] => [`a bucket whose policy permits it to ${what}`, {
    Bucket: { ...BUCKET, Properties: { BucketName: 'logs' } },
    BucketPolicy: bucketPolicy('logs', { ...allow('s3:PutObject', 'arn:aws:s3:::logs/*'), Principal: principal }),
    Role: named('firehose', role(allow('logs:PutLogEvents', '*'))),
    Stream: toBucket('arn:aws:s3:::logs'),
  }]),
  ['a bucket whose policy depends on a condition', {
    Bucket: BUCKET,
    BucketPolicy: bucketPolicy({ Ref: 'Bucket' }, either(allow('s3:PutObject', '*'), allow('s3:*', '*'))),
    Role: role(allow('logs:PutLogEvents', '*')),
    Stream: toBucket({ 'Fn::GetAtt': ['Bucket', 'Arn'] }),
  }],
  ['a domain whose policy permits it by its name', {
    Search: domain({
      DomainName: 'web',
      AccessPolicies: {
        Statement: [{
          ...allow('es:*', { 'Fn::Sub': 'arn:aws:es:${AWS::Region}:${AWS::AccountId}:domain/web/*' }), Principal: { AWS: OWN_ARN },
        }],
      },
    }),
    Role: named('firehose', role(allow('es:DescribeDomain', '*'))),
    Stream: toDomain('Amazonopensearchservice', { 'Fn::Sub': 'arn:aws:es:${AWS::Region}:${AWS::AccountId}:domain/${Search}' }),
  }],
  ...undecided().map(([what, resources]): [string, JsonObject] => [`a role of which ${what} depends on a condition`, {
    Bucket: BUCKET, Stream: toBucket({ 'Fn::GetAtt': ['Bucket', 'Arn'] }), ...resources,
  }]),
  ['an ingestion whose source has a role of its own', {
    Search: domain({}),
    Source: role(allow('s3:GetObject', '*')),
    Role: role(allow('es:*', '*')),
    Ingestion: ingestion(`
      source: { s3: { aws: { sts_role_arn: "\${Source.Arn}" } } }
      sink:
        - opensearch: { hosts: ["https://\${Search.DomainEndpoint}"], aws: { sts_role_arn: "\${Role.Arn}" } }`),
  }],
  ['an ingestion whose only role of the template is that of its source', {
    Search: domain({}),
    Source: role(allow('s3:GetObject', '*')),
    Ingestion: ingestion(`
      source: { s3: { aws: { sts_role_arn: "\${Source.Arn}" } } }
      sink: [{ opensearch: { hosts: ["\${Search.DomainEndpoint}"], aws: { sts_role_arn: "${OWN_ARN}" } } }]`),
  }],
  ['an ingestion into a domain whose policy a custom resource of aws-cdk-lib sets', {
    Search: domain({}),
    Policy: {
      Type: 'Custom::OpenSearchAccessPolicy',
      Properties: { Create: { 'Fn::Sub': '{"DomainName":"${Search}","AccessPolicies":"... ${Role.Arn} ..."}' } },
    },
    Role: role(allow('es:ESHttpGet', '*')),
    Ingestion: ingestion(`
      sink: [{ opensearch: { hosts: ["\${Search.DomainEndpoint}"], aws: { sts_role_arn: "\${Role.Arn}" } } }]`),
  }],
  ['an ingestion that reads a domain', {
    Search: domain({}),
    Role: role(allow('es:ESHttpGet', '*')),
    Ingestion: ingestion(`
      source: { opensearch: { hosts: ["\${Search.DomainEndpoint}"], aws: { sts_role_arn: "\${Role.Arn}" } } }
      sink: [{ s3: { bucket: logs, aws: { sts_role_arn: "\${Role.Arn}" } } }]`, { PipelineRoleArn: ROLE_ARN }),
  }],
])('nothing is wrong with %s', (_what, resources) => {
  expect(errorsIn(resources)).toEqual([]);
});

test('a policy that permits something else, somebody else or elsewhere does not help', () => {
  const elsewhere: JsonObject[] = [
    { ...allow('s3:GetObject', '*'), Principal: { AWS: ROLE_ARN } },
    { ...allow('s3:PutObject', '*'), Principal: { AWS: 'arn:aws:iam::111122223333:root' } },
    { ...allow('s3:PutObject', 'arn:aws:s3:::logs'), Principal: { AWS: ROLE_ARN } },
  ];
  for (const statement of elsewhere) {
    expect(errorsIn({
      Bucket: { ...BUCKET, Properties: { BucketName: 'logs' } },
      BucketPolicy: bucketPolicy('logs', statement),
      Role: named('firehose', role(allow('logs:PutLogEvents', '*'))),
      Stream: toBucket('arn:aws:s3:::logs'),
    })).toHaveLength(1);
  }
});

test('the policy of a bucket of somebody else is not known, so it is only a warning', () => {
  const resources = { Role: role(allow('logs:PutLogEvents', '*')), Stream: toBucket('arn:aws:s3:::logs') };
  expect(errorsIn(resources)).toEqual([]);
  expect(findingsIn(resources, 'warning'))
    .toEqual([expect.stringContaining('s3:PutObject on the objects of its bucket, unless its own policy permits it')]);
});

test('each sink of an ingestion needs a role that may write to its domain', () => {
  const sink = '{ opensearch: { hosts: ["https://${Search.DomainEndpoint}"], aws: { sts_role_arn: "${Role.Arn}" } } }';
  expect(errorsIn({
    Search: domain({}),
    Source: role(allow('es:*', '*')),
    Role: role(allow('es:ESHttpGet', '*')),
    Ingestion: ingestion(`\n  source: { s3: { aws: { sts_role_arn: "\${Source.Arn}" } } }\n  sink: [${sink}]`, {
      PipelineRoleArn: { 'Fn::GetAtt': ['Source', 'Arn'] },
    }),
  })).toEqual([expect.stringContaining('es:DescribeDomain on Search'), expect.stringContaining('es:ESHttpPost on what is below Search')]);
});

describe('what a resource needs first', () => {
  const policy = (actions: string) => ({
    Type: 'AWS::IAM::Policy', Properties: { Roles: [{ Ref: 'Role' }], PolicyName: 'Write', PolicyDocument: { Statement: [allow(actions, '*')] } },
  });

  test('a delivery stream to a bucket may exist before its permissions', () => {
    expect(findingsIn({ Bucket: BUCKET, Role: role(), Policy: policy('s3:*'), Stream: toBucket({ 'Fn::GetAtt': ['Bucket', 'Arn'] }) }, 'warning'))
      .toEqual([]);
  });

  test.each([['directly', 'Policy', []], ['through another resource', 'Other', ['Policy']], ['not at all', 'Other', []]])(
    'a delivery stream to a domain depends on its permissions %s', (how, DependsOn, ofOther) => {
      const found = findingsIn({
        Role: role(),
        Policy: policy('es:*'),
        Other: { ...BUCKET, DependsOn: ofOther },
        Stream: { ...toDomain('Amazonopensearchservice', 'arn:aws:es:eu-west-1:111122223333:domain/web'), DependsOn },
      }, 'warning');
      expect(found).toEqual(how === 'not at all' ? [expect.stringContaining('name Policy in DependsOn')] : []);
    });
});

test.each<[what: string, logGroupArn: JsonObject | string, resource: JsonObject | string, found: number]>([
  ['a region in one of them', 'arn:aws:logs:eu-west-1:111122223333:log-group:web', {
    'Fn::Sub': 'arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:web:*',
  }, 0],
  ['a log group by reference and by name', { 'Fn::GetAtt': ['Group', 'Arn'] }, { 'Fn::Sub': 'arn:aws:logs:*:*:log-group:we*' }, 0],
  ['a log group by its name and by reference', { 'Fn::Sub': 'arn:aws:logs:eu-west-1:1:log-group:${Group}:*' }, { 'Fn::GetAtt': ['Group', 'Arn'] }, 0],
  ['a log group whose name CloudFormation makes', { 'Fn::GetAtt': ['Unnamed', 'Arn'] }, 'arn:aws:logs:*:*:log-group:Stack-*', 0],
  ['another log group', { 'Fn::GetAtt': ['Group', 'Arn'] }, 'arn:aws:logs:*:*:log-group:other', 1],
  ['another region', 'arn:aws:logs:eu-west-1:111122223333:log-group:web', 'arn:aws:logs:us-east-1:*:log-group:web', 1],
])('a policy for logs of a domain: %s', (_what, CloudWatchLogsLogGroupArn, Resource, found) => {
  const Statement = [{ ...allow(['logs:CreateLogStream', 'logs:PutLogEvents'], Resource), Principal: { Service: 'es.amazonaws.com' } }];
  const findings = findingsIn({
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'web' } },
    Unnamed: { Type: 'AWS::Logs::LogGroup', Properties: {} },
    Policy: { Type: 'AWS::Logs::ResourcePolicy', Properties: { PolicyName: 'Write', PolicyDocument: { Statement } } },
    Search: { ...domain({ LogPublishingOptions: { ES_APPLICATION_LOGS: { Enabled: true, CloudWatchLogsLogGroupArn } } }), DependsOn: 'Policy' },
  }, 'warning').filter((each) => each.includes('opensearch.log-policy') || each.includes('es.amazonaws.com'));
  expect(findings).toHaveLength(found);
});
