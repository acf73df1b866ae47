/** Region and year of the prices. No test reads AWS's price list: compare them before a budget depends on them. */
export const PRICES_AS_OF = 'us-east-1, 2026';

/** The number of hours that AWS uses for a month. */
const HOURS = 730;

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
 * Linux instances, US dollars an hour: from AWS's price list of 9 February 2026, as in the tables that Karpenter generates from it.
 *
 * @see https://aws.amazon.com/ec2/pricing/on-demand/
 * @see https://github.com/aws/karpenter-provider-aws/blob/main/pkg/providers/pricing/zz_generated.pricing_aws.go
 */
const INSTANCES: Readonly<Record<string, number>> = {
  't3.nano': 0.0052,
  't3.micro': 0.0104,
  't3.small': 0.0208,
  't3.medium': 0.0416,
  't3.large': 0.0832,
  't4g.nano': 0.0042,
  't4g.micro': 0.0084,
  't4g.small': 0.0168,
  't4g.medium': 0.0336,
  't4g.large': 0.0672,
  'm7g.medium': 0.0408,
  'm7g.large': 0.0816,
  'm7i.large': 0.1008,
  'm8g.medium': 0.04488,
  'm8g.large': 0.08976,
  'm8i.large': 0.10584,
  'c7g.large': 0.0725,
  'c7i.large': 0.08925,
  'c8g.large': 0.07976,
  'c8i.large': 0.09371,
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

/** US dollars a month for what has a standing cost: by resource type, by instance type, and for parts that are neither. */
export const MONTHLY_PRICES: Readonly<Record<string,
  number>> = { ...MONTHLY, ...byTheMonth(HOURLY), ...byTheMonth(INSTANCES), ...byTheMonth(FARGATE) };

function byTheMonth(hourly: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(hourly).map(([name, price]) => [name, price * HOURS]));
}
