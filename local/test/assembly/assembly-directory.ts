import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A cloud assembly on disk with a pipeline and, in an assembly nested in it, one environment. */
export class AssemblyDirectory {
  readonly path = mkdtempSync(join(tmpdir(), 'gostyle-assembly-'));

  constructor(files: Readonly<Record<string, unknown>> = {}) {
    for (const [path, content] of Object.entries({ ...GOOD, ...files })) this.write(path, content);
  }

  write(path: string, content: unknown): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true });
    writeFileSync(join(this.path, path), typeof content === 'string' ? content : JSON.stringify(content));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

const STAGING = 'assembly-staging/staging.template.json';

export const METADATA = {
  version: 1,
  name: 'Web',
  buildspec: 'ci/buildspec.yml',
  application: { name: 'web', directory: 'service', port: 3000, healthCheckPath: '/health' },
  environments: [{ name: 'staging', stage: 'staging', stackName: 'Web-staging', template: STAGING }],
};

export const PIPELINE = {
  Type: 'AWS::CodePipeline::Pipeline',
  Metadata: { 'gostyle:pipeline': METADATA },
  Properties: {
    PipelineType: 'V2',
    ExecutionMode: 'QUEUED',
    Triggers: [{
      ProviderType: 'CodeStarSourceConnection',
      GitConfiguration: {
        SourceActionName: 'Source',
        Push: [{ Branches: { Includes: ['main'] }, FilePaths: { Excludes: ['docs/**'] } }],
      },
    }],
    Variables: [{ Name: 'COLOR', DefaultValue: 'blue' }],
    DisableInboundStageTransitions: [{ StageName: 'staging', Reason: 'freeze' }],
    Stages: [
      {
        Name: 'Source',
        Actions: [{
          Name: 'Source',
          ActionTypeId: {
            Category: 'Source',
            Owner: 'AWS',
            Provider: 'CodeStarSourceConnection',
            Version: '1',
          },
          OutputArtifacts: [{ Name: 'Source' }],
        }],
      },
      {
        Name: 'Build',
        Actions: [{
          Name: 'Build',
          ActionTypeId: { Category: 'Build', Owner: 'AWS', Provider: 'CodeBuild', Version: '1' },
          Configuration: { ProjectName: { Ref: 'Project' }, EnvironmentVariables: '[{"name":"COLOR","value":"blue","type":"PLAINTEXT"}]' },
          InputArtifacts: [{ Name: 'Source' }],
          OutputArtifacts: [{ Name: 'Application' }, { Name: 'Infrastructure' }],
        }],
      },
      {
        Name: 'staging',
        OnFailure: { Result: 'ROLLBACK' },
        BeforeEntry: {
          Conditions: [{
            Result: 'SKIP',
            Rules: [{
              Name: 'Changed',
              RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'VariableCheck', Version: '1' },
              Configuration: { Variable: '#{Build.HASH}', Operator: 'NE', Value: { Ref: 'Hash' } },
            }],
          }],
        },
        Actions: [
          {
            Name: 'Deploy',
            RunOrder: 2,
            ActionTypeId: { Category: 'Deploy', Owner: 'AWS', Provider: 'CodeDeploy', Version: '1' },
            InputArtifacts: [{ Name: 'Application' }],
            Configuration: { ApplicationName: 'web', DeploymentGroupName: 'staging' },
          },
          {
            Name: 'PrepareChangeSet',
            RunOrder: 1,
            ActionTypeId: { Category: 'Deploy', Owner: 'AWS', Provider: 'CloudFormation', Version: '1' },
            InputArtifacts: [{ Name: 'Infrastructure' }],
            Configuration: {
              ActionMode: 'CHANGE_SET_REPLACE',
              ParameterOverrides: { 'Fn::Join': ['', ['{"Bucket":"', { Ref: 'Bucket' }, '","Size":2}']] },
              RoleArn: { 'Fn::Sub': ['arn:${AWS::Partition}:iam::${Account}:role/deploy', { Account: '1' }] },
              TemplatePath: `Infrastructure::${STAGING}`,
            },
          },
        ],
      },
    ],
  },
};

export const PROJECT = {
  Type: 'AWS::CodeBuild::Project',
  Properties: {
    Source: { Type: 'CODEPIPELINE', BuildSpec: 'ci/buildspec.yml' },
    Artifacts: { Type: 'CODEPIPELINE' },
    TimeoutInMinutes: 30,
    Environment: {
      Type: 'LINUX_CONTAINER',
      ComputeType: 'BUILD_GENERAL1_SMALL',
      Image: 'aws/codebuild/standard:7.0',
      EnvironmentVariables: [{ Name: 'REGION', Value: { Ref: 'AWS::Region' } }],
    },
  },
};

const GOOD = {
  'manifest.json': {
    artifacts: {
      'Web': {
        type: 'aws:cloudformation:stack',
        environment: 'aws://111122223333/eu-west-1',
        displayName: 'App/Web',
        properties: { templateFile: 'Web.template.json', stackName: 'Web-pipeline', parameters: { Size: '2' } },
      },
      'assembly-staging': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-staging' } },
      'Tree': { type: 'cdk:tree', properties: { file: 'tree.json' } },
    },
  },
  'Web.template.json': { Resources: { Pipeline: PIPELINE, Project: PROJECT, Bucket: { Type: 'AWS::S3::Bucket' } } },
  'assembly-staging/manifest.json': {
    artifacts: {
      Staging: {
        type: 'aws:cloudformation:stack',
        properties: { templateFile: 'staging.template.json' },
      },
    },
  },
  [STAGING]: { Resources: { Vpc: { Type: 'AWS::EC2::VPC', DependsOn: 'Other', Condition: 'Yes' }, Other: { Type: 'AWS::SNS::Topic' } } },
};
