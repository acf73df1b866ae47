import { Token } from 'aws-cdk-lib';
import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { HOURS, priceOfType } from '../../cost/size-price';
import type { StandingResource } from '../../cost/standing-resource';

/**
 * US dollars an hour for one node of size `large` with Redis OSS in us-east-1, on demand: from third parties in 2026, because AWS's page shows
 * prices only for a selected region.
 *
 * @see https://aws.amazon.com/elasticache/pricing/
 */
const HOURLY: Readonly<Record<string, number>> = { t4g: 0.128, m7g: 0.158, r7g: 0.219 };

/** Price of a node with Valkey, as a fraction of it. */
const VALKEY = 0.8;

/** A GB-hour of a serverless cache with Valkey, which is billed for 100 MB at least. */
const SERVERLESS_GB_HOUR = 0.084;

interface Nodes {
  readonly title: string;
  readonly nodeType: InstanceType;
  readonly count: number;
}

/** The standing cost of the nodes. */
export function nodesCost({ title, nodeType, count }: Nodes): StandingResource[] {
  const type = String(nodeType);
  const price = Token.isUnresolved(type) ? undefined : priceOfType(type, HOURLY);
  const monthlyPrice = price === undefined ? undefined : price * (title === 'Valkey' ? VALKEY : 1);
  return [{ name: `${title} on cache.${type}`, quantity: count, monthlyPrice }];
}

/** The minimum cost of a serverless cache. */
export function serverlessCost(): StandingResource[] {
  return [{ name: 'serverless Valkey, 100 MB', quantity: 1, monthlyPrice: 0.1 * SERVERLESS_GB_HOUR * HOURS }];
}
