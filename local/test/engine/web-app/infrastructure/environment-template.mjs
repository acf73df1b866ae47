import { readFileSync } from 'node:fs';
import { shiftingComputes } from './shifting-compute.mjs';

/** A load balancer in front of a fleet, or of a compute that gets its revision with the stack. */
export function environmentTemplate(settings, userData) {
  const fleet = fleetTemplate(settings, userData);
  if (!settings.compute) return fleet;
  const { LoadBalancer, Listener } = fleet.Resources;
  const { Resources, ...more } = shiftingComputes[settings.compute](settings);
  return { ...more, Resources: { LoadBalancer, Listener, ...Resources, ...alarmResources(settings.alarms) } };
}

/** A fleet behind a load balancer, with a deployment group: what a run has counterparts of, and one bucket that it has none of. */
function fleetTemplate({
  name, instances, maximum = instances + 2, deploymentConfig = 'CodeDeployDefault.OneAtATime', alarms = [], interval = 1, extraCapacity,
  listenerPort = 80, attributes = {}, resources = {}, environment = {}, secrets = [], beforeDeployment,
}, userData) {
  const stack = `Web-${name}`;
  return {
    Resources: {
      Logs: { Type: 'AWS::S3::Bucket', Properties: {} },
      LoadBalancer: {
        Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        Properties: { Type: 'application', Scheme: 'internet-facing', LoadBalancerAttributes: listOf(attributes.loadBalancer) },
      },
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: {
          Port: listenerPort, Protocol: listenerPort === 443 ? 'HTTPS' : 'HTTP', LoadBalancerArn: { Ref: 'LoadBalancer' },
          DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: 'TargetGroup' } }],
        },
      },
      TargetGroup: {
        Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        Properties: {
          Port: 3000, Protocol: 'HTTP', HealthCheckPath: '/health', HealthCheckIntervalSeconds: interval, HealthCheckTimeoutSeconds: 2,
          HealthyThresholdCount: 2,
          // An instance must not become unhealthy because the machine is busy with other tests.
          UnhealthyThresholdCount: 10,
          TargetGroupAttributes: listOf({ 'deregistration_delay.timeout_seconds': '10', ...attributes.targetGroup }),
        },
      },
      Template: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: {
          LaunchTemplateData: {
            ImageId: 'ami-1',
            InstanceType: 't3.micro',
            UserData: { 'Fn::Base64': { 'Fn::Join': ['', [userData, ...environmentLines(environment), secretsReader(secrets)]] } },
          },
        },
        Metadata: { 'gostyle:instance': { version: 1, environmentFile: '/etc/gostyle/environment', secrets } },
      },
      Fleet: {
        Type: 'AWS::AutoScaling::AutoScalingGroup',
        Properties: {
          MinSize: String(instances), MaxSize: String(maximum), AvailabilityZones: ['us-east-1a', 'us-east-1b', 'us-east-1c'],
          LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' }, Version: { 'Fn::GetAtt': ['Template', 'LatestVersionNumber'] } },
          TargetGroupARNs: [{ Ref: 'TargetGroup' }], HealthCheckType: 'ELB', HealthCheckGracePeriod: 60,
        },
        UpdatePolicy: { AutoScalingInstanceRefresh: {} },
      },
      Application: { Type: 'AWS::CodeDeploy::Application', Properties: { ApplicationName: stack, ComputePlatform: 'Server' } },
      DeploymentGroup: {
        Type: 'AWS::CodeDeploy::DeploymentGroup',
        Properties: {
          ApplicationName: { Ref: 'Application' }, DeploymentGroupName: stack, DeploymentConfigName: deploymentConfig,
          ServiceRoleArn: 'arn:aws:iam::123456789012:role/deploy',
          AutoScalingGroups: [{ Ref: 'Fleet' }],
          LoadBalancerInfo: { TargetGroupInfoList: [{ Name: { 'Fn::GetAtt': ['TargetGroup', 'TargetGroupName'] } }] },
          DeploymentStyle: { DeploymentOption: 'WITH_TRAFFIC_CONTROL', DeploymentType: 'IN_PLACE' },
          AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
          OutdatedInstancesStrategy: 'UPDATE',
          ...alarms.length > 0 && { AlarmConfiguration: { Enabled: true, Alarms: alarms.map(({ id }) => ({ Name: { Ref: id } })) } },
        },
      },
      ...resources,
      ...beforeDeployment && { BeforeDeployment: commandProject(stack, beforeDeployment, { environment, secrets }) },
      ...extraCapacity && extraCapacityResources({ stack, instances, maximum, extraCapacity }),
      ...alarms.length > 0 && alarmPollingResources({ stack }),
      ...alarmResources(alarms),
    },
  };
}

