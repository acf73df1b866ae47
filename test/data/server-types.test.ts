import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { EngineVersion } from 'aws-cdk-lib/aws-opensearchservice';
import { AuroraMysqlEngineVersion, AuroraPostgresEngineVersion, MysqlEngineVersion, PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';
import { Cache, Database, Environment, GoStyleWebPipeline, Logs, type EnvironmentOptions } from '../../src';
import { types, versions } from '../../src/data/server-types.json';
import { SMALLEST } from '../helpers/web-pipeline';

const typesOf = (families: Readonly<Record<string, string>>) =>
  Object.entries(families).flatMap(([family, sizes]) => sizes.split(' ').map((size) => `${family}.${size}`));

function warnings(options: EnvironmentOptions): string[] {
  const environments = [Environment.named('staging', options)];
  const web = new GoStyleWebPipeline(new Stack(new App(), 'WebPipeline'), 'Web', { ...SMALLEST, environments });
  return Annotations.fromStack(web.environment('staging')).findWarning('*', Match.stringLikeRegexp('not known to this version'))
    .map(({ entry }) => String(entry.data));
}

/** All that `make` refuses. */
function refused<T>(values: readonly T[], make: (value: T) => unknown): T[] {
  return values.filter((value) => {
    try {
      make(value);
      return false;
    } catch {
      return true;
    }
  });
}

test.each<[string, () => unknown]>([
  ['PostgreSQL', () => Database.postgres({ majorVersion: '0' })],
  ['MySQL', () => Database.mysql({ majorVersion: '0' })],
  ['Aurora PostgreSQL', () => Database.auroraPostgres({ majorVersion: '0' })],
  ['Aurora MySQL', () => Database.auroraMysql({ majorVersion: '0' })],
  ['Valkey', () => Cache.valkey({ engineVersion: '0' })],
  ['Redis OSS', () => Cache.redis({ engineVersion: '0' })],
  ['OpenSearch', () => Logs.openSearch({ engineVersion: '0' })],
])('the default version of %s is one that is known', (_engine, make) => {
  const [message] = [make].map((each) => {
    try {
      return String(each());
    } catch (error) {
      return String(error);
    }
  });
  const [, standard, known] = /leave it out for (\S+), or take one of: (.*)$/.exec(message!)!;
  expect(known!.split(', ')).toContain(standard);
});

describe('what a service offers is accepted:', () => {
  const postgres = (type: string) => Database.postgres({ instanceType: new InstanceType(type) });
  const mysql = (type: string) => Database.mysql({ instanceType: new InstanceType(type) });
  const cache = (type: string) => Cache.valkey({ nodeType: new InstanceType(type) });
  const search = (type: string) => Logs.openSearch({ instanceType: `${type}.search` });

  test('types that have long been offered', () => {
    const ofRds = 't3.micro t4g.medium m5.large m5d.xlarge m6g.large m6gd.2xlarge '
      + 'm6i.large m7g.xlarge r5.large r6g.xlarge r6i.4xlarge r7g.large x2g.large';
    const ofElastiCache = 't3.micro t3.medium t4g.micro t4g.small m5.large m5.24xlarge '
      + 'm6g.large m7g.xlarge r5.large r6g.xlarge r7g.16xlarge c7gn.large';
    const ofOpenSearch = 't3.small t3.medium c5.large c6g.xlarge c7g.2xlarge m5.large '
      + 'm6g.large m7g.medium r5.large r6g.12xlarge r7g.large or1.medium om2.large';
    expect([
      types.rds, types.elastiCache, types.openSearch,
    ].map(typesOf).map((all, index) => [ofRds, ofElastiCache, ofOpenSearch][index]!.split(' ').filter((type) => !all.includes(type))))
      .toEqual([[], [], []]);
  });

  test('every type', () => {
    expect(refused(typesOf(types.rds), postgres)).toEqual([]);
    // Performance Insights, which is always on, needs more.
    expect(refused(typesOf(types.rds), mysql)).toEqual(['t3.micro', 't3.small', 't4g.micro', 't4g.small']);
    // Its nodes would need data tiering.
    expect(refused(typesOf(types.elastiCache), cache).filter((type) => !type.startsWith('r6gd.'))).toEqual([]);
    const unsuitable = refused(typesOf(types.openSearch), search).map((type) => type.replace(/\..*/, ''));
    expect([...new Set(unsuitable)])
      .toEqual(['i2', 'i3', 'i4g', 'i4i', 'i7i', 'i8g', 'i8ge', 'im4gn', 'm3', 'oi2', 'r3', 'r6gd', 'r7gd', 'r8gd', 't2']);
  });

  test('a type of Amazon EC2 either exists for the service, or is refused, or may be newer than the table', () => {
    const families = [...new Set(Object.values(InstanceClass))] as InstanceClass[];
    const sizes = [InstanceSize.NANO, InstanceSize.SMALL, InstanceSize.XLARGE16, InstanceSize.METAL];
    const all = families.flatMap((family) => sizes.map((size) => String(InstanceType.of(family, size))));
    const no = new Set([...refused(all, postgres), ...typesOf(types.rds)]);
    const taken = all.filter((type) => !no.has(type));
    const newer = taken.map((type) => /^([a-z]+)(\d+)/.exec(type)!).map(([, series, generation]) => [series, Number(generation)] as const);
    expect(newer.filter(([series, generation]) => generation < ({ m: 5, r: 5, t: 3, x: 2 }[series] ?? 9))).toEqual([]);
  });

  test('every version that aws-cdk-lib lists, of those that the library supports', () => {
    const majors = (engine: object, key: string, least: number) => {
      const all = Object.values(engine as Record<string, Record<string, string> | undefined>).flatMap((version) => version?.[key] ?? []);
      return [...new Set(all)].filter((version) => Number(version) >= least);
    };
    const [pg, my, auroraPg, auroraMy] = [
      majors(PostgresEngineVersion, 'postgresMajorVersion', 14), majors(MysqlEngineVersion, 'mysqlMajorVersion', 8),
      majors(AuroraPostgresEngineVersion, 'auroraPostgresMajorVersion', 15), majors(AuroraMysqlEngineVersion, 'auroraMysqlMajorVersion', 8),
    ];
    expect([pg, my, auroraPg, auroraMy].map(({ length }) => length > 0)).toEqual([true, true, true, true]);
    expect(refused(pg, (majorVersion) => Database.postgres({ majorVersion }))).toEqual([]);
    expect(refused(my, (majorVersion) => Database.mysql({ majorVersion }))).toEqual([]);
    expect(refused(auroraPg, (majorVersion) => Database.auroraPostgres({ majorVersion }))).toEqual([]);
    expect(refused(auroraMy, (majorVersion) => Database.auroraMysql({ majorVersion }))).toEqual([]);
    expect(refused(versions.valkey.split(' '), (engineVersion) => Cache.valkey({ engineVersion }))).toEqual([]);
    const openSearch = Object.values(EngineVersion as unknown as Record<string, { version?: string }>)
      .flatMap(({ version = '' }) => /^OpenSearch_(.*)/.exec(version)?.[1] ?? []);
    expect(refused(openSearch, (engineVersion) => Logs.openSearch({ engineVersion })))
      .toEqual(['1.0', '1.1', '1.2', '1.3', '2.3', '2.5', '2.7', '2.9', '2.10']);
  });
});

test.each([
  [() => Database.postgres({ instanceType: new InstanceType('c5.large') }),
    'must be an instance type that Amazon RDS offers, got: "c5.large"; write `new InstanceType(\'t4g.micro\')`, for example'],
  [() => Database.postgres({ instanceType: new InstanceType('m7g.metal') }), 'got: "m7g.metal"; m7g has the sizes large, xlarge, 2xlarge, 4xlarge'],
  [() => Database.postgres({ instanceType: new InstanceType('x1e.large') }), 'got: "x1e.large"; take one of the families x2g, x2iedn'],
  [() => Database.postgres({ instanceType: new InstanceType('q9z.large') }), 'got: "q9z.large"; write `new InstanceType('],
  [() => Cache.valkey({ nodeType: new InstanceType('t3.nano') }), 'got: "t3.nano"; t3 has the sizes micro, small, medium'],
  [() => Logs.openSearch({ instanceType: 'oi2.large.search' }), 'must be a type that stores data on EBS volumes'],
  [() => Database.mysql({ instanceType: new InstanceType('t2.medium') }), 'got: "t2.medium"; take one of the families t3, t4g'],
  [() => Database.postgres({ instanceType: new InstanceType('t3.nano') }), 'got: "t3.nano"; t3 has the sizes micro, small'],
  [() => Database.mysql({ instanceType: new InstanceType('t4g.micro') }),
    '`Database.mysql.instanceType` must be `medium` or larger, because Performance Insights does not support less with MySQL'],
  [() => Cache.redis({ nodeType: new InstanceType('c5.large') }),
    '`Cache.redis.nodeType` must be an instance type that ElastiCache offers, got: "c5.large"'],
  [() => Cache.valkey({ nodeType: new InstanceType('r6gd.xlarge') }), '`Cache.valkey.nodeType` must be a type without data tiering'],
  [() => Logs.openSearch({ instanceType: 'ultrawarm1.medium.search' }), '`logs.instanceType` must be a type of data nodes, and not of warm nodes'],
  [() => Logs.openSearch({ instanceType: 'i3.large.search' }), 'must be a type that stores data on EBS volumes'],
  [() => Logs.openSearch({ instanceType: 't2.small.search' }), 'must be a type that supports encryption at rest'],
  [() => Logs.openSearch({ instanceType: 'c5.metal.search' }),
    '`logs.instanceType` must be an instance type that OpenSearch Service offers, got: "c5.metal"'],
  [() => Logs.openSearch({ instanceType: 't3.medium.search', dataNodes: 12 }), '`logs.dataNodes` must be at most 10 of t3.medium.search, got: 12'],
  [() => Logs.openSearch({ dataNodes: 12 }), '`logs.dataNodes` must be at most 10 of t3.small.search, got: 12'],
  [() => Logs.openSearch({ engineVersion: '2.12' }), '`logs.engineVersion` must be a version of OpenSearch from 2.11 on, got: "2.12"'],
  [() => Database.mysql({ majorVersion: '8.1' }),
    '`Database.mysql.majorVersion` must be a major version of MySQL that RDS supports, got: "8.1"; leave it out for 8.4, or take one of: 8.0, 8.4'],
  [() => Cache.redis({ engineVersion: '7.4' }),
    '`Cache.redis.engineVersion` must be a version of Redis OSS that ElastiCache supports, major and minor, got: "7.4"'],
  [() => Cache.valkey({ engineVersion: 'latest' }), '`Cache.valkey.engineVersion` must be a version of Valkey'],
  [() => Database.postgres({ majorVersion: '17.4' }),
    '`Database.postgres.majorVersion` must be a major version of PostgreSQL that RDS supports, got: "17.4"'],
])('what no service offers is refused: %s', (make, message) => {
  expect(make).toThrow(message);
});

test.each<[EnvironmentOptions, string[]]>([
  [{ uses: [Database.postgres({ majorVersion: '19', instanceType: new InstanceType('r10g.large') })] }, [
    expect.stringContaining('as a major version of PostgreSQL that RDS supports, got: "19"'),
    expect.stringContaining('as an instance type that Amazon RDS offers, got: "r10g.large"'),
  ]],
  ...['m7g.96xlarge', 'm8g.3xlarge', 'r6x.large', 'x2iezn.large'].map((type): [EnvironmentOptions, string[]] => [
    { uses: [Database.postgres({ instanceType: new InstanceType(type) })] }, [expect.stringContaining(`got: "${type}"`) as string],
  ]),
  [{ uses: [Cache.valkey({ engineVersion: '9.9' })] }, [expect.stringContaining('got: "9.9"')]],
  [{ uses: [Database.auroraPostgres({ majorVersion: '20' })] }, [expect.stringContaining('got: "20"')]],
  [{ logs: Logs.openSearch({ unit: 'web.service', engineVersion: '4.1', instanceType: 'm9g.large.search' }) }, [
    expect.stringContaining('got: "4.1"'), expect.stringContaining('got: "m9g.large"'),
  ]],
  [{ uses: [Database.mysql({ majorVersion: '8.4', instanceType: new InstanceType('m8g.large') }), Cache.valkey({ engineVersion: '9.1' })] }, []],
])('what may be newer than the table causes a warning: %#', (options, expected) => {
  expect(warnings(options)).toEqual(expected);
});

test.each([
  ['MySQL', (databaseName: string) => Database.mysql({ databaseName }),
    ['rank', 'Key', 'sys', 'groups', 'a'.repeat(65)], ['shop', 'admin', 'user', 'a'.repeat(64)]],
  ['Aurora MySQL', (databaseName: string) => Database.auroraMysql({ databaseName }), ['system', 'database'], ['orders']],
  ['PostgreSQL', (databaseName: string) => Database.postgres({ databaseName }),
    ['user', 'Select', 'lateral', 'tablesample', 'collation', 'concurrently', 'rdsadmin', 'a'.repeat(64)],
    ['rank', 'key', 'postgres', 'a'.repeat(63)]],
])('words that %s reserves are no names', (_engine, make, reserved, free) => {
  expect(refused([...reserved, ...free], make)).toEqual(reserved);
});
