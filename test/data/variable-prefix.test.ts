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

test('other errors are those that they were', () => {
  const web = made({ uses: [Database.postgres()] });
  const twice = () => new Construct(web.environment('live'), 'Database');
  expect(twice).toThrow(/^There is already a Construct with name 'Database'/);
});
