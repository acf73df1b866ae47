/** Tasks and functions together with a CDN, a database, a cache, a firewall and searchable logs. */
import { App, Stack } from 'aws-cdk-lib';
import { fargate } from '../../test/helpers/fargate';
import { SMALLEST } from '../../test/helpers/web-pipeline';
import { Cache, Cdn, Compute, Database, Environment, Firewall, GoStyleWebPipeline, Logs, type ICompute } from '../../src';

const around = (compute: ICompute) => ({
  compute,
  cdn: Cdn.cloudFront(),
  uses: [Database.postgres(), Cache.valkey(), Firewall.managed()],
  logs: Logs.openSearch({ unit: 'shop.service' }),
});

const app = new App();
new GoStyleWebPipeline(new Stack(app, 'WebPipeline'), 'Web', {
  ...SMALLEST,
  environments: [
    Environment.named('tasks', around(fargate())),
    Environment.named('functions', around(Compute.lambda({ inNetwork: true }))),
  ],
});
app.synth();
