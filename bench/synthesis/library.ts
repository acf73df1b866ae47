import { Stack, type App } from 'aws-cdk-lib';
import type { GoStyleWebPipelineProps } from '../../src';

type Library = typeof import('../../src');
// What a user installs: the compiled library (npx projen compile).
// eslint-disable-next-line @typescript-eslint/no-require-imports
const { Application, Environment, GoStyleWebPipeline, Network, Source } = require('../../lib') as Library;

export function build(app: App, environments: number): void {
  const props: GoStyleWebPipelineProps = {
    source: Source.gitHub({
      owner: 'me', repository: 'app', connectionArn: 'arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef',
    }),
    application: Application.nestJs({ directory: 'service' }),
    environments: Array.from({ length: environments }, (_, index) => Environment.named(`environment-${index}`, {
      production: index > 0, network: Network.own({ cidr: `10.${index}.0.0/16` }),
    })),
  };
  new GoStyleWebPipeline(new Stack(app, 'Pipeline'), 'Web', props);
}
