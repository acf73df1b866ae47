import { DeploymentConfiguration } from './deployment-configuration';
import type { InPlaceMinHealthyOptions, InPlaceOptions } from './in-place-options';
import { guardFactories } from '../../core/guard-factories';
import { requireIntegerWithin } from '../../core/misuse';

/**
 * In-place deployment: hosts leave the load balancer, get the revision and return, a few at a time.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Compute.ec2({ minCapacity: 4, maxCapacity: 8, deployment: InPlace.halfAtATime({ extraCapacity: 2 }) });
 */
export class InPlace {
  /**
   * One host after another.
   *
   * @param options extra capacity, and whether downtime is allowed
   */
  static oneAtATime(options: InPlaceOptions = {}): InPlace {
    return InPlace.predefined('CodeDeployDefault.OneAtATime', options);
  }

  /**
   * Half of the hosts at a time: the other half carries all traffic.
   *
   * @param options extra capacity, and whether downtime is allowed
   */
  static halfAtATime(options: InPlaceOptions = {}): InPlace {
    return InPlace.predefined('CodeDeployDefault.HalfAtATime', options);
  }

  /**
   * All hosts at the same time. It requires `allowDowntime`, because nothing serves meanwhile.
   *
   * @param options extra capacity, and whether downtime is allowed
   */
  static allAtOnce(options: InPlaceOptions = {}): InPlace {
    return InPlace.predefined('CodeDeployDefault.AllAtOnce', options);
  }

  /**
   * At least this many hosts keep serving.
   *
   * @param hosts 1 or more, and fewer than the fleet has
   * @param options extra capacity, downtime and zones
   */
  static minHealthyHosts(hosts: number, options: InPlaceMinHealthyOptions = {}): InPlace {
    return new InPlace(DeploymentConfiguration.minHealthyHosts(hosts, options.zonal), options);
  }

  /**
   * At least this percentage of the hosts keeps serving, rounded up to whole hosts.
   *
   * @param percentage 1 to 99
   * @param options extra capacity, downtime and zones
   */
  static minHealthyPercentage(percentage: number, options: InPlaceMinHealthyOptions = {}): InPlace {
    return new InPlace(DeploymentConfiguration.minHealthyPercentage(percentage, options.zonal), options);
  }

  /**
   * One of CodeDeploy's predefined configurations for EC2.
   *
   * @param name `CodeDeployDefault.OneAtATime`, for example
   * @param options extra capacity, and whether downtime is allowed
   */
  static predefined(name: string, options: InPlaceOptions = {}): InPlace {
    return new InPlace(DeploymentConfiguration.predefined(name), options);
  }

  /** @internal */
  readonly _configuration: DeploymentConfiguration;
  /** @internal */
  readonly _extraCapacity: number;
  /** @internal */
  readonly _allowDowntime: boolean;

  private constructor(configuration: DeploymentConfiguration, { extraCapacity = 0, allowDowntime = false }: InPlaceOptions) {
    requireIntegerWithin('compute.deployment.extraCapacity', extraCapacity, 0, 100, 'leave it out for none');
    this._configuration = configuration;
    this._extraCapacity = extraCapacity;
    this._allowDowntime = allowDowntime;
  }
}

guardFactories('InPlace', InPlace);
