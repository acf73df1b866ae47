import { Annotations, CfnParameter, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { InterfaceVpcEndpointAwsService, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { CpuArchitecture, type CapacityProviderStrategy } from 'aws-cdk-lib/aws-ecs';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays, type ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { architectureName, requireArchitecture, requireBaseImage } from './base-image';
import { BeforeDeployment } from './before-deployment';
import { createCluster } from './cluster';
import { deploymentTime } from './deployment-time';
import { EcsDeployment } from './ecs-deployment';
import { TaskExecutionRole } from './execution-role';
import { watchTasks } from './fargate-alarms';
import { FargateDelivery } from './fargate-delivery';
import { FargateFleet } from './fargate-fleet';
import type { FargateOptions } from './fargate-options';
import { ImageBuild } from './image-build';
import { imageRepositoryUri } from './image-repository';
import { requireFargateOptions, requireRoom } from './require-options';
import { scaleTasks } from './scaling';
import { Service } from './service';
import { Task, type TaskProps } from './task';
import { taskCost } from './task-cost';
import { requireTaskSize } from './task-size';
import { tasksWidget } from './tasks-widget';
import { TrafficGroups } from './traffic-groups';
import { misuse } from '../../core/misuse';
import { allow } from '../../core/permissions';
import { ServiceRole } from '../../core/service-role';
import { logGroupPrefix } from '../../observability/log-group-prefix';
import { capacityOf, warnOfUnused, type Capacity } from '../capacity';
import type { ComputeBindOptions, ComputeConfig, ICompute } from '../compute-config';
import { FleetSecurityGroup } from '../fleet-security-group';
import { groupsOutside } from '../more-security-groups';

const DIGEST_PARAMETER = 'ImageDigest';

/** Containers on AWS Fargate. */
export class FargateCompute implements ICompute {
  readonly endpoints: { [id: string]: InterfaceVpcEndpointAwsService };
  readonly runsBeforeDeployment = true;

  private readonly capacity: Capacity;
  private readonly cpu: number;
  private readonly memoryMiB: number;
  private readonly architecture: CpuArchitecture;
  private readonly deployment: EcsDeployment;

  constructor(private readonly options: FargateOptions) {
    this.capacity = capacityOf(options, 'task', 5000);
    this.cpu = options.cpu ?? 512;
    this.memoryMiB = options.memoryMiB ?? this.cpu * 2;
    this.architecture = options.cpuArchitecture ?? CpuArchitecture.X86_64;
    this.deployment = options.deployment ?? EcsDeployment.rolling();
    requireTaskSize(this.cpu, this.memoryMiB);
    requireFargateOptions(options);
    requireRoom(this.deployment, this.capacity.minCapacity);
    this.endpoints = {
      EcrApi: InterfaceVpcEndpointAwsService.ECR,
      EcrDocker: InterfaceVpcEndpointAwsService.ECR_DOCKER,
      Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS,
      SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      Ssm: InterfaceVpcEndpointAwsService.SSM,
      ...options.executeCommand && { SsmMessages: InterfaceVpcEndpointAwsService.SSM_MESSAGES },
    };
  }

  bind(scope: Construct, options: ComputeBindOptions): ComputeConfig {
    const { alarms, loadBalancing, network, application } = options;
    const { deployment } = this;
    const { minCapacity, maxCapacity, spotPercentage, onDemandBaseCapacity } = this.capacity;
    this.requireReachableImages(scope, options);
    warnOfUnused(scope, this.options, this.capacity);
    if (options.production && spotPercentage === 100 && onDemandBaseCapacity === 0) this.warnOfSpot(scope, options.environmentName);

    const image = this.imageBuild(scope, options);
    const groups = new TrafficGroups(scope, 'Traffic', loadBalancing, deployment);
    const cluster = createCluster(scope, network.vpc);
    const rollbackAlarms = [
      ...alarms.watchRequests(deployment._shiftsTraffic ? undefined : groups.groups[0]),
      ...watchTasks(alarms, loadBalancing.loadBalancer, groups.groups, cluster),
      ...options.rollbackAlarms,
    ];
    const securityGroup = new FleetSecurityGroup(scope, 'TaskSecurityGroup', {
      vpc: network.vpc, loadBalancer: loadBalancing.loadBalancer, port: application.port,
    });
    const { shared, task, executionRole, taskRole, logGroup } = this.task(scope, options);
    const securityGroups = [securityGroup, ...groupsOutside(scope, this.options.securityGroups)];
    const before = options.beforeDeployment && new BeforeDeployment(scope, 'BeforeDeployment', {
      prop: `environments.${options.environmentName}.beforeDeployment`,
      command: options.beforeDeployment,
      task: shared,
      cluster,
      subnets: network.vpc.selectSubnets(network.fleetSubnets).subnetIds,
      securityGroups,
      needs: [network.internetAccess, executionRole, taskRole, options.connectionRules],
    });
    const { service } = new Service(scope, 'Service', {
      vpc: network.vpc,
      subnets: network.fleetSubnets,
      needs: [network.internetAccess, executionRole, ...before ? [before] : []],
      cluster,
      task,
      port: application.port,
      groups,
      securityGroups,
      alarms: rollbackAlarms,
      deployment,
      capacity: this.providers(),
      executeCommand: this.options.executeCommand ?? false,
    });
    scaleTasks({
      service,
      loadBalancer: loadBalancing.loadBalancer,
      groups: groups.groups,
      minCapacity,
      maxCapacity,
      targetCpuPercent: this.options.targetCpuPercent ?? 60,
      targetRequestsPerMinute: this.options.targetRequestsPerMinute,
    });
    FargateFleet._remember(scope, {
      cluster,
      service,
      taskDefinition: task.definition,
      taskRole,
      executionRole,
      securityGroup,
      targetGroups: groups.groups,
      productionRule: groups.production,
    });
    return {
      grantable: taskRole,
      connectable: securityGroup,
      delivery: new FargateDelivery(image, DIGEST_PARAMETER),
      architecture: architectureName(this.architecture),
      rollbackAlarms,
      widgets: [tasksWidget(service)],
      logGroups: { tasks: logGroup },
      deploymentTime: deploymentTime(Stack.of(scope).stackName, minCapacity, deployment, options.drain),
      standingResources: taskCost({
        tasks: minCapacity,
        cpu: this.cpu,
        memoryMiB: this.memoryMiB,
        cpuArchitecture: this.architecture,
        spotPercentage,
        onDemandBaseCapacity,
      }),
    };
  }

  private imageBuild(scope: Construct, { application, revisionReaderName }: ComputeBindOptions): ImageBuild {
    const { command, dockerfile } = this.options;
    const baseImage = this.options.baseImage ?? application.runtime.containerImage;
    if (dockerfile === undefined) {
      if (baseImage === undefined) {
        throw misuse('compute.baseImage', `must be given for an application whose runtime (${application.runtime.name}) has no image`, baseImage,
          'name one that has what the application needs, or a `compute.dockerfile`');
      }
      requireBaseImage('compute.baseImage', baseImage, application.runtime);
      requireArchitecture('compute.baseImage', baseImage, this.architecture);
    }
    const { account } = Stack.of(scope);
    return new ImageBuild({
      architecture: architectureName(this.architecture),
      baseImage: dockerfile === undefined ? baseImage : undefined,
      dockerfile,
      program: command?.[0],
      keptImages: this.options.keptImages ?? 200,
      readerArns: revisionReaderName === undefined
        ? undefined
        : [Stack.of(scope).formatArn({ service: 'iam', region: '', account, resource: 'role', resourceName: revisionReaderName })],
    });
  }

  private task(scope: Construct, options: ComputeBindOptions): TaskParts {
    const { application, variables, secrets, pipeline, revisionReaderName, logs, drain } = options;
    const logGroup = new LogGroup(scope, 'TaskLogs', {
      logGroupName: `${logGroupPrefix(Stack.of(scope))}/tasks`,
      retention: this.options.logRetention ?? logs?.retention ?? RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const taskRole = new ServiceRole(scope, 'TaskRole', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    if (this.options.executeCommand) allowExecuteCommand(taskRole);
    const executionRole = new TaskExecutionRole(scope, 'TaskExecutionRole', {
      pipeline, logGroup, secrets: Object.values(secrets), roleName: revisionReaderName,
    });
    const digest = new CfnParameter(scope, DIGEST_PARAMETER, {
      description: 'Digest of the image that tasks run', allowedPattern: '^sha256:[0-9a-f]{64}$',
    });
    const shared: TaskProps = {
      application,
      variables,
      secrets,
      image: `${imageRepositoryUri(scope, pipeline)}@${digest.valueAsString}`,
      ownDirectory: this.options.dockerfile !== undefined,
      cpu: this.cpu,
      memoryMiB: this.memoryMiB,
      cpuArchitecture: this.architecture,
      user: this.options.user ?? '10001:10001',
      writableRootFileSystem: this.options.writableRootFileSystem ?? false,
      taskRole,
      executionRole,
      logGroup,
      stopTimeout: drain,
    };
    const task = new Task(scope, 'Task', shared, {
      family: Stack.of(scope).stackName,
      containerName: 'application',
      command: this.options.command,
      streamPrefix: 'task',
      port: application.port,
    });
    return { shared, task, taskRole, executionRole, logGroup };
  }

  /** Always by capacity providers, because changing an existing service to them would need a deployment of its own. */
  private providers(): CapacityProviderStrategy[] {
    const { spotPercentage: spot, onDemandBaseCapacity: base } = this.capacity;
    // Weights are whole numbers up to 1000, and only one provider may have a base.
    const onDemand = { capacityProvider: 'FARGATE', weight: 100 - spot, ...base > 0 && { base } };
    return spot === 0 ? [{ ...onDemand, weight: 1 }] : [onDemand, { capacityProvider: 'FARGATE_SPOT', weight: spot }];
  }

  /** Without internet access images come through an endpoint, which reaches only the registry of its own region. */
  private requireReachableImages(scope: Construct, { network, pipeline, environmentName }: ComputeBindOptions): void {
    const { region } = Stack.of(scope);
    if (network.fleetSubnets.subnetType !== SubnetType.PRIVATE_ISOLATED || Token.isUnresolved(region) || region === pipeline.region) return;
    throw misuse(`environments.${environmentName}.network`, `must have a way to the internet, because images are in ${pipeline.region}`, region,
      'use `Nat.gateways(1)`, for example');
  }

  private warnOfSpot(scope: Construct, environmentName: string): void {
    Annotations.of(scope).addWarningV2('gostyle:spot-only',
      `every task of ${environmentName} is on Fargate Spot: AWS may reclaim all of them at once without offering others;`
      + ' keep some with `onDemandBaseCapacity`, or lower `spotPercentage`');
  }
}

function allowExecuteCommand(role: ServiceRole): void {
  allow(role, {
    actions: [
      'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
    ],
    resources: ['*'],
    reason: 'a shell in a task goes through Systems Manager; these actions do not support resource-level permissions',
  });
}

interface TaskParts {
  readonly shared: TaskProps;
  readonly task: Task;
  readonly taskRole: ServiceRole;
  readonly executionRole: TaskExecutionRole;
  readonly logGroup: ILogGroup;
}
