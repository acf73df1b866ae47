import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { fargatePipeline } from '../helpers/fargate';
import { lambdaPipeline } from '../helpers/lambda';
import { arn, testRoles, type RolePermissions } from '../helpers/role-permissions';

const tasks = fargatePipeline(new App());
const functions = lambdaPipeline(new App());
const NAMES = {
  WebDeliveryBuildStepsImages: arn('ecr:@:repository/web/application'),
  LoadBalancerTasks: arn('elasticloadbalancing:@:targetgroup/blue/1'),
  LoadBalancerAlternateTasks: arn('elasticloadbalancing:@:targetgroup/green/1'),
  TrafficProduction: arn('elasticloadbalancing:@:listener-rule/app/live/1/2/production'),
  TrafficTest: arn('elasticloadbalancing:@:listener-rule/app/live/1/2/test'),
  TaskLogs: arn('logs:@:log-group:tasks:*'),
  FunctionLogs: arn('logs:@:log-group:/aws/lambda/Web-live:*'),
  VersionCheckFunction: arn('lambda:@:function:check'),
  ArtifactBucketName: 'artifacts',
};

const ROLES: Readonly<Record<string, RolePermissions>> = {
  'the image build': {
    template: Template.fromStack(Stack.of(tasks)),
    policy: 'WebDeliveryBuildStepsBuildImageProjectRole',
    may: [
      ['ecr:PutImage', NAMES.WebDeliveryBuildStepsImages],
      ['ecr:GetAuthorizationToken', '*'],
    ],
    mayNot: [
      ['ecr:PutImage', arn('ecr:@:repository/other')],
      ['ecr:BatchDeleteImage', NAMES.WebDeliveryBuildStepsImages],
      ['cloudformation:UpdateStack', arn('cloudformation:@:stack/Web-live/1')],
    ],
  },
  'the role that starts tasks': {
    template: Template.fromStack(tasks.environment('live')),
    policy: 'TaskExecutionRole',
    may: [
      ['ecr:BatchGetImage', arn('ecr:@:repository/web/application')],
      ['logs:PutLogEvents', arn('logs:@:log-group:tasks:log-stream:task/1')],
    ],
    mayNot: [
      ['ecr:BatchGetImage', arn('ecr:@:repository/other')],
      ['ecr:PutImage', arn('ecr:@:repository/web/application')],
      ['logs:CreateLogGroup', arn('logs:@:log-group:other')],
      ['secretsmanager:GetSecretValue', arn('secretsmanager:@:secret:other')],
    ],
  },
  'tasks': {
    template: Template.fromStack(tasks.environment('live')),
    policy: 'TaskRole',
    may: [['ssmmessages:OpenDataChannel', '*']],
    mayNot: [
      ['ecr:BatchGetImage', arn('ecr:@:repository/web/application')],
      ['s3:GetObject', 'arn:aws:s3:::artifacts/Web/Applicatio/a1b2c3'],
      ['ecs:UpdateService', arn('ecs:@:service/cluster/service')],
      ['sts:AssumeRole', arn('iam::111122223333:role/admin')],
    ],
  },
  'the role that moves requests between tasks': {
    template: Template.fromStack(tasks.environment('live')),
    policy: 'TrafficRole',
    may: [
      ['elasticloadbalancing:ModifyRule', NAMES.TrafficProduction],
      ['elasticloadbalancing:RegisterTargets', NAMES.LoadBalancerAlternateTasks],
      ['elasticloadbalancing:DescribeTargetHealth', '*'],
    ],
    mayNot: [
      ['elasticloadbalancing:ModifyRule', arn('elasticloadbalancing:@:listener-rule/app/other/1/2/3')],
      ['elasticloadbalancing:ModifyListener', arn('elasticloadbalancing:@:listener/app/live/1/2')],
      ['elasticloadbalancing:DeregisterTargets', arn('elasticloadbalancing:@:targetgroup/other/1')],
    ],
  },
  'the role that invokes deployment hooks': {
    template: Template.fromStack(tasks.environment('live')),
    policy: 'ServiceHookRole0',
    may: [['lambda:InvokeFunction', arn('lambda:@:function:smoke-test')]],
    mayNot: [['lambda:InvokeFunction', arn('lambda:@:function:other')]],
  },
  'the function': {
    template: Template.fromStack(functions.environment('live')),
    policy: 'FunctionRole',
    may: [
      ['logs:PutLogEvents', arn('logs:@:log-group:/aws/lambda/Web-live:log-stream:1')],
      ['ec2:CreateNetworkInterface', '*'],
      ['xray:PutTraceSegments', '*'],
    ],
    mayNot: [
      ['s3:GetObject', 'arn:aws:s3:::artifacts/Web/Applicatio/a1b2c3'],
      ['lambda:UpdateFunctionCode', arn('lambda:@:function:Web-live')],
      ['logs:CreateLogGroup', arn('logs:@:log-group:other')],
      ['ec2:RunInstances', '*'],
    ],
  },
  'the hook that checks a new version': {
    template: Template.fromStack(functions.environment('live')),
    policy: 'VersionCheckRole',
    may: [
      ['lambda:InvokeFunction', arn('lambda:@:function:Web-live:7')],
      ['codedeploy:PutLifecycleEventHookExecutionStatus', arn('codedeploy:@:deploymentgroup:Web-live-ServerlessDeploymentApplication-1/group')],
    ],
    mayNot: [
      ['lambda:InvokeFunction', arn('lambda:@:function:other:7')],
      ['codedeploy:PutLifecycleEventHookExecutionStatus', arn('codedeploy:@:deploymentgroup:Web-staging-ServerlessDeploymentApplication-1/group')],
    ],
  },
  'the role that moves the traffic of a function': {
    template: Template.fromStack(functions.environment('live')),
    policy: 'ShiftRole',
    may: [
      ['lambda:UpdateAlias', arn('lambda:@:function:Web-live:live')],
      ['lambda:InvokeFunction', NAMES.VersionCheckFunction],
      ['cloudwatch:DescribeAlarms', '*'],
    ],
    mayNot: [
      ['lambda:UpdateAlias', arn('lambda:@:function:Web-staging:live')],
      ['lambda:UpdateFunctionCode', arn('lambda:@:function:Web-live')],
      ['lambda:InvokeFunction', arn('lambda:@:function:other')],
    ],
  },
};

testRoles(ROLES, NAMES);
