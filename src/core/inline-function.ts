import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal, type IPrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { allow } from './permissions';
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
  /** 128 MiB where it is left out. */
  readonly memorySize?: number;
  /** Where it reaches what is only inside of a network. */
  readonly place?: FunctionPlace;
}

interface FunctionPlace {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly securityGroup: ISecurityGroup;
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
  if (options.place) allowNetworkInterfaces(role);
  const handler = new LambdaFunction(scope, 'Function', {
    functionName: options.functionName,
    description: options.description,
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(readFileSync(join(PROVISIONING, options.code), 'utf8')),
    environment: options.environment,
    timeout: options.timeout ?? Duration.seconds(30),
    memorySize: options.memorySize,
    ...options.place && { vpc: options.place.vpc, vpcSubnets: options.place.subnets, securityGroups: [options.place.securityGroup] },
    role,
    logGroup,
  });
  return { handler, role };
}

/** Lets a function be in a network. */
export function allowNetworkInterfaces(role: IPrincipal): void {
  allow(role, {
    actions: [
      'ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeSubnets', 'ec2:UnassignPrivateIpAddresses',
    ],
    resources: ['*'],
    reason: 'Lambda creates network interfaces in the subnets of the environment; it requires these permissions for all resources',
  });
}
