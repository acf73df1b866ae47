import { Duration, Stack } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ISecurityGroup, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  AvailabilityZoneRebalancing, DeploymentLifecycleLambdaTarget, DeploymentStrategy, FargateService, PropagatedTagSource,
  type CapacityProviderStrategy, type CfnService, type Cluster, type IDeploymentLifecycleHookTarget,
} from 'aws-cdk-lib/aws-ecs';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';
import { capacityProvidersOf } from './cluster';
import type { EcsDeployment } from './ecs-deployment';
import type { AskedFunction, Pause } from './ecs-hook';
import type { Task } from './task';
import type { TrafficGroups } from './traffic-groups';
import { requireOutside } from '../../core/outside';
import { allow } from '../../core/permissions';
import { ServiceRole } from '../../core/service-role';

export interface ServiceProps {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  /** What must exist before a task can start. */
  readonly needs: IDependable[];
  readonly cluster: Cluster;
  readonly task: Task;
  readonly port: number;
  readonly groups: TrafficGroups;
  readonly securityGroups: ISecurityGroup[];
  readonly alarms: IAlarm[];
  readonly deployment: EcsDeployment;
  readonly capacity: CapacityProviderStrategy[];
  readonly executeCommand: boolean;
}

/**
 * Keeps the desired number of tasks running behind the load balancer, and replaces them when the image or another setting changes.
 */
export class Service extends Construct {
  readonly service: FargateService;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id);
    const { deployment } = props;
    const functions = deployment._hooks.flatMap(({ _function: asked }) => asked ?? []);
    const shift = deployment._shift && { stepPercent: deployment._shift.percent, stepBakeTime: deployment._shift.bakeTime };
    this.service = new FargateService(this, 'Resource', {
      cluster: props.cluster,
      taskDefinition: props.task.definition,
      // No desired count: an infrastructure deployment would undo what scaling did.
      capacityProviderStrategies: props.capacity,
      vpcSubnets: props.subnets,
      assignPublicIp: false,
      securityGroups: props.securityGroups,
      minHealthyPercent: deployment._minHealthyPercent,
      maxHealthyPercent: deployment._maxPercent,
      deploymentStrategy: deployment._strategy,
      // Otherwise Amazon ECS would retry for hours.
      bakeTime: deployment._bakeTime,
      linearConfiguration: deployment._strategy === DeploymentStrategy.LINEAR ? shift : undefined,
      canaryConfiguration: deployment._strategy === DeploymentStrategy.CANARY ? shift : undefined,
      // Amazon ECS has a circuit breaker only for rolling deployments; the others have alarms.
      circuitBreaker: { enable: !deployment._shiftsTraffic, rollback: !deployment._shiftsTraffic },
      deploymentAlarms: { alarmNames: props.alarms.map(({ alarmName }) => alarmName) },
      lifecycleHooks: functions.map((hook, index) => this.hook(hook, index)),
      healthCheckGracePeriod: Duration.seconds(60),
      availabilityZoneRebalancing: deployment._maxPercent > 100 ? AvailabilityZoneRebalancing.ENABLED : AvailabilityZoneRebalancing.DISABLED,
      enableExecuteCommand: props.executeCommand,
      propagateTags: PropagatedTagSource.SERVICE,
      enableECSManagedTags: true,
    });
    const resource = this.service.node.defaultChild as CfnService;
    if (deployment._shiftsTraffic) resource.addPropertyDeletionOverride('DeploymentConfiguration.DeploymentCircuitBreaker');
    // Without `attachToApplicationTargetGroup`, which adds security group rules whose ids depend on the path of the stack.
    resource.loadBalancers = props.groups.render(props.task.container.containerName, props.port);
    this.service.node.addDependency(...props.needs, capacityProvidersOf(props.cluster));
    // Tasks can be registered only with a target group that a listener uses. Listener rules are referred to already.
    if (!deployment._shiftsTraffic) this.service.node.addDependency(...props.groups.groups.map((group) => group.loadBalancerAttached));
    addPauses(resource, functions.length, deployment._hooks.flatMap(({ _pause: pause }) => pause ?? []));
    if (props.groups.role) this.service.node.addDependency(props.groups.role);
  }

  private hook({ handler, stages: lifecycleStages }: AskedFunction, index: number): IDeploymentLifecycleHookTarget {
    if (handler.stack !== Stack.of(this)) {
      requireOutside(`compute.deployment.hooks[${index}]`, handler.functionArn, this, 'use `Function.fromFunctionArn`');
    }
    const role = new ServiceRole(this, `HookRole${index}`, { assumedBy: new ServicePrincipal('ecs.amazonaws.com') });
    allow(role, {
      actions: ['lambda:InvokeFunction'],
      resources: [handler.functionArn],
      reason: 'the function decides whether a deployment continues',
    });
    return new DeploymentLifecycleLambdaTarget(handler, `Hook${index}`, { lifecycleStages, role: role.withoutPolicyUpdates() });
  }
}

/** Appended to the hooks that are functions: the construct of aws-cdk-lib knows no others. */
function addPauses(service: CfnService, functions: number, pauses: readonly Pause[]): void {
  const hooks = pauses.map(({ stages, minutes, action }) => ({
    TargetType: 'PAUSE', LifecycleStages: stages, TimeoutConfiguration: { TimeoutInMinutes: minutes, Action: action },
  }));
  const property = 'DeploymentConfiguration.LifecycleHooks';
  if (functions > 0) hooks.forEach((hook, index) => service.addPropertyOverride(`${property}.${functions + index}`, hook));
  else if (hooks.length > 0) service.addPropertyOverride(property, hooks);
}
