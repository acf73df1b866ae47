import { MinimumHealthyHosts, ServerDeploymentConfig, type IServerDeploymentConfig, type ServerDeploymentConfigProps, type ZonalConfig } from 'aws-cdk-lib/aws-codedeploy';
import type { Construct } from 'constructs';
import { misuse, requireIntegerWithin } from '../core/misuse';

const PREDEFINED = ['CodeDeployDefault.OneAtATime', 'CodeDeployDefault.HalfAtATime', 'CodeDeployDefault.AllAtOnce'];

/** How many hosts of a fleet a deployment takes out of service at a time. */
export class DeploymentConfiguration {
  /** One host after another. */
  static oneAtATime(): DeploymentConfiguration {
    return DeploymentConfiguration.predefined('CodeDeployDefault.OneAtATime');
  }

  /** Half of the hosts at a time: the other half carries all traffic. */
  static halfAtATime(): DeploymentConfiguration {
    return DeploymentConfiguration.predefined('CodeDeployDefault.HalfAtATime');
  }

  /** All hosts at the same time. Nothing serves meanwhile. */
  static allAtOnce(): DeploymentConfiguration {
    return DeploymentConfiguration.predefined('CodeDeployDefault.AllAtOnce');
  }

  /**
   * A configuration of CodeDeploy for EC2.
   *
   * @param name `CodeDeployDefault.OneAtATime`, for example
   */
  static predefined(name: string): DeploymentConfiguration {
    if (!PREDEFINED.includes(name)) {
      throw misuse('deployment.configuration', 'must be a deployment configuration for EC2', name, `choose one of ${PREDEFINED.join(', ')}`);
    }
    return new DeploymentConfiguration(0, name);
  }

  /**
   * At least this many hosts keep serving.
   *
   * @param hosts 1 or more, and fewer than the fleet has
   * @param zonal one Availability Zone after another, and how long each is watched
   */
  static minHealthyHosts(hosts: number, zonal?: ZonalConfig): DeploymentConfiguration {
    requireIntegerWithin('deployment.configuration', hosts, 1, 1000, 'keep at least one host serving');
    return new DeploymentConfiguration(hosts, undefined, { minimumHealthyHosts: MinimumHealthyHosts.count(hosts), zonalConfig: zonal });
  }

  /**
   * At least this part of the hosts keeps serving.
   *
   * @param percentage 1 to 99
   * @param zonal one Availability Zone after another, and how long each is watched
   */
  static minHealthyPercentage(percentage: number, zonal?: ZonalConfig): DeploymentConfiguration {
    requireIntegerWithin('deployment.configuration', percentage, 1, 99, 'with 100 no host could ever be deployed to');
    return new DeploymentConfiguration(1, undefined, { minimumHealthyHosts: MinimumHealthyHosts.percentage(percentage), zonalConfig: zonal });
  }

  private constructor(
    /** Hosts that must keep serving: a fleet needs more. */
    private readonly servingHosts: number,
    private readonly name?: string,
    private readonly custom?: ServerDeploymentConfigProps,
  ) {}

  /**
   * Called by the deployment.
   *
   * @param scope stack of the environment
   * @param minCapacity fewest hosts of the fleet
   */
  bind(scope: Construct, minCapacity: number): IServerDeploymentConfig {
    if (this.servingHosts >= minCapacity) {
      throw misuse('deployment.configuration', `must keep fewer hosts serving than \`compute.minCapacity\` (${minCapacity})`, this.servingHosts,
        'raise `compute.minCapacity`: otherwise CodeDeploy fails before it starts');
    }
    if (this.name) return ServerDeploymentConfig.fromServerDeploymentConfigName(scope, 'DeploymentConfiguration', this.name);
    return new ServerDeploymentConfig(scope, 'DeploymentConfiguration', this.custom!);
  }
}
