import { Token } from 'aws-cdk-lib';
import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { HOURS, priceOfType } from '../../cost/size-price';
import type { StandingResource } from '../../cost/standing-resource';

/**
 * US dollars an hour for one instance of size `large` in us-east-1, on demand, from third parties in 2026: AWS's page shows prices only for a
 * selected region.
 *
 * @see https://aws.amazon.com/rds/postgresql/pricing/
 */
const HOURLY: Readonly<Record<string, number>> = { t4g: 0.129, m7g: 0.168, r7g: 0.239 };

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
  return [
    { name: `${title} on db.${type}`, quantity, monthlyPrice: Token.isUnresolved(type) ? undefined : priceOfType(type, HOURLY) },
    { name: 'GiB of database storage', quantity: quantity * storageGiB, monthlyPrice: STORAGE },
    MASTER_SECRET,
  ];
}

/** RDS makes it, so it is no resource of the template. */
const MASTER_SECRET: StandingResource = { name: 'AWS::SecretsManager::Secret', quantity: 1 };

/** An hour of an Aurora capacity unit. */
const ACU_HOUR = 0.12;

/** The minimum cost of Aurora. Its storage, at 0.10 USD a GiB and month, starts at nothing. */
export function auroraCost(title: string, { minCapacity, instances }: { minCapacity: number; instances: number }): StandingResource[] {
  const name = minCapacity === 0 ? `ACU of ${title}, paused while nobody is connected` : `${title}: ACU`;
  return [{ name, quantity: minCapacity * instances, monthlyPrice: ACU_HOUR * HOURS }, MASTER_SECRET];
}
