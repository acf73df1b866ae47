import { DeploymentConfiguration } from './deployment-configuration';
import type { InPlaceMinHealthyOptions, InPlaceOptions } from './in-place-options';
import { requireIntegerWithin } from '../../core/misuse';

/**
 * How a revision gets to instances: they leave the load balancer, get it and come back, a few at a time.
 *
 * @example
 * Compute.ec2({ minCapacity: 4, maxCapacity: 8, deployment: InPlace.halfAtATime({ extraCapacity: 2 }) });
 *
 * @exampleMetadata fixture=pipeline
 */
export class InPlace {
  /**
   * One host after another.
   *
   * @param options what comes with it
   */
  static oneAtATime(options: InPlaceOptions = {}): InPlace {
    return InPlace.predefined('CodeDeployDefault.OneAtATime', options);
  }

  /**
   * Half of the hosts at a time: the other half carries all traffic.
   *
   * @param options what comes with it
   */
  static halfAtATime(options: InPlaceOptions = {}): InPlace {
    return InPlace.predefined('CodeDeployDefault.HalfAtATime', options);
  }

  /**
   * All hosts at the same time. Nothing serves meanwhile, so `allowDowntime` must be set.
   *
   * @param options what comes with it
   */
  static allAtOnce(options: InPlaceOptions = {}): InPlace {
    return InPlace.predefined('CodeDeployDefault.AllAtOnce', options);
  }

  /**
   * At least this many hosts keep serving.
   *
   * @param hosts 1 or more, and fewer than the fleet has
   * @param options what comes with it
   */
  static minHealthyHosts(hosts: number, options: InPlaceMinHealthyOptions = {}): InPlace {
    return new InPlace(DeploymentConfiguration.minHealthyHosts(hosts, options.zonal), options);
  }

  /**
   * At least this percentage of the hosts keeps serving, rounded up to whole hosts.
   *
   * @param percentage 1 to 99
   * @param options what comes with it
   */
  static minHealthyPercentage(percentage: number, options: InPlaceMinHealthyOptions = {}): InPlace {
    return new InPlace(DeploymentConfiguration.minHealthyPercentage(percentage, options.zonal), options);
  }

  /**
   * With one of CodeDeploy's predefined configurations for EC2.
   *
   * @param name `CodeDeployDefault.OneAtATime`, for example
   * @param options what comes with it
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
