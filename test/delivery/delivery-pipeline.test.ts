import { Match, Template } from 'aws-cdk-lib/assertions';
import { Approval, Environment } from '../../src';
import { actionsOf, only, statements, statementsOf, text } from '../helpers/resources';
import { pipelineTemplate as synthesize } from '../helpers/web-pipeline';

const smallest = synthesize();

interface Action {
  readonly Name: string;
  readonly ActionTypeId: { readonly Provider: string };
  readonly Configuration: Record<string, unknown>;
  readonly InputArtifacts?: { Name: string }[];
  readonly OutputArtifacts?: { Name: string }[];
  readonly RunOrder: number;
}

function stages(template: Template): Record<string, Action[]> {
  const list = only(template, 'AWS::CodePipeline::Pipeline').Properties.Stages as { Name: string; Actions: Action[] }[];
  return Object.fromEntries(list.map(({ Name, Actions }) => [Name, Actions]));
}

const action = (stage: string, name: string): Action => stages(smallest)[stage].find(({ Name }) => Name === name)!;

test('a V2 pipeline in which no commit overtakes another', () => {
  smallest.hasResourceProperties('AWS::CodePipeline::Pipeline', {
    Name: 'Web', PipelineType: 'V2', ExecutionMode: 'QUEUED', RestartExecutionOnUpdate: true,
  });
});

test('Source, Build, UpdatePipeline and the environments in order; only production needs approval', () => {
  const names = Object.entries(stages(smallest)).map(([stage, actions]) => [stage, actions.map(({ Name }) => Name)]);
  expect(names).toEqual([
    ['Source', ['Source']],
    ['Build', ['Build']],
    ['UpdatePipeline', ['UpdatePipeline']],
    ['staging', ['RecoverStack', 'PrepareChangeSet', 'ExecuteChangeSet', 'SetAlarmPolling', 'Deploy']],
    ['production', ['RecoverStack', 'PrepareChangeSet', 'Approve', 'ExecuteChangeSet', 'ProtectStack', 'SetAlarmPolling', 'Deploy']],
  ]);
});

test('actions of a stage run one after another', () => {
  expect(stages(smallest).production.map(({ RunOrder }) => RunOrder)).toEqual([1, 2, 3, 4, 5, 6, 7]);
});

test('the build makes the revision and the cloud assembly, from the source', () => {
  const { InputArtifacts, OutputArtifacts } = action('Build', 'Build');
  expect(InputArtifacts).toEqual([{ Name: 'Source' }]);
  expect(OutputArtifacts).toEqual([{ Name: 'Application' }, { Name: 'Infrastructure' }]);
});

test('the project runs the repository\'s own buildspec', () => {
  const template = smallest;
  template.hasResourceProperties('AWS::CodeBuild::Project', {
    Source: { Type: 'CODEPIPELINE', BuildSpec: 'buildspec.yml' },
    Environment: { Image: 'aws/codebuild/amazonlinux-x86_64-standard:6.0', PrivilegedMode: false },
    LogsConfig: { CloudWatchLogs: { Status: 'ENABLED', GroupName: { Ref: Match.stringLikeRegexp('Logs') } } },
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
});

test('the pipeline updates its own stack from the assembly', () => {
  expect(action('UpdatePipeline', 'UpdatePipeline')).toMatchObject({
    Configuration: { StackName: 'WebPipeline', ActionMode: 'CREATE_UPDATE', TemplatePath: 'Infrastructure::WebPipeline.template.json' },
  });
});

test('an environment is changed by the change set that was approved', () => {
  const prepared = action('production', 'PrepareChangeSet').Configuration;
  const executed = action('production', 'ExecuteChangeSet').Configuration;
  expect(prepared).toMatchObject({
    ActionMode: 'CHANGE_SET_REPLACE',
    StackName: 'Web-production',
    ChangeSetName: 'Web-production-release',
    TemplatePath: expect.stringMatching(/^Infrastructure::assembly-WebPipeline-Web-production\/\w+\.template\.json$/) as string,
  });
  expect(executed).toMatchObject({
    ActionMode: 'CHANGE_SET_EXECUTE',
    StackName: prepared.StackName as string,
    ChangeSetName: prepared.ChangeSetName as string,
  });
});

test('CloudFormation acts with the execution role of the bootstrap, never with an administrator role of the library', () => {
  expect(text(action('staging', 'PrepareChangeSet').Configuration.RoleArn)).toMatch(/:role\/cdk-hnb659fds-cfn-exec-role-/);
});

test('an environment gets bucket and topic as parameters, not as exports', () => {
  expect(text(action('staging', 'PrepareChangeSet').Configuration.ParameterOverrides)).toMatch(
    /^\{"ArtifactBucketName":"<WebDeliveryArtifacts\w+>","NotificationTopicArn":"<WebNotifications\w+>"\}$/);
  expect(JSON.stringify(smallest.toJSON())).not.toContain('Fn::ImportValue');
});

test('the revision goes to the deployment group of the environment', () => {
  expect(action('staging', 'Deploy')).toMatchObject({
    ActionTypeId: { Provider: 'CodeDeploy' },
    Configuration: { ApplicationName: 'Web-staging', DeploymentGroupName: 'staging' },
    InputArtifacts: [{ Name: 'Application' }],
  });
});

test('any environment can have an approval', () => {
  const template = synthesize({ environments: [Environment.named('staging', { approval: Approval.manual() })] });
  expect(stages(template).staging.map(({ Name }) => Name))
    .toEqual(['RecoverStack', 'PrepareChangeSet', 'Approve', 'ExecuteChangeSet', 'SetAlarmPolling', 'Deploy']);
});

test('artifacts are private, encrypted, versioned and outlive the stack', () => {
  smallest.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Retain',
    Properties: {
      BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
      VersioningConfiguration: { Status: 'Enabled' },
      LoggingConfiguration: { DestinationBucketName: { Ref: Match.stringLikeRegexp('AccessLogs') }, LogFilePrefix: 'artifacts/' },
    },
  });
});

