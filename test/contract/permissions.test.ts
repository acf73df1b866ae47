import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { fullestPipeline } from '../helpers/fullest';
import { actionsOf, statements, text } from '../helpers/resources';
import { arn, testRoles, type RolePermissions } from '../helpers/role-permissions';

const web = fullestPipeline(new App());
const pipeline = Template.fromStack(Stack.of(web));
const live = Template.fromStack(web.environment('live'));

const NAMES = {
  WebDeliveryArtifacts: 'arn:aws:s3:::artifacts',
  WebDeliveryBuildProject: 'project',
  WebDeliveryBuildLogs: 'arn:aws:logs:eu-west-1:111122223333:log-group:build:*',
  Approvals: 'arn:aws:sns:eu-west-1:111122223333:approvals',
  ArtifactBucketName: 'artifacts',
  Fleet: 'fleet',
  NotificationTopicArn: 'arn:aws:sns:eu-west-1:111122223333:alarms',
  OpenSearchDeliveryFailed: 'arn:aws:s3:::failed',
  OpenSearchDeliveryStream: 'stream',
  OpenSearchSetUpAlertRole: 'arn:aws:iam::111122223333:role/alerts',
  LoadBalancerAccessLogs: 'arn:aws:s3:::access-logs',
  LoadBalancerTargetGroup: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/live/1',
};
const CONNECTION = 'arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef';
const REVISION = 'arn:aws:s3:::artifacts/Web/Applicatio/a1b2c3';

const ROLES: Record<string, RolePermissions> = {
  'the instances': {
    template: live,
    policy: 'InstanceRole',
    may: [
      ['s3:GetObject', REVISION],
      ['s3:GetObjectVersion', REVISION],
      ['ssmmessages:OpenDataChannel', '*'],
      ['ssm:UpdateInstanceInformation', arn('ec2:@:instance/i-1')],
    ],
    mayNot: [
      ['s3:GetObject', 'arn:aws:s3:::artifacts/Web/Infrastruc/a1b2c3'],
      ['s3:GetObject', 'arn:aws:s3:::another/Web/Applicatio/a1b2c3'],
      ['s3:PutObject', REVISION],
      ['s3:ListBucket', 'arn:aws:s3:::artifacts'],
      ['ssm:GetParameter', arn('ssm:@:parameter/secret')],
      ['sts:AssumeRole', arn('iam::111122223333:role/admin')],
    ],
  },
  'CodeDeploy': {
    template: live,
    policy: 'DeploymentRole',
    may: [
      ['autoscaling:CompleteLifecycleAction', arn('autoscaling:@:autoScalingGroup:uuid:autoScalingGroupName/fleet')],
      ['elasticloadbalancing:DeregisterTargets', NAMES.LoadBalancerTargetGroup],
      ['ec2:DescribeInstances', '*'],
    ],
    mayNot: [
      ['autoscaling:CompleteLifecycleAction', arn('autoscaling:@:autoScalingGroup:uuid:autoScalingGroupName/other')],
      ['elasticloadbalancing:DeregisterTargets', arn('elasticloadbalancing:@:targetgroup/other/1')],
      ['ec2:TerminateInstances', arn('ec2:@:instance/i-1')],
      ['iam:PassRole', arn('iam::111122223333:role/admin')],
    ],
  },
  'Firehose, on the way to OpenSearch': {
    template: live,
    policy: 'OpenSearchDeliveryRole',
    may: [
      ['es:ESHttpPost', arn('es:@:domain/web-live-a81c5330/_bulk')],
      ['s3:PutObject', 'arn:aws:s3:::failed/2026/x.gz'],
    ],
    mayNot: [
      ['es:ESHttpDelete', arn('es:@:domain/web-live-a81c5330/logs-2026-11-26')],
      ['es:ESHttpPost', arn('es:@:domain/other/_bulk')],
      ['s3:PutObject', 'arn:aws:s3:::artifacts/Web/Applicatio/a1b2c3'],
      ['ec2:RunInstances', '*'],
    ],
  },
  'what gives log lines to Firehose': {
    template: live,
    policy: 'OpenSearchForwarderRole',
    may: [['firehose:PutRecordBatch', 'stream'], ['s3:GetObject', 'arn:aws:s3:::access-logs/load-balancer/x.log.gz']],
    mayNot: [['firehose:PutRecordBatch', 'other'], ['firehose:DeleteDeliveryStream', 'stream'], ['s3:PutObject', 'arn:aws:s3:::access-logs/x']],
  },
  'what sets OpenSearch up': {
    template: live,
    policy: 'OpenSearchSetUpRole',
    may: [
      ['es:ESHttpPut', arn('es:@:domain/web-live-a81c5330/_index_template/gostyle-logs')],
      ['iam:PassRole', arn('iam::111122223333:role/alerts')],
    ],
    mayNot: [
      ['es:ESHttpDelete', arn('es:@:domain/web-live-a81c5330/logs-2026-11-26')],
      ['es:UpdateDomainConfig', arn('es:@:domain/web-live-a81c5330')],
      ['iam:PassRole', arn('iam::111122223333:role/admin')],
      ['sns:Publish', arn('sns:@:alarms')],
    ],
  },
  'what OpenSearch publishes alerts with': {
    template: live,
    policy: 'OpenSearchSetUpAlertRole',
    may: [['sns:Publish', arn('sns:@:alarms')]],
    mayNot: [['sns:Publish', arn('sns:@:other')], ['sns:Subscribe', arn('sns:@:alarms')]],
  },
  'the pipeline': {
    template: pipeline,
    policy: 'WebDeliveryRoleDefaultPolicy',
    may: [['sts:AssumeRole', 'WebDeliveryRolesSource5722E4BC.Arn'], ['s3:PutObject', 'arn:aws:s3:::artifacts/Web/Source/1']],
    mayNot: [
      ['sts:AssumeRole', arn('iam::111122223333:role/admin')],
      ['s3:DeleteObject', REVISION],
      ['cloudformation:CreateStack', arn('cloudformation:@:stack/x/1')],
    ],
  },
  'the source stage': {
    template: pipeline,
    policy: 'WebDeliveryRolesSource',
    may: [
      ['codeconnections:UseConnection', CONNECTION],
      ['codestar-connections:UseConnection', CONNECTION],
      ['s3:PutObject', 'arn:aws:s3:::artifacts/Web/Source/1'],
    ],
    mayNot: [['codeconnections:UseConnection', CONNECTION.replace(/.$/, '0')], ['codeconnections:DeleteConnection', CONNECTION]],
  },
  'the build stage': {
    template: pipeline,
    policy: 'WebDeliveryRolesBuild',
    may: [['codebuild:StartBuild', 'project'], ['codebuild:StopBuild', 'project']],
    mayNot: [['codebuild:StartBuild', 'another'], ['codebuild:UpdateProject', 'project']],
  },
  'the build': {
    template: pipeline,
    policy: 'WebDeliveryBuildProjectRole',
    may: [
      ['s3:GetObject', 'arn:aws:s3:::artifacts/Web/Source/1'],
      ['s3:PutObject', REVISION],
      ['logs:PutLogEvents', 'arn:aws:logs:eu-west-1:111122223333:log-group:build:log-stream:1'],
      ['codebuild:BatchPutTestCases', arn('codebuild:@:report-group/project-service')],
    ],
    mayNot: [
      ['s3:DeleteObject', REVISION],
      ['s3:PutObject', 'arn:aws:s3:::another/x'],
      ['codebuild:BatchPutTestCases', arn('codebuild:@:report-group/other-service')],
      ['cloudformation:UpdateStack', arn('cloudformation:@:stack/Web-live/1')],
      ['iam:CreateRole', arn('iam::111122223333:role/x')],
    ],
  },
  'UpdatePipeline': {
    template: pipeline,
    policy: 'WebDeliveryRolesUpdatePipeline',
    may: [
      ['cloudformation:UpdateStack', arn('cloudformation:@:stack/WebPipeline/1')],
      ['iam:PassRole', arn('iam::111122223333:role/cdk-hnb659fds-cfn-exec-role-111122223333-eu-west-1')],
      ['s3:GetObject', 'arn:aws:s3:::artifacts/Web/Infrastruc/1'],
    ],
    mayNot: [
      ['cloudformation:UpdateStack', arn('cloudformation:@:stack/Web-live/1')],
      ['cloudformation:DeleteStack', arn('cloudformation:@:stack/WebPipeline/1')],
      ['iam:PassRole', arn('iam::111122223333:role/admin')],
    ],
  },
  'the stage of an environment': {
    template: pipeline,
    policy: 'WebDeliveryRoleslive',
    may: [
      ['cloudformation:CreateChangeSet', arn('cloudformation:@:stack/Web-live/1')],
      ['cloudformation:ExecuteChangeSet', arn('cloudformation:@:stack/Web-live/1')],
      ['codedeploy:CreateDeployment', arn('codedeploy:@:deploymentgroup:Web-live/live')],
      ['codedeploy:RegisterApplicationRevision', arn('codedeploy:@:application:Web-live')],
      ['codedeploy:GetDeploymentConfig', arn('codedeploy:@:deploymentconfig:Web-live-min-75-percent-zonal-600-300-0')],
      ['states:StartExecution', arn('states:@:stateMachine:Web-live-add-capacity')],
      ['sns:Publish', NAMES.Approvals],
    ],
    mayNot: [
      ['cloudformation:CreateChangeSet', arn('cloudformation:@:stack/Web-qa/1')],
      ['cloudformation:UpdateStack', arn('cloudformation:@:stack/Web-live/1')],
      ['cloudformation:DeleteStack', arn('cloudformation:@:stack/Web-live/1')],
      ['codedeploy:CreateDeployment', arn('codedeploy:@:deploymentgroup:Web-qa/qa')],
      ['s3:PutObject', REVISION],
    ],
  },
};

