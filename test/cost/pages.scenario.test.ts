import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Domain } from 'aws-cdk-lib/aws-opensearchservice';
import {
  Cache, Cdn, Compute, Database, Environment, Firewall, HostImage, Logs, Nat, Network, Secret, type EnvironmentOptions, type INat,
} from '../../src';
import { environmentStack } from '../helpers/web-pipeline';

const STAGING: EnvironmentOptions = {};
const PRODUCTION: EnvironmentOptions = { production: true };

const known = new Map<EnvironmentOptions, number>();

/** What synthesis says of an environment, in USD a month, to the cent. */
function costOf(options: EnvironmentOptions): number {
  const cost = known.get(options) ?? synthesizedCost(options);
  known.set(options, cost);
  return cost;
}

function synthesizedCost(options: EnvironmentOptions): number {
  const stack = environmentStack(Environment.named('qa', options));
  const [message] = Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('^without traffic'));
  const items = /USD a month: (.*?)(?:;| \()/.exec(String(message!.entry.data))![1];
  return [...items!.matchAll(/\d+\.\d\d(?=, |$)/g)].reduce((sum, [price]) => sum + Number(price), 0);
}

const withNat = (nat: INat, more: EnvironmentOptions = {}): EnvironmentOptions => ({ network: Network.own({ nat }), ...more });
const GATEWAYS = [withNat(Nat.gateways(1)), withNat(Nat.gateways(2))];
const domain = Domain.fromDomainAttributes(new Stack(), 'Domain', {
  domainArn: 'arn:aws:es:eu-west-1:111122223333:domain/shared', domainEndpoint: 'vpc-shared.eu-west-1.es.amazonaws.com',
});
const added = (base: EnvironmentOptions, more: EnvironmentOptions) => costOf({ ...base, ...more }) - costOf(base);

/** A figure on a page of docs/, and what synthesis says of the same. */
const FIGURES: readonly (readonly [page: string, figure: RegExp, cost: () => number])[] = [
  ['database', /about (\d+) USD \(t4g\.micro, 20 GiB\)/, () => added(STAGING, { uses: [Database.postgres()] })],
  ['database', /in production about (\d+) USD \(two t4g\.medium\)/, () => added(PRODUCTION, { uses: [Database.postgres()] })],
  ['database', /MySQL outside production about (\d+) USD/, () => added(STAGING, { uses: [Database.mysql()] })],
  ['database', /Aurora about (\d+) USD/, () => added(STAGING, { uses: [Database.auroraPostgres()] })],
  ['database', /Aurora about \d+ USD, in production about (\d+) USD/, () => added(PRODUCTION, { uses: [Database.auroraPostgres()] })],
  ['cache', /Valkey about (\d+) USD \(t4g\.micro\)/, () => added(STAGING, { uses: [Cache.valkey()] })],
  ['cache', /in production about (\d+) USD \(two t4g\.small\)/, () => added(PRODUCTION, { uses: [Cache.valkey()] })],
  ['cache', /serverless from (\d+) USD/, () => added(STAGING, { uses: [Cache.valkeyServerless()] })],
  ['secrets', /about (\d+) USD a month in each Availability Zone/, () => added(withNat(Nat.none()), {
    uses: [Secret.fromSecretsManager({ KEY: 'key' })],
  }) / 2],
  ['protection', /(\d+) USD a month and 0\.60 USD per million requests/, () => added(STAGING, { uses: [Firewall.managed()] })],
  ['protection', /bot control adds (\d+) USD/, () => added({ uses: [Firewall.managed()] }, { uses: [Firewall.managed({ botControl: true })] })],
  ['cdn', /and (\d+\.\d+) USD less for the load balancer's two public addresses/, () => -added(STAGING, { cdn: Cdn.cloudFront() })],
  ['logs', /about (\d+) USD with one node/, () => added(STAGING, { logs: Logs.openSearch({ unit: 'shop.service' }) })],
  ['logs', /about (\d+) USD in production with two/, () => added(PRODUCTION, { logs: Logs.openSearch({ unit: 'shop.service' }) })],
  ['logs', /about (\d+) USD in two zones/, () => added(STAGING, { logs: Logs.existingOpenSearch(domain, { unit: 'shop.service' }) })],
  ['baked-images', /about (\d+\.\d+) USD a month for its snapshot/, () => added(STAGING, { compute: Compute.ec2({ image: HostImage.baked() }) })],
  ['networks', /`Nat\.gatewayPerZone\(\)`, default in production \| about (\d+) USD/, () => natCost(Nat.gatewayPerZone())],
  ['networks', /`Nat\.gateways\(1\)`, default elsewhere \| about (\d+) USD/, () => natCost(Nat.gateways(1))],
  ['networks', /`Nat\.instance\(\)` \| about (\d+) USD/, () => natCost(Nat.instance())],
  ['networks', /about (\d+) USD for 4 endpoints with instances/, () => natCost(Nat.none())],
];

/** Of the way to the internet alone: a second NAT gateway costs as much as the first. */
function natCost(nat: INat): number {
  const [one, two] = GATEWAYS.map(costOf);
  return costOf(withNat(nat)) - one! + (two! - one!);
}

test.each(FIGURES)('docs/%s.md says what synthesis says: %s', (page, figure, cost) => {
  const found = figure.exec(readFileSync(join(__dirname, '..', '..', 'docs', `${page}.md`), 'utf8'));
  expect([page, found === null ? figure : 'found']).toEqual([page, 'found']);
  const written = Number(found![1]);
  const said = cost();
  expect([written, said, Math.abs(written - said) <= Math.max(0.5, written * 0.05)]).toEqual([written, said, true]);
});
