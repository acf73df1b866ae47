import { parseTemplate } from '../../src/assembly';
import type { JsonObject } from '../../src/assembly/json';
import { resolveTemplate, type ResolvedStack } from '../../src/stack';

/** The parts of an environment that run on this machine, and a few that do not. A new copy for each call, which may be changed. */
export function environmentTemplate(): EnvironmentTemplate {
  return {
    Resources: {
      Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
      SubnetA: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, AvailabilityZone: 'eu-west-1a', CidrBlock: '10.0.0.0/24' } },
      SubnetB: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, AvailabilityZone: 'eu-west-1b', CidrBlock: '10.0.1.0/24' } },
      Balancer: {
        Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        Properties: {
          Subnets: [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }],
          LoadBalancerAttributes: [{
            Key: 'idle_timeout.timeout_seconds',
            Value: '90',
          }, { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' }],
        },
      },
      Listener: {
        Type: 'AWS::ElasticLoadBalancingV2::Listener',
        Properties: {
          LoadBalancerArn: { Ref: 'Balancer' },
          Port: 80,
          Protocol: 'HTTP',
          DefaultActions: [{
            Type: 'forward',
            TargetGroupArn: { Ref: 'Targets' },
          }],
        },
      },
      Targets: {
        Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
        Properties: {
          Port: 3000,
          Protocol: 'HTTP',
          VpcId: { Ref: 'Vpc' },
          HealthCheckPath: '/health',
          HealthCheckIntervalSeconds: 10,
          TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '30' }],
        },
      },
      LaunchTemplate: {
        Type: 'AWS::EC2::LaunchTemplate',
        Metadata: { 'gostyle:instance': { version: 1, environmentFile: '/etc/gostyle/environment' } },
        Properties: {
          LaunchTemplateData: {
            InstanceType: 't3.small',
            UserData: { 'Fn::Base64': { 'Fn::Sub': '#!/bin/bash\necho ${AWS::Region}\n' } },
          },
        },
      },
      Fleet: {
        Type: 'AWS::AutoScaling::AutoScalingGroup',
        Properties: {
          MinSize: '2',
          MaxSize: '4',
          HealthCheckType: 'ELB',
          HealthCheckGracePeriod: 300,
          LaunchTemplate: { LaunchTemplateId: { Ref: 'LaunchTemplate' }, Version: { 'Fn::GetAtt': ['LaunchTemplate', 'LatestVersionNumber'] } },
          TargetGroupARNs: [{ Ref: 'Targets' }],
          VPCZoneIdentifier: [{ Ref: 'SubnetA' }, { Ref: 'SubnetB' }],
        },
      },
      Application: { Type: 'AWS::CodeDeploy::Application', Properties: { ApplicationName: 'web-staging' } },
      Group: {
        Type: 'AWS::CodeDeploy::DeploymentGroup',
        Properties: {
          ApplicationName: { Ref: 'Application' },
          DeploymentGroupName: 'staging',
          AutoScalingGroups: [{ Ref: 'Fleet' }],
          DeploymentStyle: { DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
          LoadBalancerInfo: { TargetGroupInfoList: [{ Name: { 'Fn::GetAtt': ['Targets', 'TargetGroupName'] } }] },
          AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM'] },
          AlarmConfiguration: { Enabled: true, Alarms: [{ Name: { Ref: 'Errors' } }] },
          ServiceRoleArn: 'arn:aws:iam::111122223333:role/deploy',
          TerminationHookEnabled: true,
        },
      },
      Errors: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          Namespace: 'AWS/ApplicationELB',
          MetricName: 'HTTPCode_Target_5XX_Count',
          Statistic: 'Sum',
          Period: 60,
          EvaluationPeriods: 3,
          Threshold: 5,
          ComparisonOperator: 'GreaterThanThreshold',
          TreatMissingData: 'notBreaching',
        },
      },
      Cpu: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: {
          Namespace: 'AWS/EC2',
          MetricName: 'CPUUtilization',
          EvaluationPeriods: 1,
          Threshold: 80,
          ComparisonOperator: 'GreaterThanThreshold',
        },
      },
    },
  };
}

export interface EnvironmentTemplate {
  readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown>; Metadata?: object; DeletionPolicy?: string }>;
}

export function resolveEnvironment(template: EnvironmentTemplate): ResolvedStack {
  const parsed = parseTemplate(template as unknown as JsonObject);
  if (parsed.status !== 'success') throw new Error(parsed.message);
  const result = resolveTemplate(parsed.value, { stackName: 'Web-staging', pseudoParameters: { region: 'eu-west-1' } });
  if (result.status !== 'success') throw new Error(result.errors.map(({ message }) => message).join());
  return result.value;
}

/** The environment with something changed. */
export function changedEnvironment(change: (resources: EnvironmentTemplate['Resources']) => void): ResolvedStack {
  const template = environmentTemplate();
  change(template.Resources);
  return resolveEnvironment(template);
}
