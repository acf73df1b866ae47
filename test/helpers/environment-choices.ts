import { Duration, type Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Combination } from './pairwise';
import {
  Approval, Compute, Environment, InPlace, Logs, Nat, Network, type DomainOptions, type EnvironmentOptions, type INat,
} from '../../src';

/** Everything about an environment that is a choice between values. Options that cannot be combined are one choice. */
export const CHOICES = {
  place: ['here', 'region', 'account', 'both'],
  production: [false, true],
  nat: ['default', 'gateways', 'instance', 'none'],
  availabilityZones: [2, 3],
  network: ['own', 'sized'],
  gate: ['none', 'approval', 'stageRollback'],
  https: ['none', 'certificate', 'domain', 'domain with certificate', 'issued', 'strict'],
  configuration: ['one', 'half', 'hosts', 'zonal', 'all'],
  extraCapacity: [0, 2],
  logs: [false, true],
  accessLogBucket: [false, true],
  instanceRole: ['own', 'mutable', 'immutable'],
  instanceType: ['default', 't4g.small', 'c7i.large'],
  scaling: ['none', 'cpu', 'requests'],
  dashboard: [true, false],
  thresholds: [false, true],
} as const;

export type EnvironmentChoice = Combination<typeof CHOICES>;

/** Where the pipeline is, and the other places of environments. */
export const HERE = { account: '111122223333', region: 'eu-west-1' };
const PLACES = {
  here: HERE,
  region: { ...HERE, region: 'us-east-1' },
  account: { ...HERE, account: '444455556666' },
  both: { account: '444455556666', region: 'us-east-1' },
} as const;

/** Options of an environment that are not choices. */
export interface Sizes {
  /** 2 or more. */
  readonly minCapacity: number;
  readonly environmentVariables?: Record<string, string>;
}

/** The environment of a combination. Existing resources are the same in each, because environments may share them. */
export function chosenEnvironment(name: string, choice: EnvironmentChoice, { minCapacity, environmentVariables }: Sizes, scope: Stack): Environment {
  return Environment.named(name, {
    env: choice.place === 'here' ? undefined : PLACES[choice.place],
    production: choice.production,
    environmentVariables,
    network: Network.own({
      availabilityZones: choice.availabilityZones,
      nat: natOf(choice),
      cidr: choice.network === 'sized' ? '10.32.0.0/18' : undefined,
    }),
    approval: choice.gate === 'approval' ? Approval.manual() : undefined,
    stageRollback: choice.gate === 'stageRollback',
    ...https(name, choice, scope),
    accessLogBucket: choice.accessLogBucket ? brought(scope, 'Logs', (id) => Bucket.fromBucketName(scope, id, 'all-access-logs')) : undefined,
    compute: Compute.ec2({
      minCapacity,
      maxCapacity: choice.scaling === 'none' ? minCapacity : minCapacity * 2,
      targetRequestsPerMinute: choice.scaling === 'requests' ? 600 : undefined,
      instanceType: choice.instanceType === 'default' ? undefined : new InstanceType(choice.instanceType),
      instanceRole: choice.instanceRole === 'own' ? undefined : roleOf(choice, scope),
      deployment: deploymentOf(choice, minCapacity),
    }),
    logs: choice.logs ? Logs.cloudWatch({ unit: 'shop.service' }) : undefined,
    dashboard: choice.dashboard,
    alarmThresholds: choice.thresholds ? { errorsPerMinute: 3, latency: Duration.millis(750) } : undefined,
  });
}

function natOf({ nat, availabilityZones }: EnvironmentChoice): INat | undefined {
  return { default: undefined, gateways: Nat.gateways(availabilityZones - 1), instance: Nat.instance(), none: Nat.none() }[nat];
}

type Https = Pick<EnvironmentOptions, 'certificate' | 'domain' | 'additionalDomains' | 'https'>;

function https(environment: string, { https: choice, place }: EnvironmentChoice, scope: Stack): Https {
  const { account, region } = PLACES[place];
  const certificate = () => brought(scope, `Certificate-${place}`, (id) =>
    Certificate.fromCertificateArn(scope, id, `arn:aws:acm:${region}:${account}:certificate/01234567-89ab-cdef-0123-456789abcdef`));
  const domain = (issueCertificate?: boolean): DomainOptions => ({
    hostedZone: brought(scope, 'Zone', (id) =>
      HostedZone.fromHostedZoneAttributes(scope, id, { hostedZoneId: 'Z0123456789', zoneName: 'example.com' })),
    name: `${environment}.example.com`,
    issueCertificate,
  });
  if (choice === 'none') return {};
  if (choice === 'strict') {
    return {
      domain: domain(true),
      additionalDomains: [{ ...domain(true), name: `shop-${environment}.example.com` }],
      https: { tlsPolicy: SslPolicy.TLS13_RES, strictTransportSecurity: { maxAge: Duration.days(365), includeSubDomains: true, preload: true } },
    };
  }
  if (choice === 'issued') return { domain: domain(true) };
  return { certificate: choice === 'domain' ? undefined : certificate(), domain: choice === 'certificate' ? undefined : domain() };
}

function deploymentOf({ configuration, extraCapacity }: EnvironmentChoice, minCapacity: number): InPlace {
  switch (configuration) {
    case 'one': return InPlace.oneAtATime({ extraCapacity });
    case 'half': return InPlace.halfAtATime({ extraCapacity });
    case 'hosts': return InPlace.minHealthyHosts(minCapacity - 1, { extraCapacity });
    case 'zonal': return InPlace.minHealthyPercentage(50, { extraCapacity, zonal: { monitorDuration: Duration.minutes(1) } });
    case 'all': return InPlace.allAtOnce({ extraCapacity, allowDowntime: true });
  }
}

function roleOf({ instanceRole, place }: EnvironmentChoice, scope: Stack): Role {
  return brought(scope, `${instanceRole}Role-${place}`, (id) =>
    Role.fromRoleArn(scope, id, `arn:aws:iam::${PLACES[place].account}:role/instances`, { mutable: instanceRole === 'mutable' })) as Role;
}

/** Imported once for all environments of the stack. */
function brought<T>(scope: Stack, id: string, make: (id: string) => T): T {
  return scope.node.tryFindChild(id) as T | undefined ?? make(id);
}
