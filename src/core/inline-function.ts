import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { ServiceRole } from './service-role';

const PROVISIONING = join(__dirname, '..', '..', 'provisioning');

export interface InlineFunctionOptions {
  /** Path of the code below `provisioning/`. */
  readonly code: string;
  readonly description: string;
  readonly environment?: Record<string, string>;
  /** Name of its role, if another account must know it in advance. */
  readonly roleName?: string;
  /** Where its role must know it. */
  readonly functionName?: string;
  /** 30 seconds where it is left out. */
  readonly timeout?: Duration;
}

/**
 * A Lambda function with inline code, because a pipeline's CloudFormation action never publishes assets. CloudFormation
 * limits inline code to 4 MB, as a zip archive.
 * Permissions are granted to its role.
 */
export function inlineFunction(scope: Construct, options: InlineFunctionOptions): { handler: LambdaFunction; role: ServiceRole } {
  const logGroup = new LogGroup(scope, 'Logs', { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
  const role = new ServiceRole(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com'), roleName: options.roleName });
  logGroup.grantWrite(role);
  const handler = new LambdaFunction(scope, 'Function', {
    functionName: options.functionName,
    description: options.description,
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(readFileSync(join(PROVISIONING, options.code), 'utf8')),
    environment: options.environment,
    timeout: options.timeout ?? Duration.seconds(30),
    role,
    logGroup,
  });
  return { handler, role };
}
