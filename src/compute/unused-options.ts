import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Options of a fleet that need others. */
export interface ScalingOptions {
  readonly targetCpuPercent?: number;
  readonly targetRequestsPerMinute?: number;
  readonly spotPercentage?: number;
  readonly onDemandBaseCapacity?: number;
}

/** Warns of options that have no effect, because of the value of another one. */
export function warnOfUnused(scope: Construct, options: ScalingOptions, isFixed: boolean): void {
  const targets = (['targetCpuPercent', 'targetRequestsPerMinute'] as const).filter((name) => isFixed && options[name] !== undefined);
  for (const name of targets) warn(scope, name, '`compute.minCapacity` is `compute.maxCapacity`', 'raise `compute.maxCapacity`');
  const { spotPercentage = 0, onDemandBaseCapacity = 0 } = options;
  if (spotPercentage === 0 && onDemandBaseCapacity > 0) warn(scope, 'onDemandBaseCapacity', 'nothing is on Spot', 'set `compute.spotPercentage`');
}

function warn(scope: Construct, name: string, why: string, fix: string): void {
  Annotations.of(scope).addWarningV2('gostyle:unused-option', `\`compute.${name}\` has no effect, because ${why}; ${fix}, or leave it out`);
}
