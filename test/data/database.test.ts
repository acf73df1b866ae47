import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Command, Database, DatabaseServer, Environment, GoStyleWebPipeline, Secret, type EnvironmentOptions } from '../../src';
import { Assembly } from '../checks/synthesized';
import { text } from '../helpers/resources';
import { SMALLEST } from '../helpers/web-pipeline';

function made(name: string, options: EnvironmentOptions) {
  const app = new App();
  const web = new GoStyleWebPipeline(new Stack(app, 'WebPipeline'), 'Web', { ...SMALLEST, environments: [Environment.named(name, options)] });
  return { app, stack: web.environment(name), template: Template.fromStack(web.environment(name)) };
}

const ids = (template: Template) => Object.keys(template.toJSON().Resources as object);

test.each(['staging', 'production'])('AwsSolutions has no finding that is not acknowledged, with a migration and a secret: %s', (name) => {
  const { app } = made(name, {
    uses: [Database.postgres(), Database.mysql({ variablePrefix: 'ORDERS' }), Secret.fromSecretsManager({ KEY: 'stripe' })],
    beforeDeployment: Command.run('node migrate.mjs'),
  });
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  expect(violations.flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`)))
    .toEqual([]);
});

describe('a database in production', () => {
  const { stack, template, app } = made('production', { uses: [Database.postgres()] });

  test('is private, encrypted, in two zones, backed up, protected, and leaves a snapshot', () => {
    template.hasResource('AWS::RDS::DBInstance', {
      DeletionPolicy: 'Snapshot',
      Properties: {
        Engine: 'postgres',
        EngineVersion: '17',
        DBInstanceClass: 'db.t4g.medium',
        MultiAZ: true,
        StorageEncrypted: true,
        PubliclyAccessible: false,
        BackupRetentionPeriod: 14,
        DeletionProtection: true,
        ManageMasterUserPassword: true,
        MasterUserPassword: Match.absent(),
        EnablePerformanceInsights: true,
        CopyTagsToSnapshot: true,
      },
    });
    template.hasResourceProperties('AWS::RDS::DBParameterGroup', { Parameters: { 'rds.force_ssl': '1' } });
  });

  test('is accessible to the application only', () => {
    const rules = template.findResources('AWS::EC2::SecurityGroupIngress', { Properties: { IpProtocol: 'tcp' } });
    const toDatabase = Object.values(rules).map(({ Properties }) => Properties as Record<string, unknown>)
      .filter(({ GroupId }) => text(GroupId).includes('DatabaseSecurityGroup'));
    expect(toDatabase.map(({ SourceSecurityGroupId }) => text(SourceSecurityGroupId))).toEqual([expect.stringContaining('FleetSecurityGroup')]);
  });

  test('has alarms, a cost and typed resources', () => {
    for (const reason of ['storage of the database', 'as many connections', 'database is busy']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmDescription: Match.stringLikeRegexp(reason) });
    }
    expect(Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('2 × PostgreSQL on db.t4g.medium 94.17'))).toHaveLength(1);
    expect(DatabaseServer.of(stack).instance!.instanceIdentifier).toBeDefined();
    expect(() => DatabaseServer.of(stack, 'ORDERS')).toThrow('`environment` must use a database with this `variablePrefix`, got: "ORDERS"');
  });

  test('passes the checks', () => {
    expect(new Assembly(app.synth().directory).findings().filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

test('outside of production it is small and may be deleted', () => {
  const { template } = made('staging', { uses: [Database.mysql()] });
  template.hasResource('AWS::RDS::DBInstance', {
    DeletionPolicy: 'Snapshot', Properties: { Engine: 'mysql', MultiAZ: false, DeletionProtection: false, BackupRetentionPeriod: 1 },
  });
  template.hasResourceProperties('AWS::RDS::DBParameterGroup', { Parameters: { require_secure_transport: '1' } });
});

test('adding or removing one changes no other logical id', () => {
  const all = [Database.postgres(), Database.postgres({ variablePrefix: 'ORDERS' }), Secret.fromSecretsManager({ KEY: 'stripe' })];
  const alone = all.map((each) => ids(made('staging', { uses: [each] }).template));
  const nothing = ids(made('staging', {}).template);
  for (const [index, first] of all.entries()) {
    expect(alone[index]).toEqual(expect.arrayContaining(nothing));
    for (const second of all.slice(index + 1)) {
      const both = ids(made('staging', { uses: [first, second] }).template);
      expect(both).toEqual(expect.arrayContaining([...alone[index], ...alone[all.indexOf(second)]]));
    }
  }
});

test.each([
  [{ majorVersion: '9' }, /`Database\.postgres\.majorVersion` must be a major version of PostgreSQL that RDS supports, got: "9"/],
  [{ backupRetention: Duration.hours(12) },
    /`Database\.postgres\.backupRetention` must be 1 to 35 whole days, got: "12 hours"; leave it out for 14 days in production$/],
  [{ storageGiB: 5 }, /must be a whole number between 20 and 65536/],
  [{ databaseName: 'my-shop' }, /`Database\.postgres\.databaseName` must be 1 to 63 letters and digits/],
  [{ variablePrefix: 'orders' }, /must be capital letters/],
])('refuses %j', (options, message) => {
  expect(() => Database.postgres(options)).toThrow(message);
});

test('two of the same name are refused', () => {
  expect(() => made('staging', { uses: [Database.postgres(), Database.postgres()] }))
    .toThrow('`environments.staging.uses` must have databases and caches with different variable names, got: "DATABASE"');
});
