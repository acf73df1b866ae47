import { Duration, Stack } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { functionArn } from './function-roles';
import { acknowledgeTransform, versionOf } from './transformed';
import { inlineFunction } from '../../core/inline-function';
import { allow } from '../../core/permissions';

export interface VersionCheckProps {
  readonly functionName: string;
  /** Logical id of the function. */
  readonly functionId: string;
  readonly healthCheckPath: string;
  /** The function's own. */
  readonly timeout: Duration;
}

/** Limit of Lambda. */
const LONGEST_SECONDS = 900;
/** Until a new version can be called, and until the result is reported. */
const AROUND_SECONDS = 60;

/** A hook that checks before traffic moves whether the new version answers its health check path. */
export class VersionCheck extends Construct {
  readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, { functionName, functionId, healthCheckPath, timeout }: VersionCheckProps) {
    super(scope, id);
    const { handler, role } = inlineFunction(this, {
      code: 'functions/check-version.cjs',
      description: `Asks a new version of ${functionName} for ${healthCheckPath} before it gets traffic`,
      // It calls twice. If it ended first, CodeDeploy would wait for its result for an hour.
      timeout: Duration.seconds(Math.min(LONGEST_SECONDS, 2 * timeout.toSeconds() + AROUND_SECONDS)),
      environment: { NEW_VERSION: versionOf(functionId), HEALTH_CHECK_PATH: healthCheckPath },
    });
    acknowledgeTransform(handler);
    this.handler = handler;
    allow(role, {
      actions: ['lambda:InvokeFunction'],
      resources: [`${functionArn(this, functionName)}:*`],
      reason: 'the new version is called; the wildcard is its number',
    });
    const { stackName, partition, region, account } = Stack.of(this);
    allow(role, {
      actions: ['codedeploy:PutLifecycleEventHookExecutionStatus'],
      resources: [`arn:${partition}:codedeploy:${region}:${account}:deploymentgroup:${stackName}-ServerlessDeploymentApplication-*/*`],
      reason: 'the result is reported to CodeDeploy; the wildcards are the suffixes that CloudFormation generates for resources of the transform',
    });
  }
}
