import { ArnFormat, CfnCapabilities, CfnParameter, Stack } from 'aws-cdk-lib';
import { GraphWidget, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { LambdaInvokeAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import { Connections, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { TargetType, type CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnFunction, CfnPermission, Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type {
  ComputeBindOptions, ComputeConfig, DeliveryBindOptions, DeliveryConfig, ICompute, IDelivery, Permission,
} from '../../src';

const BUNDLE_KEY = 'BundleKey';

export interface FunctionOptions {
  readonly warmUp?: boolean;
  readonly inVpc?: boolean;
  /** A mistake. */
  readonly anyAccount?: boolean;
}

/** A third-party compute that uses only the exported interfaces: a function that is deployed with the stack, and an action that warms it up. */
export class FunctionCompute implements ICompute {
  constructor(private readonly options: FunctionOptions = {}) {}

  bind(scope: Construct, options: ComputeBindOptions): ComputeConfig {
    const { stackName } = Stack.of(scope);
    const { loadBalancing, application, alarms, network } = options;
    const role = new Role(scope, 'FunctionRole', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const securityGroup = new SecurityGroup(scope, 'FunctionSecurityGroup', { vpc: network.vpc, allowAllOutbound: false });
    for (const { permissions } of Object.values(options.secrets)) {
      for (const { actions, resources } of permissions) role.addToPolicy(new PolicyStatement({ actions, resources }));
    }
    const secrets = Object.entries(options.secrets).map(([name, { arn, field }]) => [name, `${arn}#${field ?? ''}`]);
    const handler = new CfnFunction(scope, 'Function', {
      functionName: `${stackName}-function`,
      code: {
        s3Bucket: options.revisions.bucketName,
        s3Key: new CfnParameter(scope, BUNDLE_KEY, { description: 'Bundle of the function' }).valueAsString,
      },
      runtime: application.runtime.lambdaRuntime,
      handler: 'run.sh',
      role: role.roleArn,
      environment: { variables: { ...options.variables, ...Object.fromEntries(secrets) as Record<string, string> } },
    });
    const targetGroup = loadBalancing.addTargetGroup('Functions', { targetType: TargetType.LAMBDA, multiValueHeaders: true });
    const permission = new CfnPermission(scope, 'Invoke', {
      action: 'lambda:InvokeFunction',
      functionName: handler.ref,
      principal: 'elasticloadbalancing.amazonaws.com',
      sourceAccount: this.options.anyAccount ? undefined : Stack.of(scope).account,
    });
    const target = targetGroup.node.defaultChild as CfnTargetGroup;
    target.targets = [{ id: handler.attrArn }];
    // The load balancer must be allowed to invoke a target before it can be registered.
    targetGroup.node.addDependency(permission);
    loadBalancing.serve(targetGroup);
    return {
      grantable: role,
      connectable: this.options.inVpc === false ? { connections: new Connections() } : securityGroup,
      delivery: new FunctionDelivery(scope, `${stackName}-function`, this.options.warmUp ?? false),
      rollbackAlarms: [...alarms.watchRequests(), alarms.watch('Throttles', {
        metric: metric('Throttles', handler.ref), threshold: 1, reason: 'the function is throttled',
      })],
      widgets: [new GraphWidget({ title: 'Invocations', left: [metric('Invocations', handler.ref)] })],
      deploymentTime: `a deployment to the function of ${stackName} takes a few seconds`,
      standingResources: [{ name: 'provisioned concurrency', quantity: 2, monthlyPrice: 10 }],
    };
  }
}

/** The path of the bundle in the build's output. */
class FunctionDelivery implements IDelivery {
  readonly permissions: Permission[];

  constructor(scope: Construct, private readonly functionName: string, private readonly warmUp: boolean) {
    this.permissions = warmUp ? [{
      actions: ['lambda:InvokeFunction'],
      resources: [Stack.of(scope).formatArn({
        service: 'lambda', resource: 'function', resourceName: functionName, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      })],
      reason: 'the function is warmed up',
    }] : [];
  }

  bind(scope: Construct, { application, role }: DeliveryBindOptions): DeliveryConfig {
    const lambda = LambdaFunction.fromFunctionName(scope, 'Function', this.functionName);
    return {
      actions: this.warmUp ? [new LambdaInvokeAction({ actionName: 'WarmUp', role, lambda })] : [],
      parameters: { [BUNDLE_KEY]: application.objectKey },
      parameterArtifacts: [application],
      capabilities: [CfnCapabilities.AUTO_EXPAND],
    };
  }
}

function metric(metricName: string, functionName: string): Metric {
  return new Metric({ namespace: 'AWS/Lambda', metricName, dimensionsMap: { FunctionName: functionName }, statistic: Stats.SUM });
}
