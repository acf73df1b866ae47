import { App } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Cache, Compute, Database, Environment, Firewall, type EnvironmentOptions } from '../../src';
import { webPipeline } from '../helpers/web-pipeline';

const made = (options: EnvironmentOptions) => webPipeline({ environments: [Environment.named('live', options)] }, new App());
const withFirewall = (...uses: EnvironmentOptions['uses'] & object) => made({ uses: [...uses, Firewall.managed()] });

const IDS = ['FLEET', 'DASHBOARD', 'NETWORK', 'ALARMS', 'LOAD_BALANCER', 'CONNECTIONS', 'FIREWALL', 'URL'];

test.each(IDS)('refuses %s, which is an id', (variablePrefix) => {
  for (const attachment of [Database.postgres({ variablePrefix }), Database.auroraPostgres({ variablePrefix }), Cache.valkey({ variablePrefix })]) {
    expect(() => withFirewall(attachment)).toThrow('`environments.live.uses` must have no variable names that other parts of the environment'
      + ` have as ids, got: "${variablePrefix}"; give the database or cache another \`variablePrefix\``);
  }
});

test('accepts one that only another compute has', () => {
  expect(() => made({ compute: Compute.lambda({ startScript: 'run.sh' }), uses: [Database.postgres({ variablePrefix: 'FLEET' })] })).not.toThrow();
});

describe('a clash of ids, whatever its words,', () => {
  const alarms = 'must have no variable names that other parts of the environment have as ids, got: ';
  const clashing = (id: string, ...prefixes: string[]) => () => made({
    uses: [
      ...prefixes.map((variablePrefix) => Cache.valkey({ variablePrefix })),
      { bind: (scope) => (scope.node.tryFindChild(id) ? fail(id) : {}) },
    ],
  });
  const fail = (id: string): never => {
    throw new Error(`zwei Konstrukte mit dem Namen '${id}'`);
  };

  test.each([
    ['AppSecurityGroup', ['APP']],
    ['OrdersArchiveSecurityGroup', ['ORDERS', 'ORDERS_ARCHIVE']],
  ])('%s is that of the last of %j', (id, all) => {
    expect(clashing(id, ...all)).toThrow(`${alarms}"${all.at(-1)}"`);
  });

  test('is not that of a database or cache which did not make it', () => {
    // The network is older than `NET`, and `NET` is not the last.
    expect(clashing('Network', 'NET', 'CACHE')).toThrow(/^zwei Konstrukte/);
  });
});

test('other errors are those that they were', () => {
  const web = made({ uses: [Database.postgres()] });
  const twice = () => new Construct(web.environment('live'), 'Database');
  expect(twice).toThrow(/^There is already a Construct with name 'Database'/);
});
