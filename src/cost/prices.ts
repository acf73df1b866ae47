import { HOURS, priceOfType } from './size-price';

/** Region and year of the prices. No test reads AWS's price list: compare them before a budget depends on them. */
export const PRICES_AS_OF = 'us-east-1, 2026';

/**
 * US dollars an hour, on demand, without traffic.
 *
 * NAT gateway, load balancer: the examples of AWS's pricing pages, as read in September 2026.
 * Public addresses and endpoints: from third parties in 2026, because AWS's pricing pages show them only for a selected region.
 *
 * @see https://aws.amazon.com/vpc/pricing/
 * @see https://aws.amazon.com/elasticloadbalancing/pricing/
 * @see https://aws.amazon.com/privatelink/pricing/
 */
const HOURLY: Readonly<Record<string, number>> = {
  'AWS::EC2::NatGateway': 0.045,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 0.0225,
  'VPC interface endpoint': 0.01,
  'public IPv4 address': 0.005,
};

/**
 * Linux instances of size `large`, US dollars an hour: from AWS's price list of January and February 2026, as in the tables that Karpenter
 * generates from it.
 *
 * @see https://aws.amazon.com/ec2/pricing/on-demand/
 * @see https://github.com/aws/karpenter-provider-aws/blob/main/pkg/providers/pricing/zz_generated.pricing_aws.go
 */
const LARGE_INSTANCES: Readonly<Record<string, number>> = {
  't2': 0.0928,
  't3': 0.0832,
  't3a': 0.0752,
  't4g': 0.0672,
  'm5': 0.096,
  'm5a': 0.086,
  'm6a': 0.0864,
  'm6g': 0.077,
  'm6i': 0.096,
  'm7a': 0.11592,
  'm7g': 0.0816,
  'm7i': 0.1008,
  'm7i-flex': 0.09576,
  'm8a': 0.12172,
  'm8g': 0.08976,
  'm8i': 0.10584,
  'm8i-flex': 0.10055,
  'c5': 0.085,
  'c5a': 0.077,
  'c6a': 0.0765,
  'c6g': 0.068,
  'c6i': 0.085,
  'c7a': 0.10264,
  'c7g': 0.0725,
  'c7i': 0.08925,
  'c7i-flex': 0.08479,
  'c8a': 0.10777,
  'c8g': 0.07976,
  'c8i': 0.09371,
  'c8i-flex': 0.08902,
  'r5': 0.126,
  'r5a': 0.113,
  'r6a': 0.1134,
  'r6g': 0.1008,
  'r6i': 0.126,
  'r7a': 0.15215,
  'r7g': 0.1071,
  'r7i': 0.1323,
  'r8a': 0.15976,
  'r8g': 0.11782,
  'r8i': 0.13892,
  'r8i-flex': 0.13197,
};

/**
 * Tasks on AWS Fargate with Linux, US dollars an hour: from third parties in 2026, because AWS's pricing page shows them only for a
 * selected region. Spot prices vary: 70 % off, the largest discount that AWS advertises.
 *
 * @see https://aws.amazon.com/fargate/pricing/
 */
const FARGATE: Readonly<Record<string, number>> = {
  'Fargate vCPU': 0.04048,
  'Fargate GB': 0.004445,
  'Fargate ARM vCPU': 0.03238,
  'Fargate ARM GB': 0.00356,
  'Fargate Spot vCPU': 0.012144,
  'Fargate Spot GB': 0.0013335,
  'Fargate ARM Spot vCPU': 0.009714,
  'Fargate ARM Spot GB': 0.001068,
};

/**
 * Prices by month. Secrets: the example on AWS's pricing page in September 2026. The others are from third parties in 2026, because AWS's pages
 * show them only for a selected region.
 *
 * @see https://aws.amazon.com/cloudwatch/pricing/
 * @see https://aws.amazon.com/kms/pricing/
 * @see https://aws.amazon.com/secrets-manager/pricing/
 * @see https://aws.amazon.com/ebs/pricing/
 */
const MONTHLY: Readonly<Record<string, number>> = {
  'AWS::CloudWatch::Alarm': 0.1,
  'AWS::CloudWatch::Dashboard': 3,
  'AWS::KMS::Key': 1,
  'AWS::SecretsManager::Secret': 0.4,
  'gp3 GiB': 0.08,
  // Seven metrics of an instance, each billed as a custom metric.
  'detailed monitoring': 2.1,
};

const TABLE: Readonly<Record<string, number>> = { ...MONTHLY, ...byTheMonth(HOURLY), ...byTheMonth(FARGATE) };

/** US dollars a month for what has a standing cost: by resource type, by instance type, and for parts that are neither. */
export function monthlyPriceOf(name: string): number | undefined {
  return Object.hasOwn(TABLE, name) ? TABLE[name] : priceOfType(name, LARGE_INSTANCES);
}

function byTheMonth(hourly: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(hourly).map(([name, price]) => [name, price * HOURS]));
}
