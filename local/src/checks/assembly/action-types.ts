/** CodePipeline's action reference for AWS-owned actions, by provider. */
export interface ActionType {
  readonly categories: readonly string[];
  readonly inputs: readonly [least: number, most: number];
  readonly outputs: readonly [least: number, most: number];
  readonly required: readonly string[];
  /** Undefined if the reference lists too many to include here. */
  readonly optional?: readonly string[];
}

export const ACTION_TYPES: Readonly<Record<string, ActionType>> = {
  AppConfig: {
    categories: ['Deploy'],
    inputs: [1, 1],
    outputs: [0, 0],
    required: ['Application', 'Environment', 'ConfigurationProfile', 'InputArtifactConfigurationPath', 'DeploymentStrategy'],
  },
  CloudFormation: {
    categories: ['Deploy'],
    inputs: [0, 10],
    outputs: [0, 1],
    required: ['ActionMode', 'StackName'],
    optional: ['Capabilities', 'ChangeSetName', 'RoleArn', 'TemplatePath', 'OutputFileName', 'ParameterOverrides', 'TemplateConfiguration'],
  },
  CloudFormationStackInstances: { categories: ['Deploy'], inputs: [0, 10], outputs: [0, 1], required: ['StackSetName'] },
  CloudFormationStackSet: { categories: ['Deploy'], inputs: [1, 10], outputs: [0, 1], required: ['StackSetName', 'TemplatePath'] },
  CodeBuild: {
    categories: ['Build', 'Test'],
    inputs: [1, 5],
    outputs: [0, 5],
    required: ['ProjectName'],
    optional: ['PrimarySource', 'BatchEnabled', 'BuildspecOverride', 'CombineArtifacts', 'EnvironmentVariables'],
  },
  CodeCommit: {
    categories: ['Source'],
    inputs: [0, 0],
    outputs: [1, 1],
    required: ['RepositoryName', 'BranchName'],
    optional: ['PollForSourceChanges', 'OutputArtifactFormat'],
  },
  CodeDeploy: { categories: ['Deploy'], inputs: [1, 1], outputs: [0, 0], required: ['ApplicationName', 'DeploymentGroupName'], optional: [] },
  CodeDeployToECS: {
    categories: ['Deploy'],
    inputs: [1, 5],
    outputs: [0, 0],
    required: ['ApplicationName', 'DeploymentGroupName', 'TaskDefinitionTemplateArtifact', 'AppSpecTemplateArtifact'],
  },
  CodeStarSourceConnection: {
    categories: ['Source'],
    inputs: [0, 0],
    outputs: [1, 1],
    required: ['ConnectionArn', 'FullRepositoryId', 'BranchName'],
    optional: ['OutputArtifactFormat', 'DetectChanges'],
  },
  CodePipeline: { categories: ['Invoke'], inputs: [0, 0], outputs: [0, 0], required: ['PipelineName'] },
  Commands: { categories: ['Compute'], inputs: [1, 10], outputs: [0, 1], required: [] },
  DeviceFarm: { categories: ['Test'], inputs: [1, 1], outputs: [0, 0], required: ['AppType', 'ProjectId'] },
  EC2: { categories: ['Deploy'], inputs: [1, 1], outputs: [0, 0], required: [] },
  ECR: { categories: ['Source'], inputs: [0, 0], outputs: [1, 1], required: ['RepositoryName'], optional: ['ImageTag'] },
  ECRBuildAndPublish: { categories: ['Build'], inputs: [1, 1], outputs: [0, 1], required: ['ECRRepositoryName'] },
  ECS: {
    categories: ['Deploy'],
    inputs: [1, 1],
    outputs: [0, 0],
    required: ['ClusterName', 'ServiceName'],
    optional: ['FileName', 'DeploymentTimeout'],
  },
  EKS: { categories: ['Deploy'], inputs: [1, 1], outputs: [0, 0], required: ['ClusterName'] },
  ElasticBeanstalk: { categories: ['Deploy'], inputs: [1, 1], outputs: [0, 0], required: ['ApplicationName', 'EnvironmentName'] },
  InspectorScan: { categories: ['Invoke'], inputs: [0, 1], outputs: [0, 1], required: [] },
  Lambda: { categories: ['Invoke', 'Deploy'], inputs: [0, 5], outputs: [0, 5], required: ['FunctionName'] },
  Manual: {
    categories: ['Approval'],
    inputs: [0, 0],
    outputs: [0, 0],
    required: [],
    optional: ['CustomData', 'ExternalEntityLink', 'NotificationArn'],
  },
  OpsWorks: { categories: ['Deploy'], inputs: [1, 1], outputs: [0, 0], required: ['App', 'Stack'] },
  S3: { categories: ['Source', 'Deploy'], inputs: [0, 1], outputs: [0, 1], required: [] },
  ServiceCatalog: { categories: ['Deploy'], inputs: [1, 1], outputs: [0, 0], required: ['ProductId'] },
  StepFunctions: { categories: ['Invoke'], inputs: [0, 1], outputs: [0, 1], required: ['StateMachineArn'] },
};

/** Variables exported by source actions, for `#{namespace.variable}`. */
export const SOURCE_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  CodeCommit: ['AuthorDate', 'BranchName', 'CommitId', 'CommitMessage', 'CommitterDate', 'RepositoryName'],
  S3: ['BucketName', 'ETag', 'ObjectKey', 'VersionId'],
  CodeStarSourceConnection: [
    'AuthorDate',
    'AuthorDisplayName',
    'AuthorEmail',
    'AuthorId',
    'BranchName',
    'CommitId',
    'CommitMessage',
    'ConnectionArn',
    'FullRepositoryName',
    'ProviderType',
    'CommitUrl',
  ],
};

/** Permissions that the role of a CodeDeploy action needs. */
export const DEPLOYMENT_PERMISSIONS: readonly string[] = [
  'codedeploy:CreateDeployment',
  'codedeploy:GetDeployment',
  'codedeploy:GetDeploymentConfig',
  'codedeploy:GetApplicationRevision',
  'codedeploy:RegisterApplicationRevision',
];
