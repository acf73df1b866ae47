import { Annotations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { misuse, requireIntegerWithin } from '../core/misuse';

/** How many hosts there are, what they are scaled by, and how many are on Spot. */
export interface CapacityOptions {
  readonly minCapacity?: number;
  readonly maxCapacity?: number;
  readonly targetCpuPercent?: number;
  readonly targetRequestsPerMinute?: number;
  readonly spotPercentage?: number;
  readonly onDemandBaseCapacity?: number;
}

/** The options, or their defaults. */
export interface Capacity {
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly spotPercentage: number;
  readonly onDemandBaseCapacity: number;
}

/** Rejects numbers that cannot work. @param host what one is called @param most of them */
export function capacityOf(options: CapacityOptions, host: string, most: number): Capacity {
  const { minCapacity = 2, spotPercentage = 0, onDemandBaseCapacity = 0 } = options;
  requireIntegerWithin('compute.minCapacity', minCapacity, 1, 1000, 'leave it out for 2');
  const { maxCapacity = minCapacity * 2 } = options;
  requireIntegerWithin('compute.maxCapacity', maxCapacity, 1, most, 'leave it out for twice `compute.minCapacity`');
  if (minCapacity > maxCapacity) {
    throw misuse('compute.minCapacity', `must not be greater than \`compute.maxCapacity\` (${maxCapacity})`, minCapacity,
      'raise `compute.maxCapacity`');
  }
  const { targetCpuPercent, targetRequestsPerMinute } = options;
  if (targetCpuPercent !== undefined) requireIntegerWithin('compute.targetCpuPercent', targetCpuPercent, 10, 90, 'leave it out for 60');
  if (targetRequestsPerMinute !== undefined) {
    requireIntegerWithin('compute.targetRequestsPerMinute', targetRequestsPerMinute, 1, 10_000_000, `measure what one ${host} serves in a minute`);
  }
  requireIntegerWithin('compute.spotPercentage', spotPercentage, 0, 100, 'leave it out for none');
  requireIntegerWithin('compute.onDemandBaseCapacity', onDemandBaseCapacity, 0, minCapacity, 'leave it out for none');
  return { minCapacity, maxCapacity, spotPercentage, onDemandBaseCapacity };
}

/** Warns of options that have no effect, because of the value of another one. */
export function warnOfUnused(scope: Construct, options: CapacityOptions, capacity: Capacity): void {
  const { minCapacity, maxCapacity, spotPercentage, onDemandBaseCapacity } = capacity;
  for (const name of ['targetCpuPercent', 'targetRequestsPerMinute'] as const) {
    if (options[name] === undefined || minCapacity < maxCapacity) continue;
    warn(scope, name, '`compute.minCapacity` equals `compute.maxCapacity`', 'raise `compute.maxCapacity`');
  }
  if (spotPercentage === 0 && onDemandBaseCapacity > 0) warn(scope, 'onDemandBaseCapacity', 'nothing is on Spot', 'set `compute.spotPercentage`');
}

function warn(scope: Construct, name: string, why: string, fix: string): void {
  Annotations.of(scope).addWarningV2('gostyle:unused-option', `\`compute.${name}\` has no effect, because ${why}; ${fix}, or leave it out`);
}