test('the local run finds what the template cannot express', () => {
  expect(only(smallest, 'AWS::CodePipeline::Pipeline').Metadata).toEqual({
    'gostyle:pipeline': {
      version: 1,
      name: 'Web',
      buildspec: 'buildspec.yml',
      application: { name: 'Web', directory: '.', port: 3000, healthCheckPath: '/health' },
      environments: ['staging', 'production'].map((name) => ({
        name,
        stage: name,
        stackName: `Web-${name}`,
        template: expect.stringMatching(`^assembly-WebPipeline-Web-${name}/\\w+\\.template\\.json$`) as string,
      })),
    },
  });
});

test('a new pipeline is created after the permissions of its actions', () => {
  const { DependsOn } = only(smallest, 'AWS::CodePipeline::Pipeline');
  for (const stage of ['Source', 'Build', 'UpdatePipeline', 'staging', 'production']) {
    expect(DependsOn).toContainEqual(expect.stringMatching(`^WebDeliveryRoles${stage}DefaultPolicy`));
  }
});

describe('permissions', () => {
  test('no action has a wildcard', () => {
    const wildcards = statements(smallest).flatMap(({ policy, statement }) =>
      actionsOf(statement).filter((name) => name.includes('*')).map((name) => `${policy}: ${name}`));
    expect(wildcards).toEqual([]);
  });

  test('no resource is a wildcard if it can be narrower', () => {
    const everything = statements(smallest).filter(({ statement }) => text(statement.Resource) === '*');
    // These actions do not support resource-level permissions.
    expect(everything.flatMap(({ statement }) => actionsOf(statement))).toEqual([
      'codepipeline:PutJobFailureResult', 'codepipeline:PutJobSuccessResult', 'lambda:ListFunctions', 'codedeploy:BatchGetDeploymentTargets',
      'codedeploy:ListDeploymentTargets',
    ]);
  });

  test('a connection may be used under both names of the permission', () => {
    expect(statementsOf(smallest, 'WebDeliveryRolesSource').flatMap(actionsOf))
      .toEqual(expect.arrayContaining(['codeconnections:UseConnection', 'codestar-connections:UseConnection']));
  });

  test('a stage can change its own environment only', () => {
    const resourcesOfStaging = JSON.stringify(statementsOf(smallest, 'WebDeliveryRolesstaging'));
    expect(resourcesOfStaging).toContain('Web-staging');
    expect(resourcesOfStaging).not.toContain('Web-production');
  });

  test('only the pipeline may assume a stage\'s role', () => {
    smallest.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [{
          Action: 'sts:AssumeRole',
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WebDeliveryRole'), 'Arn'] } },
        }],
      },
    });
  });
});
