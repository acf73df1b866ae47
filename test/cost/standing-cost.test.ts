import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { CfnDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnVPC, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Compute, Database, Environment, Nat, Network } from '../../src';
import { monthlyPriceOf } from '../../src/cost/prices';
import { announceStandingCost } from '../../src/cost/standing-cost';
import { environmentStack, webPipeline } from '../helpers/web-pipeline';

const staging = Environment.named('staging', { compute: Compute.ec2({ minCapacity: 3 }) });

/** The message about the cost of a stack. */
function said(stack: Stack): string {
  const messages = Annotations.fromStack(stack).findInfo('*', Match.anyValue()).map(({ entry }) => entry.data as string);
  return messages.find((message) => message.startsWith('without traffic')) ?? '';
}

test('an environment says what it costs without traffic, the most expensive first', () => {
  const message = said(environmentStack(staging));
  expect(message).toContain('without traffic, Web-staging costs about 120 USD a month: '
    + '3 × t3.small 45.55, 1 × NatGateway 32.85, 1 × LoadBalancer 16.43, 3 × public IPv4 address 10.95, 3 × detailed monitoring 6.30, '
    + '60 gp3 GiB 4.80, 1 × Dashboard 3.00, 6 × Alarm 0.60');
  expect(message).toContain('(us-east-1, 2026; replace prices with `monthlyPrices`)');
});

test('Spot Instances have no fixed price, and the message names the price that is used', () => {
  const withSpot = Environment.named('staging', { compute: Compute.ec2({ spotPercentage: 50 }) });
  expect(said(environmentStack(withSpot))).toContain('; Spot Instances count at the On-Demand price, and cost less');
  expect(said(environmentStack(staging))).not.toContain('Spot');
});

test('resources that a user adds are included', () => {
  const stack = environmentStack(staging);
  new CfnDashboard(stack, 'Another', { dashboardBody: '{}' });
  expect(said(stack)).toContain('costs about 123 USD a month');
  expect(said(stack)).toContain('2 × Dashboard 6.00');
});

test('a NAT instance costs its type, its volume and its public address', () => {
  const message = said(environmentStack(Environment.named('staging', { network: Network.own({ nat: Nat.instance() }) })));
  expect(message).toContain('1 × t4g.micro 6.13');
  expect(message).toContain('3 × public IPv4 address 10.95');
  expect(message).toContain('48 gp3 GiB 3.84');
  expect(message).not.toContain('NatGateway');
});

test('an interface endpoint costs in each zone, a gateway endpoint nothing', () => {
  const message = said(environmentStack(Environment.named('staging', { network: Network.own({ nat: Nat.none() }) })));
  expect(message).toContain('8 × VPC interface endpoint 58.40');
  expect(message).not.toContain('VPCEndpoint');
});

test('prices of the user override those of the table', () => {
  const message = said(environmentStack(staging, { monthlyPrices: { 't3.small': 10, 'AWS::EC2::VPC': 7 } }));
  expect(message).toContain('3 × t3.small 30.00');
  expect(message).toContain('1 × VPC 7.00');
  expect(message).toContain('us-east-1, 2026, and your own prices');
});

test('resources without a price are listed', () => {
  const message = said(environmentStack(Environment.named('staging', { compute: Compute.ec2({ instanceType: new InstanceType('x8g.large') }) })));
  expect(message).toContain('0.60; not included: 2 × x8g.large, which have no price in the table (us-east-1');
  expect(said(environmentStack(staging))).not.toContain('without 3');
});

test.each([
  ['m7g.medium', 29.78], ['m7g.4xlarge', 476.54], ['c7i-flex.xlarge', 123.79], ['t3.nano', 3.80],
  ['m7g.metal', undefined], ['u-6tb1.112xlarge', undefined], ['constructor', undefined],
])('a %s costs %s a month', (type, price) => {
  if (price === undefined) expect(monthlyPriceOf(type)).toBeUndefined();
  else expect(monthlyPriceOf(type)).toBeCloseTo(price, 1);
});

test('equal parts of two databases are one line; a paused one costs nothing and is named', () => {
  const uses = [
    Database.postgres({ storageGiB: 30 }),
    Database.postgres({ variablePrefix: 'REPORTS', storageGiB: 20, instanceType: new InstanceType('m7g.xlarge') }),
    Database.auroraPostgres({ variablePrefix: 'ARCHIVE', minCapacity: 0 }),
  ];
  const message = said(environmentStack(Environment.named('staging', { uses })));
  expect(message).toContain('50 GiB of database storage 5.75');
  expect(message).toContain('1 × PostgreSQL on db.m7g.xlarge 245.28');
  // RDS creates the secrets with the passwords.
  expect(message).toContain('3 × Secret 1.20');
  expect(message).toContain('0 ACU of Aurora PostgreSQL, paused while nobody is connected 0.00');
});

test('the same name at two prices has two lines', () => {
  const resource = { name: 'queue worker', quantity: 1 };
  const stack = new Stack(new App(), 'Web');
  announceStandingCost(stack, { resources: [{ ...resource, monthlyPrice: 5 }, { ...resource, monthlyPrice: 7 }, { ...resource, monthlyPrice: 5 }] });
  expect(said(stack)).toContain('costs about 17 USD a month: 2 × queue worker 10.00, 1 × queue worker 7.00');
});

test('a stack that costs nothing says nothing', () => {
  const stack = new Stack(new App(), 'Web');
  new CfnVPC(stack, 'Vpc');
  announceStandingCost(stack);
  expect(said(stack)).toBe('');
});

test('prices by the hour become prices by the month', () => {
  expect(monthlyPriceOf('AWS::EC2::NatGateway')).toBeCloseTo(32.85);
  expect(monthlyPriceOf('t3.small')).toBeCloseTo(15.18, 1);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('refuses a price of %s', (price) => {
  const message = '`monthlyPrices.t3.small` must be US dollars a month, 0 or more';
  expect(() => webPipeline({ monthlyPrices: { 't3.small': price } }, new App())).toThrow(message);
});