function alarmResources(alarms = []) {
  return Object.fromEntries(alarms.map(({ id, threshold, period = 60 }) => [id, {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      Namespace: 'AWS/ApplicationELB', MetricName: 'HTTPCode_Target_5XX_Count', Statistic: 'Sum', Period: period, EvaluationPeriods: 1,
      Threshold: threshold, ComparisonOperator: 'GreaterThanThreshold', TreatMissingData: 'notBreaching',
      Dimensions: [{ Name: 'LoadBalancer', Value: { 'Fn::GetAtt': ['LoadBalancer', 'LoadBalancerFullName'] } }],
    },
  }]));
}

function environmentLines(environment) {
  return Object.entries(environment).flatMap(([name, value]) => [`\necho "${name}=`, value, '" >>/etc/gostyle/environment']);
}

/** As `CommandRun` of the library writes it. */
function commandProject(stack, command, { environment, secrets }) {
  const types = { 'secrets-manager': 'SECRETS_MANAGER', 'parameter-store': 'PARAMETER_STORE' };
  return {
    Type: 'AWS::CodeBuild::Project',
    Properties: {
      Name: `${stack}-before-deployment`,
      Source: { Type: 'CODEPIPELINE', BuildSpec: JSON.stringify({ version: '0.2', phases: { build: { commands: [command] } } }) },
      Artifacts: { Type: 'CODEPIPELINE' },
      Environment: {
        Image: 'aws/codebuild/amazonlinux-x86_64-standard:6.0',
        EnvironmentVariables: [
          ...Object.entries(environment).map(([Name, Value]) => ({ Name, Type: 'PLAINTEXT', Value })),
          ...secrets.map(({ name, store, id, field }) => ({ Name: name, Type: types[store], Value: field ? `${id}:${field}` : id })),
        ],
      },
    },
  };
}

/** As the library's user data has it. */
function secretsReader(secrets) {
  if (secrets.length === 0) return '';
  const lines = secrets.map(({ name, store, id, field = '' }) => `${name} ${store} ${id} ${field}`.trim());
  return `\nexport GOSTYLE_REGION=us-east-1 GOSTYLE_SECRETS='${lines.join('\n')}'\n${readFileSync(new URL('secrets.sh', import.meta.url), 'utf8')}`;
}

function listOf(attributes = {}) {
  return Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }));
}

function machine(definition, substitutions, StateMachineName) {
  const text = readFileSync(new URL(`state-machines/${definition}.asl.json`, import.meta.url), 'utf8');
  const parts = text.split(/(\$\{Partition\})/).map((part) => part === '${Partition}' ? { Ref: 'AWS::Partition' } : part);
  return {
    Type: 'AWS::StepFunctions::StateMachine',
    Properties: {
      ...StateMachineName && { StateMachineName },
      RoleArn: 'arn:aws:iam::123456789012:role/states',
      DefinitionString: { 'Fn::Join': ['', parts] },
      DefinitionSubstitutions: substitutions,
    },
  };
}

function afterDeployments(stack, logicalId) {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      State: 'ENABLED',
      EventPattern: {
        'source': ['aws.codedeploy'],
        'detail-type': ['CodeDeploy Deployment State-change Notification'],
        'detail': { application: [{ Ref: 'Application' }], deploymentGroup: [stack], state: ['SUCCESS', 'FAILURE', 'STOP'] },
      },
      Targets: [{ Id: 'Target0', Arn: { Ref: logicalId }, RoleArn: 'arn:aws:iam::123456789012:role/events' }],
    },
  };
}

/** As `ExtraCapacity` of the library writes it. */
function extraCapacityResources({ stack, instances, maximum, extraCapacity }) {
  const substitutions = {
    GroupName: { Ref: 'Fleet' }, TargetGroupArn: { Ref: 'TargetGroup' }, ApplicationName: { Ref: 'Application' }, DeploymentGroupName: stack,
    MinCapacity: String(instances), MaxCapacity: String(maximum), Instances: String(extraCapacity),
  };
  return {
    AddCapacity: machine('add-capacity', substitutions, `${stack}-add-capacity`),
    RemoveCapacity: machine('remove-capacity', substitutions),
    DeploymentEnded: afterDeployments(stack, 'RemoveCapacity'),
  };
}

/** As `AlarmPolling` of the library writes it. */
function alarmPollingResources({ stack }) {
  const substitutions = { ApplicationName: { Ref: 'Application' }, DeploymentGroupName: stack, SettleSeconds: '480' };
  return {
    SetAlarmPolling: machine('set-alarm-polling', substitutions, `${stack}-set-alarm-polling`),
    RestoreAlarmPolling: machine('restore-alarm-polling', substitutions),
    RestoreAfterDeployment: afterDeployments(stack, 'RestoreAlarmPolling'),
  };
}