testRoles(ROLES, NAMES);

/** These actions do not support resource-level permissions. */
const WITHOUT_RESOURCE = new RegExp([
  '^(autoscaling|cloudwatch|ec2|elasticloadbalancing):Describe', '^ssmmessages:', '^codedeploy:\\w+DeploymentTargets$', '^codepipeline:PutJob',
  '^guardduty:(Create|List)Detectors?$', '^lambda:ListFunctions$',
].join('|'));

/** Lambda and Firehose check whether they may create network interfaces anywhere, before they do so in the given subnets. */
const NETWORK_INTERFACES = /^ec2:((Create|Delete)NetworkInterface|(Una|A)ssignPrivateIpAddresses|CreateNetworkInterfacePermission)$/;
const IN_THE_NETWORK = /^OpenSearch(SetUp|Delivery)Role/;

test.each([['pipeline', pipeline], ['environment', live]])('%s: no wildcard if something narrower is known', (_name, template) => {
  const all = statements(template).flatMap(({ policy, statement }) =>
    actionsOf(statement).map((action) => ({ policy, action, resource: text(statement.Resource) })));
  expect(all.filter(({ action }) => action.includes('*'))).toEqual([]);
  const isNarrow = (policy: string, action: string) =>
    WITHOUT_RESOURCE.test(action) || (IN_THE_NETWORK.test(policy) && NETWORK_INTERFACES.test(action));
  expect(all.filter(({ policy, action, resource }) => resource === '*' && !isNarrow(policy, action))).toEqual([]);
});
