import { Stack } from 'aws-cdk-lib';
import { CfnDeploymentGroup, LoadBalancer, ServerApplication, ServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Construct } from 'constructs';
import type { DeploymentBindOptions, DeploymentConfig, IDeployment } from './deployment-config';
import { DeploymentConfiguration } from './deployment-configuration';
import { DeploymentRole } from './deployment-role';
import { ExtraCapacity } from './extra-capacity';
import { acknowledgeCheck } from '../core/acknowledge';
import { misuse, requireIntegerWithin } from '../core/misuse';

/** How a deployment in place goes through the hosts. */
export interface InPlaceDeploymentOptions {
  /**
   * How many hosts leave the load balancer at a time.
   *
   * @default DeploymentConfiguration.oneAtATime()
   */
  readonly configuration?: DeploymentConfiguration;

  /**
   * Instances that are added before each deployment and taken back after it, 1 to 100, so that the fleet never serves with
   * fewer than it had. A deployment takes a few minutes longer, and `maxCapacity` is exceeded meanwhile.
   *
   * @default 0 - the fleet serves with fewer hosts while it is deployed to
   */
  readonly extraCapacity?: number;

  /**
   * Accepts that no host serves during a deployment, as with one host or with `DeploymentConfiguration.allAtOnce()`.
   *
   * @default false - such a combination is refused
   */
  readonly allowDowntime?: boolean;
}

/** Hosts leave the load balancer, get the new revision and come back. */
export class InPlaceDeployment implements IDeployment {
  private readonly configuration: DeploymentConfiguration;
  private readonly extraCapacity: number;

  constructor(private readonly options: InPlaceDeploymentOptions) {
    this.configuration = options.configuration ?? DeploymentConfiguration.oneAtATime();
    this.extraCapacity = options.extraCapacity ?? 0;
    requireIntegerWithin('deployment.extraCapacity', this.extraCapacity, 0, 100, 'leave it out for none');
  }

  bind(scope: Construct, options: DeploymentBindOptions): DeploymentConfig {
    this.requireServingHosts(options.minCapacity + this.extraCapacity);
    const role = new DeploymentRole(scope, 'DeploymentRole', options);
    const deploymentGroup = new ServerDeploymentGroup(scope, 'DeploymentGroup', {
      application: new ServerApplication(scope, 'Application', { applicationName: options.applicationName }),
      deploymentGroupName: options.deploymentGroupName,
      deploymentConfig: this.configuration.bind(scope),
      role: role.withoutPolicyUpdates(),
      autoScalingGroups: [options.autoScalingGroup],
      // The agent is the last step of user data: CDK's own way still installs version 1 through Ruby.
      installAgent: false,
      loadBalancers: [LoadBalancer.application(options.targetGroup)],
      alarms: options.alarms,
      autoRollback: { failedDeployment: true, stoppedDeployment: true, deploymentInAlarm: true },
      // Scale-in stops the application before its instance ends.
      terminationHook: true,
    });
    // An instance that was launched during a deployment got the old revision: it gets the new one afterwards.
    const resource = deploymentGroup.node.defaultChild as CfnDeploymentGroup;
    resource.outdatedInstancesStrategy = 'UPDATE';
    if (this.configuration.hostsThatServe(options.minCapacity) < 1) {
      const reason = this.options.allowDowntime ? 'the outage is accepted with `allowDowntime`' : 'instances are added before each deployment';
      acknowledgeCheck(resource, 'codedeploy.capacity', reason);
    }
    // CodeDeploy uses its permissions as soon as the group is made.
    deploymentGroup.node.addDependency(role);
    return {
      deploymentGroup,
      deploymentConfigName: this.configuration.physicalName(Stack.of(scope).stackName),
      rounds: this.configuration.rounds(options.minCapacity + this.extraCapacity),
      beforeDeployment: this.extraCapacity > 0
        ? new ExtraCapacity(scope, 'ExtraCapacity', { ...options, instances: this.extraCapacity }).addStateMachineName
        : undefined,
    };
  }

  private requireServingHosts(minCapacity: number): void {
    const serving = this.configuration.hostsThatServe(minCapacity);
    if (serving >= minCapacity) {
      throw misuse('compute.minCapacity', `must be greater than the ${serving} hosts that \`deployment.configuration\` keeps serving`, minCapacity,
        'raise it: CodeDeploy would fail before it starts');
    }
    if (serving < 1 && !this.options.allowDowntime) {
      throw misuse('compute.minCapacity', 'must leave a host that serves during a deployment in place', minCapacity,
        'raise it or choose another `deployment.configuration`, or accept the outage with `Deployment.inPlace({ allowDowntime: true })`');
    }
  }
}
