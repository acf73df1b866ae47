import { Duration, Stack, type App } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { SMALLEST } from './web-pipeline';
import { Application, Compute, Environment, GoStyleWebPipeline, LambdaDeployment, Network, Nat } from '../../src';

const HERE = { account: '111122223333', region: 'eu-west-1' };
const ELSEWHERE = { account: '444455556666', region: 'us-east-1' };
const POST_TRAFFIC_HOOK = 'arn:aws:lambda:eu-west-1:111122223333:function:CodeDeployHook_measure';

/** Functions in every way that they can be deployed, one of them in another account and region, and instances beside them. */
export function lambdaPipeline(app: App): GoStyleWebPipeline {
  const stack = new Stack(app, 'WebPipeline', { env: HERE });
  return new GoStyleWebPipeline(stack, 'Web', {
    ...SMALLEST,
    application: Application.nestJs({ port: 8080, healthCheckPath: '/ready', environmentVariables: { LOG_LEVEL: 'info' } }),
    environments: [
      Environment.named('staging', { compute: Compute.lambda() }),
      Environment.named('instances'),
      Environment.named('live', {
        production: true,
        network: Network.own({ nat: Nat.gateways(1) }),
        compute: Compute.lambda({
          architecture: Architecture.X86_64,
          inNetwork: true,
          tracing: true,
          reservedConcurrency: 50,
          provisionedConcurrency: 2,
          deployment: LambdaDeployment.canary10Percent(Duration.minutes(10), { postTrafficHookArn: POST_TRAFFIC_HOOK }),
        }),
      }),
      Environment.named('far', { env: ELSEWHERE, compute: Compute.lambda({ deployment: LambdaDeployment.linear10Percent(Duration.minutes(1)) }) }),
    ],
  });
}
