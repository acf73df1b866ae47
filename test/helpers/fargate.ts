import { Duration, Stack, type App } from 'aws-cdk-lib';
import { CpuArchitecture, DeploymentLifecycleStage } from 'aws-cdk-lib/aws-ecs';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { SMALLEST } from './web-pipeline';
import {
  Application, Command, Compute, EcsDeployment, EcsHook, Environment, GoStyleWebPipeline, Nat, Network, type FargateOptions,
} from '../../src';

const HERE = { account: '111122223333', region: 'eu-west-1' };
const ELSEWHERE = { account: '444455556666', region: 'us-east-1' };

export const COMMAND = ['node', 'dist/main.js'];

/** The minimum that tasks need. */
export const fargate = (options: Partial<FargateOptions> = {}) => Compute.fargate({ command: COMMAND, ...options });

/** Tasks in every way that they can be deployed, one of them in another account and region, and instances beside them. */
export function fargatePipeline(app: App): GoStyleWebPipeline {
  const stack = new Stack(app, 'WebPipeline', { env: HERE });
  const hook = LambdaFunction.fromFunctionArn(stack, 'Hook', 'arn:aws:lambda:eu-west-1:111122223333:function:smoke-test');
  return new GoStyleWebPipeline(stack, 'Web', {
    ...SMALLEST,
    application: Application.nestJs({ port: 8080, healthCheckPath: '/ready', environmentVariables: { LOG_LEVEL: 'info' } }),
    environments: [
      Environment.named('staging', { compute: fargate() }),
      Environment.named('instances'),
      Environment.named('closed', { network: Network.own({ nat: Nat.none() }), compute: fargate({ deployment: EcsDeployment.blueGreen() }) }),
      Environment.named('live', {
        production: true,
        beforeDeployment: Command.run('node migrate.js'),
        compute: fargate({
          cpuArchitecture: CpuArchitecture.ARM64,
          minCapacity: 4,
          maxCapacity: 20,
          targetRequestsPerMinute: 600,
          spotPercentage: 50,
          onDemandBaseCapacity: 2,
          executeCommand: true,
          writableRootFileSystem: true,
          deployment: EcsDeployment.canary({
            canaryPercent: 10,
            canaryBakeTime: Duration.minutes(15),
            testHeader: 'X-Release: next',
            hooks: [EcsHook.lambda(hook, [DeploymentLifecycleStage.POST_TEST_TRAFFIC_SHIFT])],
          }),
        }),
      }),
      Environment.named('far', { env: ELSEWHERE, compute: fargate({ deployment: EcsDeployment.linear({ stepPercent: 25 }) }) }),
    ],
  });
}
