import { arn, physicalName, unique, type Identity } from './physical-ids';
import type { Json } from '../assembly/json';

type Attribute = (identity: Identity) => Json;

const balancerPath = (identity: Identity): string => (arn(identity) ?? '').split(':').slice(5).join(':');

/** Attributes that can be derived from the template, by type and name. */
const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, Attribute>>>> = {
  'AWS::EC2::LaunchTemplate': { LatestVersionNumber: () => '1', DefaultVersionNumber: () => '1' },
  'AWS::EC2::SecurityGroup': { GroupId: ({ pseudo, logicalId }) => `sg-0${unique(pseudo.stackName, logicalId).slice(0, 16)}` },
  'AWS::EC2::VPC': { Ipv6CidrBlocks: () => ['2600:1f14::/56'] },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    CanonicalHostedZoneID: () => 'Z35SXDOTRQ7X7K',
    DNSName: (identity) => `${physicalName(identity)}.${identity.pseudo.region}.elb.${identity.pseudo.urlSuffix}`,
    LoadBalancerFullName: (identity) => balancerPath(identity).replace(/^loadbalancer\//, ''),
    LoadBalancerName: physicalName,
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': { TargetGroupFullName: balancerPath, TargetGroupName: physicalName },
  'AWS::S3::Bucket': {
    DomainName: (identity) => `${physicalName(identity)}.s3.${identity.pseudo.urlSuffix}`,
    RegionalDomainName: (identity) => `${physicalName(identity)}.s3.${identity.pseudo.region}.${identity.pseudo.urlSuffix}`,
  },
  'AWS::SNS::Topic': { TopicName: physicalName },
};

const ARN_ATTRIBUTES = new Set(['Arn', 'TopicArn', 'LoadBalancerArn', 'TargetGroupArn', 'ListenerArn', 'PolicyArn']);

/** Undefined if the value is only known in an account. */
export function derivedAttribute(identity: Identity, name: string): Json | undefined {
  const attribute = Object.hasOwn(ATTRIBUTES, identity.type) ? ATTRIBUTES[identity.type] : {};
  if (Object.hasOwn(attribute, name)) return attribute[name](identity);
  return ARN_ATTRIBUTES.has(name) ? arn(identity) : undefined;
}
