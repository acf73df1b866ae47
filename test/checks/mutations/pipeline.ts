import { action, PIPELINE, type Mutation } from './mutation';

const SOURCE = action('Source', 'Source');
const BUILD = action('Build', 'Build');
const APPROVE = action('production', 'Approve');
const DEPLOY = action('production', 'Deploy');

const SECOND_SOURCE = {
  Name: 'Other',
  ActionTypeId: { Category: 'Source', Owner: 'AWS', Provider: 'CodeStarSourceConnection', Version: '1' },
  Configuration: { ConnectionArn: 'arn:aws:codeconnections:eu-west-1:111122223333:connection/1', FullRepositoryId: 'me/other', BranchName: 'main' },
  OutputArtifacts: [{ Name: 'Other' }],
};
const TRIGGER = {
  ProviderType: 'CodeStarSourceConnection',
  GitConfiguration: { SourceActionName: 'Source', Push: [{ Branches: { Includes: ['main'] } }] },
};

export const PIPELINE_MUTATIONS: readonly Mutation[] = [
  // Structure
  ['CloudFormation-Validate::F3032', 'a pipeline of one stage', ({ pipeline }) => pipeline.set(PIPELINE, 'Stages', [{ Name: 'Source', Actions: [] }]),
    ['CloudFormation-Validate::E3700', 'CloudFormation-Validate::F3032', 'environment.metadata (2)', 'events.name (2)']],
  ['CloudFormation-Validate::F3032', 'a stage without actions', ({ pipeline }) => pipeline.push(PIPELINE, 'Stages', { Name: 'Empty', Actions: [] })],
  ['pipeline.names', 'two stages of the same name', ({ pipeline }) => pipeline.set(PIPELINE, 'Stages/Name=production/Name', 'staging'),
    ['environment.metadata', 'environment.stage-order', 'events.name (2)', 'pipeline.names (5)']],
  ['pipeline.names', 'two actions of the same name', ({ pipeline }) => pipeline.set(PIPELINE, `${APPROVE}/Name`, 'Deploy')],
  ['pipeline.names', 'a space in the name of an action', ({ pipeline }) => pipeline.set(PIPELINE, `${BUILD}/Name`, 'Build it')],
  ['pipeline.source-stage', 'no source action', ({ pipeline }) => pipeline.remove(PIPELINE, 'Stages/Name=Source'),
    ['pipeline.input-artifact', 'pipeline.variable-reference']],
  ['pipeline.source-stage', 'an approval in the first stage', ({ pipeline }) =>
    pipeline.push(PIPELINE, 'Stages/Name=Source/Actions', pipeline.get(PIPELINE, APPROVE) ?? null)],
  ['pipeline.source-stage', 'a source action in a later stage', ({ pipeline }) =>
    pipeline.push(PIPELINE, 'Stages/Name=Build/Actions', SECOND_SOURCE),
  ['iam.action-permission', 'pipeline.unused-artifact']],
  ['pipeline.run-order', 'a run order of 0', ({ pipeline }) => pipeline.set(PIPELINE, `${BUILD}/RunOrder`, 0)],
  ['pipeline.run-order', 'a run order of 1000', ({ pipeline }) => pipeline.set(PIPELINE, `${BUILD}/RunOrder`, 1000)],
  ['pipeline.run-order', 'a run order of 1.5', ({ pipeline }) => pipeline.set(PIPELINE, `${BUILD}/RunOrder`, 1.5)],
  ['pipeline.approval-order', 'an approval beside what it approves', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${APPROVE}/RunOrder`, pipeline.get(PIPELINE, `${DEPLOY}/RunOrder`) ?? null),
  ['environment.stage-order']],
  ['CloudFormation-Validate::F3003', 'no role', ({ pipeline }) => pipeline.remove(PIPELINE, 'RoleArn')],
  ['pipeline.artifact-store', 'no artifact store', ({ pipeline }) => pipeline.remove(PIPELINE, 'ArtifactStore')],
  ['pipeline.artifact-store', 'an artifact store of another type', ({ pipeline }) => pipeline.set(PIPELINE, 'ArtifactStore/Type', 'EFS')],
  ['pipeline.artifact-store', 'an artifact store without a bucket', ({ pipeline }) => pipeline.remove(PIPELINE, 'ArtifactStore/Location')],
  ['pipeline.artifact-store', 'one store and stores', ({ pipeline }) =>
    pipeline.set(PIPELINE, 'ArtifactStores', [{ Region: 'eu-west-1', ArtifactStore: { Type: 'S3', Location: 'b' } }])],
  ['pipeline.artifact-store', 'an action in a region without a store', ({ pipeline }) => {
    pipeline.set(PIPELINE, 'ArtifactStores', [{ Region: 'eu-west-1', ArtifactStore: pipeline.get(PIPELINE, 'ArtifactStore') ?? null }]);
    pipeline.remove(PIPELINE, 'ArtifactStore');
    return pipeline.set(PIPELINE, `${DEPLOY}/Region`, 'us-east-1');
  }],

  // Settings
  ['pipeline.type', 'a type that does not exist', ({ pipeline }) => pipeline.set(PIPELINE, 'PipelineType', 'V3')],
  ['pipeline.type', 'QUEUED on a V1 pipeline', ({ pipeline }) => pipeline.set(PIPELINE, 'PipelineType', 'V1')],
  ['CloudFormation-Validate::W3030', 'an execution mode that does not exist', ({ pipeline }) => pipeline.set(PIPELINE, 'ExecutionMode', 'SERIAL')],
  ['pipeline.rollback-mode', 'stage rollback in a PARALLEL pipeline', ({ pipeline }) => {
    pipeline.set(PIPELINE, 'ExecutionMode', 'PARALLEL');
    return pipeline.set(PIPELINE, 'Stages/Name=production/OnFailure', { Result: 'ROLLBACK' });
  }],
  ['CloudFormation-Validate::W3030', 'a failure result that does not exist', ({ pipeline }) =>
    pipeline.set(PIPELINE, 'Stages/Name=production/OnFailure', { Result: 'UNDO' })],
  ['pipeline.on-failure', 'a source stage that rolls back', ({ pipeline }) =>
    pipeline.set(PIPELINE, 'Stages/Name=Source/OnFailure', { Result: 'ROLLBACK' })],
  ['pipeline.trigger', 'a trigger of a source action that does not exist', ({ pipeline }) =>
    pipeline.push(PIPELINE, 'Triggers', { ...TRIGGER, GitConfiguration: { SourceActionName: 'Sauce' } })],
  ['CloudFormation-Validate::W3030', 'a trigger of another provider', ({ pipeline }) =>
    pipeline.set(PIPELINE, 'Triggers', [{ ...TRIGGER, ProviderType: 'GitHub' }])],
  ['pipeline.trigger', 'two triggers of one source', ({ pipeline }) => pipeline.set(PIPELINE, 'Triggers', [TRIGGER, TRIGGER])],
  ['pipeline.trigger', 'a trigger with four filters', ({ pipeline }) => {
    const push = { Branches: { Includes: ['main'] } };
    return pipeline.set(PIPELINE, 'Triggers', [{ ...TRIGGER, GitConfiguration: { SourceActionName: 'Source', Push: [push, push, push, push] } }]);
  }],
  ['pipeline.never-starts', 'changes not detected and no trigger', ({ pipeline }) => {
    pipeline.set(PIPELINE, 'Triggers', []);
    return pipeline.set(PIPELINE, `${SOURCE}/Configuration/DetectChanges`, false);
  }],
  ['pipeline.variables', 'two variables of the same name', ({ pipeline }) => pipeline.set(PIPELINE, 'Variables', [{ Name: 'a' }, { Name: 'a' }])],
  ['pipeline.variables', 'a space in the name of a variable', ({ pipeline }) => pipeline.set(PIPELINE, 'Variables', [{ Name: 'a b' }])],
  ['pipeline.self-update-restart', 'a self-update that continues with the old pipeline', ({ pipeline }) =>
    pipeline.remove(PIPELINE, 'RestartExecutionOnUpdate')],
  ['pipeline.action-timeout', 'an approval that expires after a minute', ({ pipeline }) => pipeline.set(PIPELINE, `${APPROVE}/TimeoutInMinutes`, 1)],
  ['pipeline.disabled-transition', 'a disabled transition to a stage that does not exist', ({ pipeline }) =>
    pipeline.set(PIPELINE, 'DisableInboundStageTransitions', [{ StageName: 'prod', Reason: 'freeze' }])],

  // Actions
  ['action.category', 'a provider in the wrong category', ({ pipeline }) => pipeline.set(PIPELINE, `${BUILD}/ActionTypeId/Category`, 'Deploy')],
  ['action.category', 'CodeDeploy as a build', ({ pipeline }) => pipeline.set(PIPELINE, `${DEPLOY}/ActionTypeId/Category`, 'Build')],
  ['CloudFormation-Validate::W3030', 'a category that does not exist', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${BUILD}/ActionTypeId/Category`, 'Compile')],
  ['action.category', 'a provider that does not exist', ({ pipeline }) => pipeline.set(PIPELINE, `${BUILD}/ActionTypeId/Provider`, 'CodeBuilder'),
    ['iam.artifact-bucket (2)']],
  ['action.category', 'an owner that does not exist', ({ pipeline }) => pipeline.set(PIPELINE, `${BUILD}/ActionTypeId/Owner`, 'Amazon')],
  ['action.version', 'a version that does not exist', ({ pipeline }) => pipeline.set(PIPELINE, `${BUILD}/ActionTypeId/Version`, '2')],
  ['action.configuration', 'CodeBuild without a project', ({ pipeline }) => pipeline.remove(PIPELINE, `${BUILD}/Configuration/ProjectName`)],
  ['action.configuration', 'CodeDeploy without a deployment group', ({ pipeline }) =>
    pipeline.remove(PIPELINE, `${DEPLOY}/Configuration/DeploymentGroupName`)],
  ['action.configuration', 'a setting that CodeDeploy does not have', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${DEPLOY}/Configuration/DeploymentConfigName`, 'x')],
  ['action.configuration', 'more than 1000 characters for a function', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${action('staging', 'RecoverStack')}/Configuration/UserParameters`, 'x'.repeat(1001))],
  ['action.configuration', 'more than 1000 characters for an approver', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${action('production', 'Approve')}/Configuration/CustomData`, 'x'.repeat(1001))],
  ['action.configuration', 'a source without a branch', ({ pipeline }) => pipeline.remove(PIPELINE, `${SOURCE}/Configuration/BranchName`)],
  ['action.artifact-count', 'CodeDeploy without an input', ({ pipeline }) => pipeline.remove(PIPELINE, `${DEPLOY}/InputArtifacts`)],
  ['action.artifact-count', 'CodeDeploy with two inputs', ({ pipeline }) =>
    pipeline.push(PIPELINE, `${DEPLOY}/InputArtifacts`, { Name: 'Infrastructure' })],
  ['action.artifact-count', 'an approval with an input', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${APPROVE}/InputArtifacts`, [{ Name: 'Application' }])],
  ['action.artifact-count', 'a source without an output', ({ pipeline }) => pipeline.set(PIPELINE, `${SOURCE}/OutputArtifacts`, []),
    ['pipeline.input-artifact']],
  ['action.codebuild', 'two inputs and no primary source', ({ pipeline }) => {
    pipeline.push(PIPELINE, 'Stages/Name=Source/Actions', SECOND_SOURCE);
    return pipeline.push(PIPELINE, `${BUILD}/InputArtifacts`, { Name: 'Other' });
  },
  ['iam.action-permission']],
  ['action.codebuild', 'a primary source that is not an input', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${BUILD}/Configuration/PrimarySource`, 'Other')],
  ['action.codebuild', 'an output with the name of an input', ({ pipeline }) =>
    pipeline.push(PIPELINE, `${BUILD}/OutputArtifacts`, { Name: 'Source' }),
  ['pipeline.output-artifact']],
  ['action.codebuild', 'environment variables that are not JSON', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${BUILD}/Configuration/EnvironmentVariables`, 'A=b')],
  ['action.connection', 'a connection that is not an ARN', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${SOURCE}/Configuration/ConnectionArn`, 'my-connection'),
  ['iam.action-resource']],
  ['action.connection', 'a repository without an owner', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${SOURCE}/Configuration/FullRepositoryId`, 'my-app')],
  ['action.connection', 'an artifact format that does not exist', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${SOURCE}/Configuration/OutputArtifactFormat`, 'ZIP')],

  // Artifacts and variables
  ['pipeline.artifact-name', 'a space in the name of an artifact', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${SOURCE}/OutputArtifacts`, [{ Name: 'the source' }]),
  ['pipeline.input-artifact', 'pipeline.unused-artifact']],
  ['pipeline.input-artifact', 'an input that no action produces', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${DEPLOY}/InputArtifacts`, [{ Name: 'Aplication' }])],
  ['pipeline.input-artifact', 'a build that runs before its source', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${BUILD}/InputArtifacts`, [{ Name: 'Application' }]),
  ['action.codebuild', 'pipeline.unused-artifact']],
  ['pipeline.output-artifact', 'an artifact that two actions produce', ({ pipeline }) =>
    pipeline.push(PIPELINE, 'Stages/Name=Source/Actions', { ...SECOND_SOURCE, OutputArtifacts: [{ Name: 'Source' }] }),
  ['iam.action-permission']],
  ['pipeline.unused-artifact', 'a source that nothing uses', ({ pipeline }) => pipeline.push(PIPELINE, 'Stages/Name=Source/Actions', SECOND_SOURCE),
    ['iam.action-permission']],
  ['pipeline.namespace', 'a namespace that two actions have', ({ pipeline }) => pipeline.set(PIPELINE, `${BUILD}/Namespace`, 'Source')],
  ['pipeline.namespace', 'a reserved namespace', ({ pipeline }) => pipeline.set(PIPELINE, `${BUILD}/Namespace`, 'codepipeline')],
  ['pipeline.namespace', 'a dot in a namespace', ({ pipeline }) => pipeline.set(PIPELINE, `${BUILD}/Namespace`, 'my.build')],
  ['pipeline.variable-reference', 'a namespace that no action has', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${APPROVE}/Configuration/CustomData`, 'commit #{Sauce.CommitId}')],
  ['pipeline.variable-reference', 'a variable that the source does not provide', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${APPROVE}/Configuration/CustomData`, 'commit #{Source.Commit}')],
  ['pipeline.variable-reference', 'a pipeline variable that is not declared', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${APPROVE}/Configuration/CustomData`, '#{variables.reason}')],
  ['pipeline.variable-reference', 'a variable of a later action', ({ pipeline }) => {
    pipeline.set(PIPELINE, `${DEPLOY}/Namespace`, 'Deployed');
    return pipeline.set(PIPELINE, `${APPROVE}/Configuration/CustomData`, '#{Deployed.DeploymentId}');
  }],

  // Environments
  ['environment.metadata', 'an environment whose stage does not exist', ({ pipeline }) =>
    pipeline.set(PIPELINE, 'Metadata/gostyle:pipeline/environments/0/stage', 'test')],
  ['environment.metadata', 'two environments of the same name', ({ pipeline }) =>
    pipeline.set(PIPELINE, 'Metadata/gostyle:pipeline/environments/1/name', 'staging')],
  ['environment.metadata', 'metadata of another version', ({ pipeline }) => pipeline.set(PIPELINE, 'Metadata/gostyle:pipeline/version', 2)],
  ['environment.template', 'an environment template that is not in the assembly', ({ pipeline }) =>
    pipeline.set(PIPELINE, 'Metadata/gostyle:pipeline/environments/0/template', 'staging.template.json')],
  ['environment.template', 'the stack name of another environment', ({ pipeline }) =>
    pipeline.set(PIPELINE, 'Metadata/gostyle:pipeline/environments/0/stackName', 'Web-test')],
  ['environment.template', 'a stage that deploys the template of another environment', ({ pipeline }) => pipeline.set(PIPELINE,
    `${action('production', 'PrepareChangeSet')}/Configuration/TemplatePath`,
    pipeline.get(PIPELINE, `${action('staging', 'PrepareChangeSet')}/Configuration/TemplatePath`) ?? null),
  ['action.stack-name']],
  ['environment.stage-order', 'a deployment before its instances are up', ({ pipeline }) => pipeline.set(PIPELINE, `${DEPLOY}/RunOrder`, 1)],
  ['environment.stage-order', 'an approval after the execution that it approves', ({ pipeline }) => {
    pipeline.set(PIPELINE, `${action('production', 'ExecuteChangeSet')}/RunOrder`, 3);
    pipeline.set(PIPELINE, `${DEPLOY}/RunOrder`, 9);
    return pipeline.set(PIPELINE, `${APPROVE}/RunOrder`, 4);
  }],
  ['environment.deployment-group', 'a deployment group that no environment has', ({ pipeline }) =>
    pipeline.set(PIPELINE, `${DEPLOY}/Configuration/DeploymentGroupName`, 'prod')],
  ['environment.application', 'another port than the application has', ({ staging }) =>
    staging.set('AWS::ElasticLoadBalancingV2::TargetGroup', 'Port', 8080),
  ['security-group.target-port (3)']],
  ['environment.application', 'another health check path than the application has', ({ staging }) =>
    staging.set('AWS::ElasticLoadBalancingV2::TargetGroup', 'HealthCheckPath', '/')],
  ['environment.instance-role', 'instances that may not read the artifact bucket', ({ staging }) =>
    staging.replace(`AWS::IAM::Policy#${'InstanceRole'}`, 's3:GetObject', 's3:GetObjectTagging') && staging.id('AWS::IAM::Role#InstanceRole'),
  ['iam.unknown-action']],
  ['environment.instance-role', 'instances that may read another bucket', ({ staging }) =>
    staging.replace('AWS::IAM::Policy#InstanceRole', '"Ref":"ArtifactBucketName"',
      '"Ref":"AWS::StackName"') && staging.id('AWS::IAM::Role#InstanceRole')],
];
