import { ALARM, BUCKET, GROUP, ROLE, type Mutation } from './mutation';
import type { TemplateEditor } from '../template-editor';

const RULE = 'AWS::Events::Rule';
const STAGE_ENDED = `${RULE}#NotificationsStageEnded`;
const FUNCTION = 'AWS::Lambda::Function';
const PERMISSION = 'AWS::Lambda::Permission';
const STATE_MACHINE = 'AWS::StepFunctions::StateMachine';

/** Event rules, functions, and what alarms watch. */
export const EVENT_MUTATIONS: readonly Mutation[] = [
  ['CloudFormation-Validate::F3058', 'a rule without a pattern', ({ pipeline }) => pipeline.remove(STAGE_ENDED, 'EventPattern')],
  ['CloudFormation-Validate::E9014', 'an empty pattern', ({ pipeline }) => pipeline.set(STAGE_ENDED, 'EventPattern', {})],
  ['CloudFormation-Validate::F3031', 'a schedule that is none', ({ pipeline }) => pipeline.set(STAGE_ENDED, 'ScheduleExpression', 'every day'),
    ['CloudFormation-Validate::E3027']],
  ['CloudFormation-Validate::E9014', 'a value that is no list', ({ pipeline }) =>
    pipeline.set(STAGE_ENDED, 'EventPattern/source', 'aws.codepipeline')],
  ['events.pattern', 'an empty list', ({ pipeline }) => pipeline.set(STAGE_ENDED, 'EventPattern/detail/pipeline', [])],
  ['events.pattern', 'a field that no event has', ({ pipeline }) => pipeline.set(STAGE_ENDED, 'EventPattern/detailType', ['x'])],
  ['states.definition', 'a definition that is not JSON', ({ staging }) => staging.set(STATE_MACHINE, 'DefinitionString', '{"StartAt":')],
  [
    'states.definition',
    'a next state that does not exist',
    ({ staging }) => staging.set(STATE_MACHINE, 'DefinitionString', '{"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}'),
  ],
  [
    'states.definition',
    'a state that leads nowhere',
    ({ staging }) => staging.set(STATE_MACHINE, 'DefinitionString', '{"StartAt": "Only", "States": {"Only": {"Type": "Pass"}}}'),
  ],
  ['cloudwatch.dashboard', 'a dashboard that is not JSON', ({ staging }) =>
    staging.set('AWS::CloudWatch::Dashboard', 'DashboardBody', '{widgets: []}')],
  ['cloudwatch.alarm', 'periods of more than a day', ({ staging }) => staging.set(ALARM, 'EvaluationPeriods', 1441)],
  [
    'events.kind',
    'an event that no AWS service sends',
    ({ pipeline }) => pipeline.set(STAGE_ENDED, 'EventPattern/detail-type', ['CodePipeline Stage State Change']),
  ],
  ['events.kind', 'events of another service', ({ pipeline }) => pipeline.set(STAGE_ENDED, 'EventPattern/source', ['aws.codedeploy'])],
  ['events.kind', 'a service with a typo', ({ pipeline }) => pipeline.set(STAGE_ENDED, 'EventPattern/source', ['aws.codepipelines']),
    ['events.kind']],
  ['events.state', 'a state of deployments in an event of stages', ({ pipeline }) => pipeline.replace(STAGE_ENDED, '"FAILED"', '"FAILURE"')],
  ['events.state', 'a state of stages in an event of deployments', ({ staging }) => staging.replace(RULE, '"FAILURE"', '"FAILED"')],
  ['events.name', 'a pipeline that does not exist', ({ pipeline }) => pipeline.set(STAGE_ENDED, 'EventPattern/detail/pipeline', ['Other'])],
  ['events.name', 'a stage that does not exist', ({ pipeline }) => pipeline.replace(STAGE_ENDED, '"production"', '"prod"')],
  ['events.name', 'an application that does not exist', ({ staging }) => staging.set(RULE, 'EventPattern/detail/application', ['Other'])],
  [
    'events.name',
    'a deployment group that does not exist',
    ({ staging }) => staging.set(RULE, 'EventPattern/detail/deploymentGroup', ['other']),
  ],
  ['events.targets', 'a rule that does nothing', ({ pipeline }) => pipeline.remove(STAGE_ENDED, 'Targets')],
  ['events.targets', 'no target at all', ({ pipeline }) => pipeline.set(STAGE_ENDED, 'Targets', [])],
  ['events.targets', 'a target twice', ({ pipeline }) => pipeline.push(STAGE_ENDED, 'Targets', pipeline.get(STAGE_ENDED, 'Targets/0') ?? {})],
  ['events.targets', 'a rule that is disabled', ({ pipeline }) => pipeline.set(STAGE_ENDED, 'State', 'DISABLED')],
  [
    'events.target-permission',
    'a function that the rule may not call',
    ({ pipeline }) => pipeline.drop(permissionOf(pipeline)) && pipeline.id(STAGE_ENDED),
  ],
  [
    'events.target-permission',
    'a function that another rule may call',
    ({ pipeline }) => {
      pipeline.set(permissionOf(pipeline), 'SourceArn', { 'Fn::GetAtt': [pipeline.id(`${RULE}#Measures`), 'Arn'] });
      return pipeline.id(STAGE_ENDED);
    },
  ],
  [
    'events.target-permission',
    'a topic that nobody may publish to',
    ({ pipeline }) => {
      pipeline.add('Topic', 'AWS::SNS::Topic', {});
      return pipeline.set(STAGE_ENDED, 'Targets', [{ Id: 'Topic', Arn: { Ref: 'Topic' } }]);
    },
  ],
  [
    'events.target-permission',
    'a pipeline without a role to start it',
    ({ pipeline }) => pipeline.set(STAGE_ENDED, 'Targets/0/Arn', { 'Fn::GetAtt': [pipeline.id('AWS::CodePipeline::Pipeline'), 'Arn'] }),
  ],

  ['lambda.code', 'a function without a handler', ({ pipeline }) => pipeline.remove(FUNCTION, 'Handler')],
  ['lambda.code', 'a function without a runtime', ({ pipeline }) => pipeline.remove(FUNCTION, 'Runtime')],
  ['lambda.code', 'a function without code', ({ pipeline }) => pipeline.set(FUNCTION, 'Code', {})],
  ['lambda.code', 'a bucket without a key', ({ pipeline }) => pipeline.set(FUNCTION, 'Code', { S3Bucket: 'bucket' })],
  ['lambda.code', 'empty code', ({ pipeline }) => pipeline.set(FUNCTION, 'Code/ZipFile', ' ')],
  ['CloudFormation-Validate::E3677', 'a runtime that does not exist', ({ pipeline }) => pipeline.set(FUNCTION, 'Runtime', 'node24'),
    ['CloudFormation-Validate::W3030']],
  ['CloudFormation-Validate::E3677', 'inline code in Java', ({ pipeline }) => pipeline.set(FUNCTION, 'Runtime', 'java21')],
  ['lambda.handler', 'a handler that the code does not have', ({ pipeline }) => pipeline.set(FUNCTION, 'Handler', 'index.main')],
  ['lambda.handler', 'a handler of another file', ({ pipeline }) => pipeline.set(FUNCTION, 'Handler', 'app.handler')],
  ['lambda.variables', 'a variable that is not set', ({ pipeline }) => pipeline.remove(`${FUNCTION}#Notifications`, 'Environment'),
    ['lambda.variables']],
  [
    'lambda.variables',
    'a reserved variable',
    ({ pipeline }) => pipeline.set(`${FUNCTION}#Notifications`, 'Environment/Variables/AWS_REGION', 'eu-west-1'),
  ],
  ['CloudFormation-Validate::E3717', 'a function that runs for an hour', ({ pipeline }) => pipeline.set(FUNCTION, 'Timeout', 3600)],
  ['CloudFormation-Validate::F3034', 'too little memory', ({ pipeline }) => pipeline.set(FUNCTION, 'MemorySize', 64)],
  ['lambda.limits', 'too much memory', ({ pipeline }) => pipeline.set(FUNCTION, 'MemorySize', 20_480)],
  ['lambda.role', 'a bucket in place of a role', ({ pipeline }) => pipeline.set(FUNCTION, 'Role', { 'Fn::GetAtt': [pipeline.id(BUCKET), 'Arn'] })],
  [
    'lambda.role',
    'a topic in place of a log group',
    ({ pipeline }) => pipeline.set(FUNCTION, 'LoggingConfig/LogGroup', { Ref: pipeline.id('AWS::SNS::Topic') }),
    ['iam.service-resource'],
  ],
  ['lambda.permission', 'an action that does not invoke a function', ({ pipeline }) => pipeline.set(PERMISSION, 'Action', 'lambda:Invoke')],
  ['lambda.permission', 'a service that does not exist', ({ pipeline }) => pipeline.set(PERMISSION, 'Principal', 'events'),
    ['events.target-permission']],
  ['lambda.permission', 'a function for everyone', ({ pipeline }) => pipeline.set(PERMISSION, 'Principal', '*'),
    ['events.target-permission']],
  ['lambda.permission', 'a function for the rules of every account', ({ pipeline }) => pipeline.remove(PERMISSION, 'SourceArn')],
  ['lambda.permission', 'a permission for a role', ({ pipeline }) => pipeline.set(PERMISSION, 'FunctionName', { Ref: pipeline.id(ROLE) }),
    ['events.target-permission']],

  ['cloudwatch.metric', 'a metric that does not exist', ({ staging }) => staging.set(ALARM, 'MetricName', 'HTTPCode_Target_500_Count')],
  ['cloudwatch.metric', 'a namespace with a typo', ({ staging }) => staging.set(ALARM, 'Namespace', 'AWS/ApplicationElb')],
  ['cloudwatch.metric', 'a threshold that is always exceeded', ({ staging }) => staging.set(ALARM, 'Threshold', -1)],
  ['cloudwatch.statistic', 'an alarm without a period', ({ staging }) => staging.remove(ALARM, 'Period')],
  ['cloudwatch.statistic', 'an alarm without a statistic', ({ staging }) => staging.remove(ALARM, 'Statistic')],
  ['CloudFormation-Validate::F3020', 'two statistics', ({ staging }) => staging.set(ALARM, 'ExtendedStatistic', 'p99'),
    ['CloudFormation-Validate::F3020']],
  ['CloudFormation-Validate::W3030', 'a statistic that does not exist', ({ staging }) => staging.set(ALARM, 'Statistic', 'Median')],
  ['cloudwatch.statistic', 'a percentile that does not exist', ({ staging }) => staging.set(`${ALARM}#Latency`, 'ExtendedStatistic', '95')],
  [
    'cloudwatch.unheard',
    'an alarm that notifies nobody',
    ({ staging }) =>
      staging.add('Quiet', ALARM, {
        Namespace: 'AWS/EC2',
        MetricName: 'StatusCheckFailed',
        Period: 60,
        Statistic: 'Sum',
        ComparisonOperator: 'GreaterThanThreshold',
        EvaluationPeriods: 3,
        Threshold: 1,
      }),
  ],
  ['cloudwatch.unheard', 'an alarm that notifies only when it returns to OK', ({ staging }) => staging.remove(ALARM, 'AlarmActions')],
  ['codedeploy.alarms', 'alarms that are not polled', ({ staging }) => staging.remove(GROUP, 'AlarmConfiguration/Enabled')],
  ['codedeploy.alarms', 'an alarm without a name', ({ staging }) => staging.set(GROUP, 'AlarmConfiguration/Alarms/0', {})],
];

function permissionOf(template: TemplateEditor): string {
  return template.id(`${PERMISSION}#NotificationsStageEnded`);
}
