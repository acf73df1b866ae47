import type { DomainSize } from './open-search-domain';
import { HOURS, priceOfType } from '../cost/size-price';
import type { StandingResource } from '../cost/standing-resource';

/**
 * US dollars an hour for nodes of size `large`, in us-east-1: AWS's pricing page says them only where a region is chosen; from others who read
 * them in 2026.
 *
 * @see https://aws.amazon.com/opensearch-service/pricing/
 */
const NODES: Readonly<Record<string, number>> = { t3: 0.144, m6g: 0.128, r6g: 0.167 };

/** A domain. */
export function domainCost({ instanceType, dataNodes, volumeSizeGiB }: DomainSize): StandingResource[] {
  const monthlyPrice = priceOfType(instanceType.replace(/\.search$/, ''), NODES);
  return [
    { name: `OpenSearch ${instanceType}`, quantity: dataNodes, monthlyPrice },
    { name: 'OpenSearch gp3 GiB', quantity: dataNodes * volumeSizeGiB, monthlyPrice: 0.122 },
  ];
}

/** Firehose's way into a VPC, by the Availability Zones. */
export function deliveryCost(zones: number): StandingResource[] {
  return zones > 0 ? [{ name: 'Firehose delivery into a VPC', quantity: zones, monthlyPrice: 0.01 * HOURS }] : [];
}
