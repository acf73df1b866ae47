import { databaseKinds } from '../../../src/resources/database/database-kind';
import { LocalMysql } from '../../../src/resources/database/local-mysql';
import { mysqlPrograms } from '../../../src/resources/database/mysql-programs';
import { runCommand } from '../../../src/system/command';
import { resolvedTemplate } from '../resolved-template';
import { UsedResource } from '../used-resource';

const SETTINGS = { engine: 'mysql', version: '8.4', databaseName: 'shop', user: 'app', storageGiB: 20 };
const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-Database-AbCdEf';

const available = (() => {
  try {
    return mysqlPrograms('') !== undefined;
  } catch {
    return false;
  }
})();

(available ? test : test.skip)('an environment has a real MySQL, which only its own user can use and whose data stays', async () => {
  const used = new UsedResource('Database');
  const database = used.opened(new LocalMysql(used.context));
  await database.start(SETTINGS, used.work);
  const secret = JSON.parse(await database.secrets.find('secrets-manager', ARN) ?? '') as { username: string; password: string };
  const query = (sql: string, user = secret.username) => {
    const [host, port] = database.describe().panel!.address!.split(':');
    return runCommand('mysql', ['--no-defaults', '-h', host!, '-P', port!, '--protocol=tcp', '-u', user, '-N', '-e', sql, 'shop'], {
      env: { PATH: process.env.PATH, MYSQL_PWD: user === secret.username ? secret.password : '' },
    });
  };
  expect(await query('create table links (slug text); insert into links values (\'one\')')).toMatchObject({ code: 0 });
  expect((await query('select 1', 'root')).stderr).toMatch(/Access denied|locked/i);
  await database.stop();
  await database.start(SETTINGS, used.work);
  expect(await query('select slug from links')).toMatchObject({ code: 0, stdout: 'one\n' });
});

test('without MySQL, the error explains how to install it', () => {
  expect(() => mysqlPrograms('production', '/nowhere')).toThrow('production uses MySQL, which is not installed on this machine: install it');
});

test('an Aurora cluster is one server, which also represents its instances', () => {
  const stack = resolvedTemplate({
    Database: {
      Type: 'AWS::RDS::DBCluster', Properties: { Engine: 'aurora-postgresql', EngineVersion: '17', DatabaseName: 'shop', MasterUsername: 'app' },
    },
    Writer: { Type: 'AWS::RDS::DBInstance', Properties: { Engine: 'aurora-postgresql', DBClusterIdentifier: { Ref: 'Database' } } },
    Orders: { Type: 'AWS::RDS::DBInstance', Properties: { Engine: 'mysql', EngineVersion: '8.4', DBName: 'orders', MasterUsername: 'app' } },
  });
  expect(databaseKinds.flatMap((kind) => kind.read(stack)).map(({ id, logicalIds, settings }) => [id, logicalIds, settings])).toEqual([
    ['Database', ['Database', 'Writer'], { engine: 'postgres', version: '17', databaseName: 'shop', user: 'app', storageGiB: 20 }],
    ['Orders', ['Orders'], { engine: 'mysql', version: '8.4', databaseName: 'orders', user: 'app', storageGiB: 20 }],
  ]);
  const other = resolvedTemplate({ Database: { Type: 'AWS::RDS::DBInstance', Properties: { Engine: 'oracle-se2' } } });
  expect(() => databaseKinds[0].read(other)).toThrow('Database is a database with the engine oracle-se2; only PostgreSQL and MySQL run locally.');
});
