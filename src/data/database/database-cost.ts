import { Token } from 'aws-cdk-lib';
import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { StandingResource } from '../../cost/standing-resource';

const HOURS = 730;

/**
 * US dollars an hour for one instance in us-east-1, on demand: from third parties in 2026: AWS's page shows prices only for a selected region.
 *
 * @see https://aws.amazon.com/rds/postgresql/pricing/
 */
const HOURLY: Readonly<Record<string, number>> = {
  't4g.micro': 0.016, 't4g.small': 0.032, 't4g.medium': 0.065, 't4g.large': 0.129, 'm7g.large': 0.168, 'r7g.large': 0.239,
};

/** A GiB of gp3 for a month. */
const STORAGE = 0.115;

interface Size {
  readonly instanceType: InstanceType;
  readonly storageGiB: number;
  readonly multiAz: boolean;
}

/** The standing cost of a database. */
export function databaseCost(title: string, { instanceType, storageGiB, multiAz }: Size): StandingResource[] {
  const type = String(instanceType);
  const quantity = multiAz ? 2 : 1;
  const price = Token.isUnresolved(type) ? undefined : HOURLY[type];
  return [
    { name: `${title} on db.${type}`, quantity, monthlyPrice: price === undefined ? undefined : price * HOURS },
    { name: 'GiB of database storage', quantity: quantity * storageGiB, monthlyPrice: STORAGE },
  ];
}

/** An hour of an Aurora capacity unit. */
const ACU_HOUR = 0.12;

/** The minimum cost of Aurora. Its storage, at 0.10 USD a GiB and month, starts at nothing. */
export function auroraCost(title: string, { minCapacity, instances }: { minCapacity: number; instances: number }): StandingResource[] {
  return [{ name: `${title}: ACU`, quantity: minCapacity * instances, monthlyPrice: ACU_HOUR * HOURS }];
}
