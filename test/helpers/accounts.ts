import { App, Stack } from 'aws-cdk-lib';
import { REPOSITORY, SMALLEST } from './web-pipeline';
import { Approval, Compute, Environment, GoStyleWebPipeline, InPlace, type GoStyleWebPipelineProps } from '../../src';

export const PIPELINE_ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';

/** A pipeline in eu-west-1, with environments beside it, in another region, in another account, and in both. */
export function everywhere(app: App = new App(), props: Partial<GoStyleWebPipelineProps> = {}): GoStyleWebPipeline {
  const stack = new Stack(app, 'WebPipeline', { env: { account: PIPELINE_ACCOUNT, region: 'eu-west-1' } });
  return new GoStyleWebPipeline(stack, 'Web', {
    ...SMALLEST,
    repositoryDirectory: REPOSITORY,
    environments: [
      Environment.named('dev'),
      Environment.named('stage', { env: { account: OTHER_ACCOUNT, region: 'eu-west-1' } }),
      Environment.named('us', { env: { account: PIPELINE_ACCOUNT, region: 'us-east-1' } }),
      Environment.named('live', {
        production: true,
        env: { account: OTHER_ACCOUNT, region: 'us-east-1' },
        approval: Approval.manual(),
        compute: Compute.ec2({ minCapacity: 2, maxCapacity: 6, deployment: InPlace.oneAtATime({ extraCapacity: 1 }) }),
      }),
    ],
    ...props,
  });
}
