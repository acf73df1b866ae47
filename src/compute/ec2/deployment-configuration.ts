import { Stack } from 'aws-cdk-lib';
import { MinimumHealthyHosts, MinimumHealthyHostsPerZone, ServerDeploymentConfig, type IServerDeploymentConfig } from 'aws-cdk-lib/aws-codedeploy';
import type { Construct } from 'constructs';
import type { ZonalDeploymentOptions } from './in-place-options';
import { misuse, requireIntegerWithin } from '../../core/misuse';

/** Minimum of healthy hosts of each predefined configuration. */
const PREDEFINED: Record<string, (hosts: number) => number> = {
  'CodeDeployDefault.OneAtATime': (hosts) => hosts - 1,
  'CodeDeployDefault.HalfAtATime': (hosts) => Math.ceil(hosts / 2),
  'CodeDeployDefault.AllAtOnce': () => 0,
};

/** How many hosts of a fleet a deployment takes out of service at a time. */
export class DeploymentConfiguration {
  /** One of CodeDeploy's predefined configurations for EC2. */
  static predefined(name: string): DeploymentConfiguration {
    if (!Object.hasOwn(PREDEFINED, name)) {
      throw misuse('compute.deployment', 'must be a deployment configuration for EC2', name, `choose one of ${Object.keys(PREDEFINED).join(', ')}`);
    }
    return new DeploymentConfiguration(name, PREDEFINED[name]);
  }

  /** At least this many hosts keep serving. */
  static minHealthyHosts(hosts: number, zonal?: ZonalDeploymentOptions): DeploymentConfiguration {
    requireIntegerWithin('compute.deployment', hosts, 1, 1000, 'keep at least one host serving');
    return new DeploymentConfiguration(`min-${hosts}-hosts`, () => hosts, MinimumHealthyHosts.count(hosts), zonal);
  }

  /** At least this percentage of the hosts keeps serving, rounded up to whole hosts. */
  static minHealthyPercentage(percentage: number, zonal?: ZonalDeploymentOptions): DeploymentConfiguration {
    requireIntegerWithin('compute.deployment', percentage, 1, 99, 'with 100 no host could ever be deployed to');
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
      requireIntegerWithin('compute.deployment.zonal.minHealthyPercentagePerZone', zonal.minHealthyPercentagePerZone, 0, 99, 'leave it out for 0');
    }
  }

  /** Hosts that keep serving while a fleet is deployed to. */
  hostsThatServe(hosts: number): number {
    return this.servingHosts(hosts);
  }

  /** How many rounds a deployment to all hosts takes. */
  rounds(hosts: number): number {
    return Math.ceil(hosts / Math.max(1, hosts - this.servingHosts(hosts)));
  }

  /**
   * Name of the configuration in CodeDeploy. A custom one is named after its settings: a change creates the new one before
   * the old one is deleted, and a name must be unique.
   */
  physicalName(stackName: string): string {
    if (!this.minimumHealthyHosts) return this.name;
    return `${stackName}-${this.name}${this.zonal ? zonalName(this.zonal) : ''}`;
  }

  /** How long CodeDeploy monitors zones after deploying to them. */
  watching(): string | undefined {
    const { monitorDuration, firstZoneMonitorDuration = monitorDuration } = this.zonal ?? {};
    const first = firstZoneMonitorDuration?.toSeconds() ?? 0;
    const others = monitorDuration?.toSeconds() ?? 0;
    if (first === 0 && others === 0) return undefined;
    return `${first} s in which the first Availability Zone is watched, ${others} s for each other one`;
  }

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
