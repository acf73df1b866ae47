import { Annotations, CfnParameter, Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Connections, InterfaceVpcEndpointAwsService, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { TargetType, type ApplicationTargetGroup, type CfnTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role, type IRole } from 'aws-cdk-lib/aws-iam';
import { Architecture, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnFunction } from 'aws-cdk-lib/aws-sam';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import type { Construct } from 'constructs';
import { ApplicationFunction } from './application-function';
import { functionArn, FunctionRole, ShiftRole } from './function-roles';
import { functionVariables } from './function-variables';
import { functionWidget, watchFunctionErrors, watchThrottles } from './lambda-alarms';
import { LambdaDelivery, RELEASE_ID, REVISION_KEY } from './lambda-delivery';
import { LambdaDeployment } from './lambda-deployment';
import type { LambdaOptions } from './lambda-options';
import { requireLambdaOptions } from './require-lambda-options';
import { acknowledgeTransform, aliasOf } from './transformed';
import { VersionCheck } from './version-check';
import { webAdapterLayer } from './web-adapter';
import { misuse } from '../../core/misuse';
import { requireSamePlace } from '../../core/outside';
import { executionRoleArn } from '../../delivery/execution-role';
import type { ComputeBindOptions, ComputeConfig, ICompute } from '../compute-config';
import { groupsOutside } from '../more-security-groups';

const ALIAS = 'live';
/** Limit of Lambda. */
const LONGEST_NAME = 64;

/** A Lambda function behind the load balancer, by AWS SAM. */
export class LambdaCompute implements ICompute {
  readonly endpoints: { [id: string]: InterfaceVpcEndpointAwsService };
  readonly outsideNetwork: boolean;
  private readonly startScript: string;
  private readonly architecture: Architecture;

  constructor(private readonly options: LambdaOptions) {
    requireLambdaOptions(options);
    this.architecture = options.architecture ?? Architecture.ARM_64;
    this.outsideNetwork = options.inNetwork === false;
    this.startScript = options.startScript ?? 'run.sh';
    // Lambda itself fetches the code and writes the logs. A password that is rotated is read again by the function.
    this.endpoints = options.inNetwork === false ? {} : { SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER };
  }

  bind(scope: Construct, options: ComputeBindOptions): ComputeConfig {
    const { environmentName, alarms, production } = options;
    const { inNetwork = true, tracing = false, provisionedConcurrency, timeout = Duration.seconds(30) } = this.options;
    const functionName = requireFunctionName(environmentName, Stack.of(scope).stackName);
    const rollbackAlarms = [
      ...alarms.watchRequests(), watchFunctionErrors(alarms, functionName, ALIAS), ...options.rollbackAlarms,
    ];
    watchThrottles(alarms, functionName, ALIAS);
    const deployment = this.options.deployment
      ?? (production ? LambdaDeployment.canary10Percent(Duration.minutes(5)) : LambdaDeployment.allAtOnce());

    const logGroup = new LogGroup(scope, 'FunctionLogs', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: this.options.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new FunctionRole(scope, 'FunctionRole', { logGroup, inNetwork, tracing });
    const securityGroup = inNetwork
      ? new SecurityGroup(scope, 'FunctionSecurityGroup', {
        vpc: options.network.vpc, description: 'Function: nobody comes in', allowAllOutbound: true,
      })
      : undefined;
    const resource = this.function(scope, options, { role, logGroup, securityGroup, timeout });
    this.shift(scope, options, { resource, functionName, timeout, deployment, rollbackAlarms });
    const targetGroup = serve(scope, options, resource);
    const aliasArn = aliasOf(resource.logicalId);
    ApplicationFunction._remember(scope, { resource, functionName, aliasArn, role, logGroup, targetGroup, securityGroup });
    noteLimits(scope, environmentName);
    return {
      grantable: role,
      connectable: securityGroup ?? { connections: new Connections() },
      revisionReader: options.revisionReaderName === undefined ? undefined : executionRole(scope),
      architecture: this.architecture.name.toUpperCase(),
      delivery: new LambdaDelivery(this.startScript),
      rollbackAlarms,
      widgets: [functionWidget(functionName, ALIAS)],
      logGroups: { function: logGroup },
      deploymentTime: deploymentTime(functionName, deployment),
      ...provisionedConcurrency !== undefined && {
        standingResources: [{ name: 'GB of provisioned concurrency', quantity: provisionedConcurrency * this.memoryGB(), monthlyPrice: 8.76 }],
      },
    };
  }

  private memoryGB(): number {
    return (this.options.memorySize ?? 1024) / 1024;
  }

  private function(scope: Construct, options: ComputeBindOptions, { role, logGroup, securityGroup, timeout }: FunctionParts): CfnFunction {
    const { application, network, revisions } = options;
    const { architecture } = this;
    const { reservedConcurrency, provisionedConcurrency } = this.options;
    const resource = new CfnFunction(scope, 'Function', {
      functionName: Stack.of(scope).stackName,
      codeUri: {
        bucket: revisions.bucketName,
        key: new CfnParameter(scope, REVISION_KEY, { description: 'The revision, in the bucket' }).valueAsString,
      } as CfnFunction.S3LocationProperty,
      // SAM publishes a version when this changes, even if nothing else does.
      autoPublishCodeSha256: new CfnParameter(scope, RELEASE_ID, {
        description: 'Of this try of the stage: a version is published for each', allowedPattern: '[0-9a-f]{10,64}',
      }).valueAsString,
      autoPublishAlias: ALIAS,
      handler: this.startScript,
      runtime: application.runtime.lambdaRuntime,
      architectures: [architecture.name],
      layers: [this.options.webAdapterLayerArn ?? webAdapterLayer(scope, architecture)],
      memorySize: this.options.memorySize ?? 1024,
      timeout: timeout.toSeconds(),
      role: role.roleArn,
      environment: { variables: functionVariables(scope, options) },
      tracing: this.options.tracing ? 'Active' : undefined,
      reservedConcurrentExecutions: reservedConcurrency,
      provisionedConcurrencyConfig: provisionedConcurrency === undefined
        ? undefined
        : { provisionedConcurrentExecutions: String(provisionedConcurrency) },
      vpcConfig: securityGroup && {
        subnetIds: network.vpc.selectSubnets(network.fleetSubnets).subnetIds,
        securityGroupIds: [securityGroup, ...groupsOutside(scope, this.options.securityGroups)].map(({ securityGroupId }) => securityGroupId),
      },
    });
    resource.addPropertyOverride('LoggingConfig', { LogGroup: logGroup.logGroupName });
    // Network interfaces need the role's policy when the function is created, and the function needs internet access when it first runs.
    resource.node.addDependency(role, network.internetAccess);
    return resource;
  }

  private shift(scope: Construct, { application }: ComputeBindOptions, parts: ShiftParts): void {
    const { resource, functionName, timeout, deployment, rollbackAlarms } = parts;
    const { preTrafficHookArn, postTrafficHookArn, heedAlarms = true } = deployment._options;
    for (const [name, arn] of Object.entries({ preTrafficHookArn, postTrafficHookArn })) {
      if (arn !== undefined) requireSamePlace(`compute.deployment.${name}`, arn, scope);
    }
    const preTraffic = preTrafficHookArn ?? new VersionCheck(scope, 'VersionCheck', {
      functionName, functionId: resource.logicalId, healthCheckPath: application.healthCheckPath, timeout,
    }).handler.functionArn;
    const role = new ShiftRole(scope, 'ShiftRole', {
      functionArn: functionArn(scope, functionName), hookArns: [preTraffic, ...postTrafficHookArn ? [postTrafficHookArn] : []],
    });
    resource.deploymentPreference = {
      enabled: true,
      type: deployment.configurationName,
      role: role.roleArn,
      hooks: { preTraffic, postTraffic: postTrafficHookArn },
      alarms: heedAlarms ? rollbackAlarms.map(({ alarmName }) => alarmName) : undefined,
    };
  }
}

/** The function has the name of the environment's stack, which may be longer. */
function requireFunctionName(environmentName: string, stackName: string): string {
  if (Token.isUnresolved(stackName) || stackName.length <= LONGEST_NAME) return stackName;
  throw misuse(`environments.${environmentName}`, `must have a stack name of at most ${LONGEST_NAME} characters with \`Compute.lambda()\`, which its`
    + ' function has, too', stackName, 'shorten the name of the pipeline or of the environment');
}

/** The load balancer invokes the alias, whose weights CodeDeploy changes. */
function serve(scope: Construct, { loadBalancing }: ComputeBindOptions, resource: CfnFunction): ApplicationTargetGroup {
  const alias = aliasOf(resource.logicalId);
  const targetGroup = loadBalancing.addTargetGroup('Function', { targetType: TargetType.LAMBDA, multiValueHeaders: true });
  const permission = new CfnPermission(scope, 'FromLoadBalancer', {
    action: 'lambda:InvokeFunction',
    functionName: alias,
    principal: 'elasticloadbalancing.amazonaws.com',
    sourceAccount: Stack.of(scope).account,
  });
  (targetGroup.node.defaultChild as CfnTargetGroup).targets = [{ id: alias }];
  // The load balancer must be allowed to invoke a target before it can be registered.
  targetGroup.node.addDependency(permission);
  acknowledgeTransform(permission);
  acknowledgeTransform(targetGroup);
  loadBalancing.serve(targetGroup);
  return targetGroup;
}

/** Lambda reads the revision with CloudFormation's credentials; in another account the bucket's policy must name that role. */
function executionRole(scope: Construct): IRole {
  const stack = Stack.of(scope);
  const partition = RegionInfo.get(stack.region).partition ?? 'aws';
  return Role.fromRoleArn(scope, 'ExecutionRole', executionRoleArn(stack).replaceAll('${AWS::Partition}', partition), { mutable: false });
}

function deploymentTime(stackName: string, { configurationName, shiftTime }: LambdaDeployment): string {
  const minutes = shiftTime.toMinutes();
  return `a deployment to the function of ${stackName} takes about two minutes until a version is published and checked, and then`
    + ` ${minutes === 0 ? 'no time: all traffic moves at once' : `${minutes} minutes until all traffic has moved`} (${configurationName})`;
}

function noteLimits(scope: Construct, environmentName: string): void {
  Annotations.of(scope).addInfo(`${environmentName} runs on Lambda: requests and responses are limited to 1 MB, WebSockets are refused,`
    + ' the application is frozen after it has sent a response, and an unpacked revision is limited to 250 MB');
}

interface FunctionParts {
  readonly role: FunctionRole;
  readonly logGroup: LogGroup;
  readonly securityGroup?: SecurityGroup;
  readonly timeout: Duration;
}

interface ShiftParts {
  readonly resource: CfnFunction;
  readonly functionName: string;
  readonly timeout: Duration;
  readonly deployment: LambdaDeployment;
  readonly rollbackAlarms: IAlarm[];
}
