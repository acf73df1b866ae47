import { Stack } from 'aws-cdk-lib';
import { LoadBalancer, ServerApplication, ServerDeploymentGroup, type CfnDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Construct } from 'constructs';
import { AlarmPolling } from './alarm-polling';
import type { DeployedFleet } from './deployed-fleet';
import { DeploymentRole } from './deployment-role';
import type { DeploymentNames } from './ec2-delivery';
import { ExtraCapacity } from './extra-capacity';
import type { InPlace } from './in-place';
import { acknowledgeCheck } from '../../core/acknowledge';
import { misuse } from '../../core/misuse';

export interface InPlaceDeploymentProps extends DeployedFleet {
  readonly environmentName: string;
  readonly deployment: InPlace;
}

/** Resources of in-place deployments. */
export interface InPlaceDeployment {
  readonly deploymentGroup: ServerDeploymentGroup;
  readonly names: DeploymentNames;
  /** State machine that turns alarms of the deployment group on or off before a deployment. */
  readonly setStateMachineName: string;
  /** State machine that adds instances before a deployment. */
  readonly addStateMachineName?: string;
}

/** Hosts leave the load balancer, get the new revision and return. `scope` is the environment's stack. */
export function deployInPlace(scope: Construct, { environmentName, deployment, ...fleet }: InPlaceDeploymentProps): InPlaceDeployment {
  const { stackName } = Stack.of(scope);
  const { _configuration: configuration, _extraCapacity: instances } = deployment;
  const role = new DeploymentRole(scope, 'DeploymentRole', fleet);
  const deploymentGroup = new ServerDeploymentGroup(scope, 'DeploymentGroup', {
    application: new ServerApplication(scope, 'Application', { applicationName: stackName }),
    deploymentGroupName: environmentName,
    deploymentConfig: configuration.bind(scope),
    role: role.withoutPolicyUpdates(),
    autoScalingGroups: [fleet.autoScalingGroup],
    // User data installs the agent as its last step; aws-cdk-lib's option still installs version 1 through Ruby.
    installAgent: false,
    loadBalancers: [LoadBalancer.application(fleet.targetGroup)],
    alarms: fleet.alarms,
    autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
    // Stops the application before an instance is terminated by scale-in.
    terminationHook: true,
  });
  // An instance launched during a deployment gets the old revision; this updates it afterwards.
  const resource = deploymentGroup.node.defaultChild as CfnDeploymentGroup;
  resource.outdatedInstancesStrategy = 'UPDATE';
  if (configuration.hostsThatServe(fleet.minCapacity) < 1) {
    const reason = deployment._allowDowntime ? 'the outage is accepted with `allowDowntime`' : 'instances are added before each deployment';
    acknowledgeCheck(resource, 'codedeploy.capacity', reason);
  }
  // CodeDeploy uses its permissions as soon as the group is created.
  deploymentGroup.node.addDependency(role);
  const names = { applicationName: stackName, deploymentGroupName: environmentName, deploymentConfigName: configuration.physicalName(stackName) };
  const { setStateMachineName } = new AlarmPolling(scope, 'AlarmPolling', names);
  if (instances === 0) return { deploymentGroup, names, setStateMachineName };
  const { addStateMachineName } = new ExtraCapacity(scope, 'ExtraCapacity', { ...fleet, ...names, instances });
  return { deploymentGroup, names, setStateMachineName, addStateMachineName };
}

/** Rejects settings that CodeDeploy would fail with, and an outage that was not requested. */
export function requireServingHosts({ _configuration, _extraCapacity, _allowDowntime }: InPlace, minCapacity: number): void {
  const hosts = minCapacity + _extraCapacity;
  const serving = _configuration.hostsThatServe(hosts);
  if (serving >= hosts) {
    throw misuse('compute.minCapacity', `must be greater than the ${serving} hosts that \`compute.deployment\` keeps serving`, hosts,
      'raise it: CodeDeploy would fail before it starts');
  }
  if (serving < 1 && !_allowDowntime) {
    throw misuse('compute.minCapacity', 'must leave at least one host serving during an in-place deployment', hosts,
      'raise it or choose another `compute.deployment`, or accept the outage with `InPlace.oneAtATime({ allowDowntime: true })`');
  }
}
