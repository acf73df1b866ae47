// Generates src/data/server-types.json: the instance types and engine versions that Amazon RDS, ElastiCache and OpenSearch Service offer, from the
// data of cfn-lint (MIT-0), which its maintainers read from AWS. Run by `npx projen tables:services`; needs network access and pip. The version is
// that of verification/requirements.txt (docs/decisions/0043).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const [, version] = /^cfn-lint==(\S+)/m.exec(readFileSync(join(root, 'verification/requirements.txt'), 'utf8'));

const target = join(root, 'src/data/server-types.json');

/** Engine versions from which on a database can be made: instance types that only older ones had are left out. */
const RDS_VERSIONS = /^\^\((8\\\.[04]|1[4-9]\\\.[1-9])/;
/** Nodes that do not keep the data of a domain. */
const NOT_DATA = /^ultrawarm/;

const folder = mkdtempSync(join(tmpdir(), 'server-types-'));
try {
  execFileSync('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', folder, `cfn-lint==${version}`], { stdio: 'inherit' });
  execFileSync('python3', ['-m', 'zipfile', '-e', join(folder, readdirSync(folder)[0]), folder]);
  const rds = read('aws_rds_dbinstance/dbinstanceclass_enum.json');
  const current = new Set(conditions(read('aws_rds_dbinstance/db_instance_class.json'))
    .filter(({ EngineVersion }) => RDS_VERSIONS.test(EngineVersion?.pattern))
    .flatMap(({ allowed }) => Object.keys(families(allowed.DBInstanceClass?.enum ?? []))));
  const ofRds = Object.values(rds).flatMap((region) => conditions(region ?? {}))
    .filter(({ Engine }) => ['postgres', 'mysql'].includes(Engine?.const)).flatMap(({ allowed }) => allowed.DBInstanceClass.enum);
  const table = {
    source: `cfn-lint ${version}`,
    written: new Date().toISOString().slice(0, 10),
    types: {
      rds: only(families(ofRds), (family) => current.has(family)),
      elastiCache: families(everywhere('aws_elasticache_cachecluster/cachenodetype_enum.json')),
      openSearch: only(families(everywhere('aws_opensearchservice_domain/clusterconfig_instancetype_enum.json')), (family) => !NOT_DATA.test(family)),
    },
    versions: {
      postgres: versions('aws_rds_dbinstance', 'postgres', 1),
      mysql: versions('aws_rds_dbinstance', 'mysql', 2),
      auroraPostgres: versions('aws_rds_dbcluster', 'aurora-postgresql', 1),
      auroraMysql: versions('aws_rds_dbcluster', 'aurora-mysql', 2),
      valkey: versions('aws_elasticache_cachecluster', 'valkey', 2),
      redis: versions('aws_elasticache_cachecluster', 'redis', 2),
    },
  };
  requireWhole(table, JSON.parse(readFileSync(target, 'utf8')));
  writeFileSync(target, `${JSON.stringify(table, undefined, 1)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Data that moved or changed its shape would empty the table, and the library would refuse what services offer. */
function requireWhole(table, before) {
  for (const kind of ['types', 'versions']) {
    for (const [name, entries] of Object.entries(table[kind])) {
      const [now, then] = [entries, before[kind][name] ?? {}].map(entriesOf);
      const lost = then.filter((entry) => !now.includes(entry));
      if (now.length > 0 && lost.length <= then.length / 10) continue;
      throw new Error(`${kind}.${name} must keep 90 % of its entries, got: ${now.length} without ${lost.join(', ')}; if they`
        + ` are gone for good, delete them from ${target} by hand`);
    }
  }
}

/** `m7g.large` of `{ m7g: 'large xlarge' }`, or versions. */
function entriesOf(entries) {
  if (typeof entries === 'string') return entries.split(' ').filter((entry) => entry !== '');
  return Object.entries(entries).flatMap(([family, sizes]) => sizes.split(' ').map((size) => `${family}.${size}`));
}

function read(file) {
  return JSON.parse(readFileSync(join(folder, 'cfnlint/data/schemas/extensions', file), 'utf8'));
}

/** What each condition of a schema is about, and what it allows. */
function conditions({ allOf = [] }) {
  return allOf.map((each) => ({ ...each.if.properties, allowed: each.then.properties }));
}

/** The values of all regions: which of them has a type is known only there. */
function everywhere(file) {
  return Object.values(read(file)).flatMap((region) => region.enum ?? []);
}

/** Sizes in one line, by family: `db.m7g.large` is the size `large` of the family `m7g`. */
function families(types) {
  const sizes = {};
  for (const type of [...new Set(types)].sort()) {
    const [, family, size] = /^(?:db\.|cache\.)?([a-z0-9]+)\.([a-z0-9]+)(?:\.search)?$/.exec(type) ?? [];
    if (family !== undefined) sizes[family] = sizes[family] === undefined ? size : `${sizes[family]} ${size}`;
  }
  return sizes;
}

function only(table, wanted) {
  return Object.fromEntries(Object.entries(table).filter(([family]) => wanted(family)));
}

/** Major versions, of one or two numbers. */
function versions(type, engine, numbers) {
  const values = conditions(read(`${type}/engine_version.json`))
    .filter(({ Engine }) => Engine?.const === engine).flatMap(({ allowed }) => allowed.EngineVersion?.enum ?? []);
  const majors = new Set(values.map((value) => value.split('.').slice(0, numbers).join('.').replace(/-.*/, '')));
  return [...majors].sort((one, other) => one.localeCompare(other, 'en', { numeric: true })).join(' ');
}
