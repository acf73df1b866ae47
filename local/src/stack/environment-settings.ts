import type { EventRuleSettings } from './event-rules';
import type { StateMachineSettings } from './state-machine-settings';
import type { DeploymentConfig } from '../model/deployment';
import type { LoadBalancerSettings, TargetGroupSettings } from '../model/target';

/** What an environment's template says about everything that has a counterpart on this machine. */
export interface EnvironmentSettings {
  readonly stackName: string;
  readonly fleet: FleetSettings;
  readonly loadBalancer: LoadBalancerSettings;
  readonly listener: ListenerSettings;
  readonly targetGroup: TargetGroupSettings;
  readonly targetGroupArn: string;
  readonly deployment: DeploymentGroupSettings;
  readonly alarms: readonly AlarmSettings[];
  readonly stateMachines: readonly StateMachineSettings[];
  /** Rules that start state machines when a deployment ends. */
  readonly eventRules: readonly EventRuleSettings[];
  /** Of the load balancer, its listener and its target group: told to people. */
  readonly attributesWithoutEffect: readonly string[];
  /** Sentences for people about what is done here in another way. */
  readonly imitatedOtherwise: readonly string[];
  /** Resources that are in the template and not run here. */
  readonly recordedOnly: readonly { readonly logicalId: string; readonly resourceType: string }[];
}

/** `AWS::AutoScaling::AutoScalingGroup` with its `AWS::EC2::LaunchTemplate`. */
export interface FleetSettings {
  readonly logicalId: string;
  readonly name: string;
  readonly minSize: number;
  readonly maxSize: number;
  /** Where the template sets none, a new group starts with `minSize`, and a running one keeps what it has. */
  readonly desiredCapacity?: number;
  readonly availabilityZones: readonly string[];
  readonly healthCheckType: 'EC2' | 'ELB';
  readonly healthCheckGracePeriodSeconds: number;
  /** Decoded; every intrinsic function resolved. */
  readonly userData: string;
  /** From `gostyle:instance`. */
  readonly environmentFile: string;
  /** Changes when instances of the fleet would have to be replaced (image, user data, launch template). */
  readonly launchTemplateFingerprint: string;
  readonly instanceRefresh: boolean;
}

export interface ListenerSettings {
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
}

/** `AWS::CodeDeploy::DeploymentGroup` with its application and configuration. */
export interface DeploymentGroupSettings {
  readonly logicalId: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  readonly config: DeploymentConfig;
  readonly trafficControl: boolean;
  readonly autoRollbackEvents: readonly AutoRollbackEvent[];
  /** Names of alarms; a deployment stops while one of them is in alarm. */
  readonly alarms: readonly string[];
  /** Whether deployments look at them. */
  readonly alarmPolling: boolean;
  readonly ignorePollAlarmFailure: boolean;
  readonly outdatedInstancesStrategy: 'UPDATE' | 'IGNORE';
  readonly terminationHook: boolean;
}

export type AutoRollbackEvent = 'DEPLOYMENT_FAILURE' | 'DEPLOYMENT_STOP_ON_ALARM' | 'DEPLOYMENT_STOP_ON_REQUEST';

/** A metric that the local load balancer measures. */
export type LocalMetric =
  | 'HTTPCode_Target_5XX_Count' | 'HTTPCode_Target_4XX_Count' | 'HTTPCode_ELB_5XX_Count' | 'TargetResponseTime'
  | 'UnHealthyHostCount' | 'HealthyHostCount' | 'RequestCount';

/** `AWS::CloudWatch::Alarm` on one metric of the load balancer or the target group. */
export interface AlarmSettings {
  readonly logicalId: string;
  readonly name: string;
  readonly metric: LocalMetric;
  readonly statistic: string;
  readonly periodSeconds: number;
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly threshold: number;
  readonly comparisonOperator: string;
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'ignore' | 'missing';
}

export type SettingsResult =
  | { readonly status: 'success'; readonly value: EnvironmentSettings }
  | { readonly status: 'error'; readonly messages: readonly string[] };
