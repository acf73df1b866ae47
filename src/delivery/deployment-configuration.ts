import { Stack, type Duration } from 'aws-cdk-lib';
import { MinimumHealthyHosts, MinimumHealthyHostsPerZone, ServerDeploymentConfig, type IServerDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import type { Construct } from 'constructs';
import { misuse, requireIntegerWithin } from '../core/misuse';

/** One Availability Zone after another, instead of hosts from all of them. */
export interface ZonalDeploymentOptions {
  /**
   * How long CodeDeploy watches the first zone before it goes on, in whole seconds.
   *
   * @default - as long as the others
   */
  readonly firstZoneMonitorDuration?: Duration;

  /**
   * How long CodeDeploy watches every other zone, in whole seconds.
   *
   * @default - not at all
   */
  readonly monitorDuration?: Duration;

  /**
   * Percentage of a zone's hosts that keep serving while the zone is deployed to, 0 to 99.
   *
   * @default 0
   */
  readonly minHealthyPercentagePerZone?: number;
}

/** Hosts that keep serving, by predefined configuration. */
const PREDEFINED: Record<string, (hosts: number) => number> = {
  'CodeDeployDefault.OneAtATime': (hosts) => hosts - 1,
  'CodeDeployDefault.HalfAtATime': (hosts) => Math.ceil(hosts / 2),
  'CodeDeployDefault.AllAtOnce': () => 0,
};

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
   * A configuration that CodeDeploy has for EC2.
   *
   * @param name `CodeDeployDefault.OneAtATime`, for example
   */
  static predefined(name: string): DeploymentConfiguration {
    if (!Object.hasOwn(PREDEFINED, name)) {
      throw misuse('deployment.configuration', 'must be a deployment configuration for EC2', name, `choose one of ${Object.keys(PREDEFINED).join(', ')}`);
    }
    return new DeploymentConfiguration(name, PREDEFINED[name]);
  }

  /**
   * At least this many hosts keep serving.
   *
   * @param hosts 1 or more, and fewer than the fleet has
   * @param zonal one Availability Zone after another, and how long each is watched
   */
  static minHealthyHosts(hosts: number, zonal?: ZonalDeploymentOptions): DeploymentConfiguration {
    requireIntegerWithin('deployment.configuration', hosts, 1, 1000, 'keep at least one host serving');
    return new DeploymentConfiguration(`min-${hosts}-hosts`, () => hosts, MinimumHealthyHosts.count(hosts), zonal);
  }

  /**
   * At least this percentage of the hosts keeps serving, rounded up to whole hosts.
   *
   * @param percentage 1 to 99
   * @param zonal one Availability Zone after another, and how long each is watched
   */
  static minHealthyPercentage(percentage: number, zonal?: ZonalDeploymentOptions): DeploymentConfiguration {
    requireIntegerWithin('deployment.configuration', percentage, 1, 99, 'with 100 no host could ever be deployed to');
    return new DeploymentConfiguration(
      `min-${percentage}-percent`, (hosts) => Math.ceil((hosts * percentage) / 100), MinimumHealthyHosts.percentage(percentage), zonal,
    );
  }

  private constructor(
    private readonly name: string,
    private readonly servingHosts: (hosts: number) => number,
    private readonly minimumHealthyHosts?: MinimumHealthyHosts,
    private readonly zonal?: ZonalDeploymentOptions,
  ) {
    if (zonal?.minHealthyPercentagePerZone !== undefined) {
      requireIntegerWithin('deployment.configuration.minHealthyPercentagePerZone', zonal.minHealthyPercentagePerZone, 0, 99, 'leave it out for 0');
    }
  }

  /**
   * Hosts that keep serving while a fleet is deployed to.
   *
   * @param hosts hosts of the fleet
   */
  hostsThatServe(hosts: number): number {
    return this.servingHosts(hosts);
  }

  /**
   * How often hosts leave the load balancer until all of a fleet were deployed to.
   *
   * @param hosts hosts of the fleet
   */
  rounds(hosts: number): number {
    return Math.ceil(hosts / Math.max(1, hosts - this.servingHosts(hosts)));
  }

  /**
   * Name of the configuration in CodeDeploy. One of our own is named after what it says: a change makes a new one before
   * the old one goes, and a name can be taken only once.
   *
   * @param stackName name of the environment's stack
   */
  physicalName(stackName: string): string {
    if (!this.minimumHealthyHosts) return this.name;
    return `${stackName}-${this.name}${this.zonal ? zonalName(this.zonal) : ''}`;
  }

  /**
   * Called by the deployment.
   *
   * @param scope stack of the environment
   */
  bind(scope: Construct): IServerDeploymentConfig {
    const deploymentConfigName = this.physicalName(Stack.of(scope).stackName);
    if (!this.minimumHealthyHosts) {
      return ServerDeploymentConfig.fromServerDeploymentConfigName(scope, 'DeploymentConfiguration', deploymentConfigName);
    }
    return new ServerDeploymentConfig(scope, 'DeploymentConfiguration', {
      deploymentConfigName,
      minimumHealthyHosts: this.minimumHealthyHosts,
      zonalConfig: this.zonal && {
        firstZoneMonitorDuration: this.zonal.firstZoneMonitorDuration,
        monitorDuration: this.zonal.monitorDuration,
        minimumHealthyHostsPerZone: MinimumHealthyHostsPerZone.percentage(this.zonal.minHealthyPercentagePerZone ?? 0),
      },
    });
  }
}

function zonalName({ firstZoneMonitorDuration, monitorDuration, minHealthyPercentagePerZone }: ZonalDeploymentOptions): string {
  return ['-zonal', firstZoneMonitorDuration?.toSeconds() ?? 0, monitorDuration?.toSeconds() ?? 0, minHealthyPercentagePerZone ?? 0].join('-');
}
