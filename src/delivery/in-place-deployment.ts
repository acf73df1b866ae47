import { CfnDeploymentGroup, LoadBalancer, ServerApplication, ServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { Construct } from 'constructs';
import type { DeploymentBindOptions, DeploymentConfig, IDeployment } from './deployment-config';
import { DeploymentConfiguration } from './deployment-configuration';
import { DeploymentRole } from './deployment-role';
import { misuse } from '../core/misuse';

/** How a deployment in place goes through the hosts. */
export interface InPlaceDeploymentOptions {
  /**
   * How many hosts at a time.
   *
   * @default DeploymentConfiguration.oneAtATime()
   */
  readonly configuration?: DeploymentConfiguration;

  /**
   * Accepts that no host serves during a deployment, as with one host or with `DeploymentConfiguration.allAtOnce()`.
   *
   * @default false
   */
  readonly allowDowntime?: boolean;
}

/** A deployment in place. */
export class InPlaceDeployment implements IDeployment {
  private readonly configuration: DeploymentConfiguration;

  constructor(private readonly options: InPlaceDeploymentOptions) {
    this.configuration = options.configuration ?? DeploymentConfiguration.oneAtATime();
  }

  bind(scope: Construct, options: DeploymentBindOptions): DeploymentConfig {
    this.refuseDowntime(options.minCapacity);
    const application = new ServerApplication(scope, 'Application', { applicationName: options.applicationName });
    const role = new DeploymentRole(scope, 'DeploymentRole', options);
    const deploymentGroup = new ServerDeploymentGroup(scope, 'DeploymentGroup', {
      application,
      deploymentGroupName: options.deploymentGroupName,
      deploymentConfig: this.configuration.bind(scope, options.minCapacity),
      role: role.withoutPolicyUpdates(),
      autoScalingGroups: [options.autoScalingGroup],
      // The agent is the last step of user data: CDK's own way still installs version 1 through Ruby.
      installAgent: false,
      loadBalancers: [LoadBalancer.application(options.targetGroup)],
      autoRollback: { failedDeployment: true, stoppedDeployment: true },
      terminationHook: true,
    });
    const resource = deploymentGroup.node.defaultChild as CfnDeploymentGroup;
    // An instance that was launched during a deployment got the old revision.
    resource.outdatedInstancesStrategy = 'UPDATE';
    // CodeDeploy proves its permissions when the group is made.
    deploymentGroup.node.addDependency(role);
    return { deploymentGroup };
  }

  private refuseDowntime(minCapacity: number): void {
    if (this.options.allowDowntime || minCapacity > 1) return;
    throw misuse('compute.minCapacity', 'must be at least 2, as a deployment in place takes the only host out of service', minCapacity,
      'raise it, or accept the outage with `Deployment.inPlace({ allowDowntime: true })`');
  }
}
