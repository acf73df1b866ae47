import { parametersOf } from './shifting-compute.mjs';

const action = (category, provider, name, runOrder, rest) => ({
  Name: name, RunOrder: runOrder, ActionTypeId: { Category: category, Owner: 'AWS', Provider: provider, Version: '1' }, ...rest,
});

const named = (...names) => names.map((Name) => ({ Name }));

const stateMachine = (name, machine) => (order) => action('Invoke', 'StepFunctions', name, order, {
  Configuration: {
    StateMachineArn: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:states:us-east-1:123456789012:stateMachine:${machine}`]] },
  },
});

function environmentStage({ name, approval, alarms = [], extraCapacity, onFailure, beforeDeployment, compute }) {
  const stack = `Web-${name}`;
  const actions = [
    (order) => action('Deploy', 'CloudFormation', 'PrepareChangeSet', order, {
      InputArtifacts: named('Infrastructure', ...compute ? ['Application'] : []),
      Configuration: {
        ActionMode: 'CHANGE_SET_REPLACE', StackName: stack, ChangeSetName: 'release', TemplatePath: `Infrastructure::${stack}.template.json`,
        ...compute && { ParameterOverrides: JSON.stringify(parametersOf[compute]) },
      },
    }),
    ...approval ? [(order) => action('Approval', 'Manual', 'Approve', order, { Configuration: {} })] : [],
    (order) => action('Deploy', 'CloudFormation', 'ExecuteChangeSet', order, {
      Configuration: { ActionMode: 'CHANGE_SET_EXECUTE', StackName: stack, ChangeSetName: 'release' },
    }),
    ...beforeDeployment ? [(order) => action('Build', 'CodeBuild', 'BeforeDeployment', order, {
      InputArtifacts: named('Application'), Configuration: { ProjectName: `${stack}-before-deployment` },
    })] : [],
    ...alarms.length > 0 && !compute ? [stateMachine('SetAlarmPolling', `${stack}-set-alarm-polling`)] : [],
    ...extraCapacity ? [stateMachine('AddCapacity', `${stack}-add-capacity`)] : [],
    ...compute ? [] : [(order) => action('Deploy', 'CodeDeploy', 'Deploy', order, {
      InputArtifacts: named('Application'),
      Configuration: { ApplicationName: stack, DeploymentGroupName: stack },
    })],
  ];
  return { Name: name, Actions: actions.map((make, index) => make(index + 1)), ...onFailure && { OnFailure: { Result: onFailure } } };
}

const unlessDeployed = (variable, parameter) => ({
  Conditions: [{
    Result: 'SKIP',
    Rules: [{
      Name: 'TemplateHasChanged', RuleTypeId: { Category: 'Rule', Owner: 'AWS', Provider: 'VariableCheck', Version: '1' },
      Configuration: { Variable: variable, Operator: 'NE', Value: { Ref: parameter } },
    }],
  }],
});

const pushTrigger = ({ branch, includes, excludes }) => ({
  ProviderType: 'CodeStarSourceConnection',
  GitConfiguration: {
    SourceActionName: 'Source',
    Push: [{
      Branches: { Includes: [branch] },
      ...(includes || excludes) && { FilePaths: { ...includes && { Includes: includes }, ...excludes && { Excludes: excludes } } },
    }],
  },
});

export function pipelineTemplate({ executionMode, environments, templateHash, trigger }) {
  const hasTasks = environments.some(({ compute }) => compute === 'fargate');
  return {
    ...templateHash && { Parameters: { TemplateHash: { Type: 'String', Default: 'unknown' } } },
    Resources: {
      Project: {
        Type: 'AWS::CodeBuild::Project',
        Properties: {
          Source: { Type: 'CODEPIPELINE', BuildSpec: 'buildspec.yml' }, Artifacts: { Type: 'CODEPIPELINE' },
          Environment: { Image: 'aws/codebuild/standard:7.0' },
        },
      },
      ...hasTasks && {
        ImageProject: {
          Type: 'AWS::CodeBuild::Project',
          Properties: { Source: { Type: 'CODEPIPELINE', BuildSpec: '{}' }, Environment: { Image: 'aws/codebuild/standard:7.0' } },
          Metadata: { 'gostyle:project': { version: 1, publishes: 'image' } },
        },
      },
      Pipeline: {
        Type: 'AWS::CodePipeline::Pipeline',
        Properties: {
          PipelineType: 'V2',
          ExecutionMode: executionMode,
          ...trigger && { Triggers: [pushTrigger(trigger)] },
          Stages: [
            { Name: 'Source', Actions: [action('Source', 'CodeStarSourceConnection', 'Source', 1, {
              OutputArtifacts: named('Source'), Configuration: {},
            })] },
            { Name: 'Build', Actions: [action('Build', 'CodeBuild', 'Build', 1, {
              ...templateHash && { Namespace: 'Build' }, InputArtifacts: named('Source'),
              OutputArtifacts: named('Application', 'Infrastructure'), Configuration: { ProjectName: { Ref: 'Project' } },
            }), ...hasTasks ? [action('Build', 'CodeBuild', 'BuildImage', 2, {
              Namespace: 'BuildImage', InputArtifacts: named('Application'), Configuration: { ProjectName: { Ref: 'ImageProject' } },
            })] : []] },
            { Name: 'UpdatePipeline', ...templateHash && {
              BeforeEntry: unlessDeployed('#{Build.TEMPLATE_HASH}', 'TemplateHash'),
            }, Actions: [action('Deploy', 'CloudFormation', 'UpdatePipeline', 1, {
              InputArtifacts: named('Infrastructure'),
              Configuration: {
                ActionMode: 'CREATE_UPDATE', StackName: 'Web', TemplatePath: 'Infrastructure::Web.template.json',
                ...templateHash && { ParameterOverrides: JSON.stringify({ TemplateHash: '#{Build.TEMPLATE_HASH}' }) },
              },
            })] },
            ...environments.map(environmentStage),
          ],
        },
        Metadata: {
          'gostyle:pipeline': {
            version: 1,
            name: 'Web',
            buildspec: 'buildspec.yml',
            application: { name: 'web', directory: '.', port: 3000, healthCheckPath: '/health' },
            environments: environments.map(({ name }) => ({ name, stage: name, stackName: `Web-${name}`, template: `Web-${name}.template.json` })),
          },
        },
      },
    },
  };
}
