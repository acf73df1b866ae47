import type { Duration } from 'aws-cdk-lib';

/** Options of an in-place deployment. */
export interface InPlaceOptions {
  /**
   * Instances that are added before each deployment and removed after it, 1 to 100, so that the fleet never serves with
   * fewer than it had. A deployment takes a few minutes longer, and `maxCapacity` is exceeded meanwhile.
   *
   * @default 0 - the fleet serves with fewer hosts during a deployment
   */
  readonly extraCapacity?: number;

  /**
   * Accepts that no host serves during a deployment, as with one host or with `InPlace.allAtOnce()`.
   *
   * @default false - such a combination is refused
   */
  readonly allowDowntime?: boolean;
}

/** Options of an in-place deployment with a custom minimum of healthy hosts. */
export interface InPlaceMinHealthyOptions extends InPlaceOptions {
  /**
   * Deploys one Availability Zone after another, and sets how long each is monitored.
   *
   * @default - hosts of all zones at the same time
   */
  readonly zonal?: ZonalDeploymentOptions;
}

/** Options of a deployment to one Availability Zone after another. */
export interface ZonalDeploymentOptions {
  /**
   * How long CodeDeploy monitors the first zone before it continues, in whole seconds.
   *
   * @default - as long as the others
   */
  readonly firstZoneMonitorDuration?: Duration;

  /**
   * How long CodeDeploy monitors every other zone, in whole seconds.
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
