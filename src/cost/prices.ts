/** Where and when the prices are from. No test reads AWS's price list: compare them before a budget depends on them. */
export const PRICES_AS_OF = 'us-east-1, November 2025';

/**
 * US dollars a month (730 hours) for what costs money standing still, on demand and without traffic: by resource type, by
 * instance type, and for a GiB of gp3.
 */
export const MONTHLY_PRICES: Readonly<Record<string, number>> = {
  'AWS::CloudWatch::Alarm': 0.1,
  'AWS::CloudWatch::Dashboard': 3,
  'AWS::EC2::NatGateway': 32.85,
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 16.43,
  'AWS::KMS::Key': 1,
  'AWS::SecretsManager::Secret': 0.4,
  'VPC interface endpoint': 7.3,
  'gp3 GiB': 0.08,
  'public IPv4 address': 3.65,
  't3.micro': 7.59,
  't3.small': 15.18,
  't3.medium': 30.37,
  't3.large': 60.74,
  't4g.micro': 6.13,
  't4g.small': 12.26,
  't4g.medium': 24.53,
  't4g.large': 49.06,
  'm7g.medium': 29.78,
  'm7g.large': 59.57,
  'm7i.large': 73.58,
  'c7g.large': 52.93,
  'c7i.large': 65.15,
};
