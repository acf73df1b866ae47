import { Stack, Token } from 'aws-cdk-lib';
import type { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { ApplicationConfig } from '../../application/application-config';
import { misuse } from '../../core/misuse';

/** Account in which AWS publishes the layer, and the version that is release 1.0.0. */
const ACCOUNT = '753240598075';
const VERSION = 27;

/** The layer for each architecture of Lambda. */
export const LAYERS: Readonly<Record<string, string | undefined>> = { arm64: 'LambdaAdapterLayerArm64', x86_64: 'LambdaAdapterLayerX86' };

/** Wrapper script of the layer, which starts the adapter before the application. */
const BOOTSTRAP = '/opt/bootstrap';

/** The layer of the AWS Lambda Web Adapter, which turns load balancer events into HTTP requests to an ordinary web application. */
export function webAdapterLayer(scope: Construct, architecture: Architecture): string {
  const { partition, region } = Stack.of(scope);
  if (!Token.isUnresolved(region) && region.startsWith('cn-')) {
    throw misuse('compute.webAdapterLayerArn', 'must be set in AWS China, where the layer is in other accounts', region,
      'copy the layer into an account of your own');
  }
  return `arn:${partition}:lambda:${region}:${ACCOUNT}:layer:${LAYERS[architecture.name]}:${VERSION}`;
}

/** Settings of the adapter and the application, which both listen only on the loopback address. */
export function webAdapterVariables({ port, healthCheckPath }: ApplicationConfig): Record<string, string> {
  return {
    PORT: String(port),
    HOST: '127.0.0.1',
    HEALTH_CHECK_PATH: healthCheckPath,
    AWS_LAMBDA_EXEC_WRAPPER: BOOTSTRAP,
    AWS_LWA_HOST: '127.0.0.1',
    AWS_LWA_PORT: String(port),
    AWS_LWA_READINESS_CHECK_PATH: healthCheckPath,
    AWS_LWA_READINESS_CHECK_HEALTHY_STATUS: '200-299',
  };
}
