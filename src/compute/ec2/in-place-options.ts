import type { Duration } from 'aws-cdk-lib';

/** What a deployment in place does besides going through the hosts. */
export interface InPlaceOptions {
  /**
   * Instances that are added before each deployment and taken back after it, 1 to 100, so that the fleet never serves with
   * fewer than it had. A deployment takes a few minutes longer, and `maxCapacity` is exceeded meanwhile.
   *
   * @default 0 - the fleet serves with fewer hosts while it is deployed to
   */
  readonly extraCapacity?: number;

  /**
   * Accepts that no host serves during a deployment, as with one host or with `InPlace.allAtOnce()`.
   *
   * @default false - such a combination is refused
   */
  readonly allowDowntime?: boolean;
}

/** The same, with a number of hosts of one's own. */
export interface InPlaceMinHealthyOptions extends InPlaceOptions {
  /**
   * Deploys one Availability Zone after another, and sets how long each is monitored.
   *
   * @default - hosts of all zones at the same time
   */
  readonly zonal?: ZonalDeploymentOptions;
}

/** One Availability Zone after another, instead of hosts from all of them. */
export interface ZonalDeploymentOptions {
  /**
   * How long CodeDeploy monitors the first zone before it continues, in whole seconds.
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
