import { Annotations, Token } from 'aws-cdk-lib';
import { InstanceClass } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { types } from './server-types.json';
import { misuse } from '../core/misuse';

/** A service that runs servers of its own types, and how to look them up. */
interface Service {
  readonly title: string;
  readonly families: Readonly<Record<string, string | undefined>>;
  readonly lookUp: string;
}

const SERVICES = {
  rds: { title: 'Amazon RDS', families: types.rds, lookUp: 'aws rds describe-orderable-db-instance-options' },
  elastiCache: { title: 'ElastiCache', families: types.elastiCache, lookUp: 'aws elasticache describe-reserved-cache-nodes-offerings' },
  openSearch: { title: 'OpenSearch Service', families: types.openSearch, lookUp: 'aws opensearch list-instance-type-details' },
} satisfies Readonly<Record<string, Service>>;

/** An instance type as it is given, and the service that has to offer it. */
export interface GivenType {
  readonly prop: string;
  readonly service: keyof typeof SERVICES;
  /** Family and size, such as `t4g.micro`. */
  readonly type: string;
  /** How a type is written in code. */
  readonly example: string;
}

/**
 * Rejects an instance type that the service does not have. Other sizes of a family, and other families, may have been added since the table was made,
 * so they pass where that is likely. Whether a region offers a type is known only there.
 */
export function requireServerType({ prop, service, type, example }: GivenType): void {
  if (Token.isUnresolved(type)) return;
  const { title, families }: Service = SERVICES[service];
  if (foundIn(families, type) !== 'missing') return;
  throw misuse(prop, `must be an instance type that ${title} offers`, type, fixFor(families, type) ?? `write ${example}, for example`);
}

/** The warning for one that may have been added since the table was made. */
export function noteNewerType(scope: Construct, { prop, service, type }: Omit<GivenType, 'example'>): void {
  const { title, families, lookUp }: Service = SERVICES[service];
  if (Token.isUnresolved(type) || foundIn(families, type) !== 'unknown') return;
  Annotations.of(scope).addWarningV2('gostyle:newerInstanceType', `\`${prop}\` is not known to this version of the library as an instance type that `
    + `${title} offers, got: "${type}"; the deployment fails if there is none: look it up with \`${lookUp}\``);
}

type Found = 'offered' | 'unknown' | 'missing';

const TYPE = /^(?<family>(?<series>[a-z]+)(?<generation>\d+)[a-z-]*)\.(?<size>[a-z0-9]+)$/;

function foundIn(families: Service['families'], type: string): Found {
  const { family = '', series = '', generation, size = '' } = TYPE.exec(type)?.groups ?? {};
  if (family === '' || Number.isNaN(rankOf(size))) return 'missing';
  const sizes = families[family]?.split(' ');
  if (sizes?.includes(size)) return 'offered';
  if (sizes) return 'unknown';
  const { same, all } = generationsOf(families, series);
  // A service adds families to generations that it has, and to newer ones, but none to an older one.
  if (same.length > 0) return Number(generation) >= Math.min(...same) ? 'unknown' : 'missing';
  return EC2_SERIES.has(series) && Number(generation) >= Math.max(...all) ? 'unknown' : 'missing';
}

/** The letters that families of Amazon EC2 begin with. */
const EC2_SERIES: ReadonlySet<string> = new Set(Object.values(InstanceClass).flatMap((family) => /^([a-z]+)\d/.exec(family)?.[1] ?? []));

/** The generations of families with these letters, and of all. */
function generationsOf(families: Service['families'], series: string): Readonly<Record<'same' | 'all', number[]>> {
  const all = Object.keys(families).map((family) => /^([a-z]+)(\d+)/.exec(family)!);
  const numbers = (some: typeof all): number[] => some.map(([, , generation]) => Number(generation));
  return { same: numbers(all.filter(([, letters]) => letters === series)), all: numbers(all) };
}

/** Order of sizes; not a number for what is no size of a server, such as `metal` and `nano`. */
function rankOf(size: string): number {
  const [, times] = /^(\d*)xlarge$/.exec(size) ?? [];
  if (times !== undefined) return 4 + Number(times === '' ? 1 : times);
  const rank = ['micro', 'small', 'medium', 'large'].indexOf(size);
  return rank < 0 ? Number.NaN : rank;
}

function fixFor(families: Service['families'], type: string): string | undefined {
  const { family = '', series } = TYPE.exec(type)?.groups ?? {};
  const sizes = families[family]?.split(' ').sort((one, other) => rankOf(one) - rankOf(other));
  if (sizes) return `${family} has the sizes ${sizes.join(', ')}`;
  const same = Object.keys(families).filter((each) => TYPE.exec(`${each}.large`)?.groups?.series === series);
  return same.length > 0 ? `take one of the families ${same.join(', ')}` : undefined;
}
