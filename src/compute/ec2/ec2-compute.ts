import { Stack } from 'aws-cdk-lib';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { InstanceClass, InstanceSize, InstanceType, type ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { TargetType, type ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct, IDependable } from 'constructs';
import { deploymentTime } from './deployment-time';
import { watchDeployments, watchHosts } from './ec2-alarms';
import { Ec2Delivery } from './ec2-delivery';
import { Ec2Fleet } from './ec2-fleet';
import type { Ec2Options } from './ec2-options';
import { existingInstanceRole } from './existing-instance-role';
import { Fleet } from './fleet';
import { FleetSecurityGroup } from '../fleet-security-group';
import { fleetWidget } from './fleet-widget';
import type { HostImage } from './host-image';
import { hostSecrets } from './host-secrets';
import { InPlace } from './in-place';
import { deployInPlace, requireServingHosts } from './in-place-deployment';
import { applicationLogGroupName, InstanceLogs } from './instance-logs';
import { allowCodeDeployEndpoint, InstanceRole } from './instance-role';
import { InstanceTemplate } from './instance-template';
import { requireTypes, type Purchase } from './purchase';
import { RefreshAlarm } from './refresh-alarm';
import { internetAccessWithSecrets } from './secret-access';
import { misuse, requireIntegerWithin, requirePattern } from '../../core/misuse';
import { allowReadingSecrets } from '../../data/read-secrets';
import { Step } from '../../delivery/step';
import { requireUnit } from '../../observability/log-options';
import { requireCodeDeployAgent } from '../../provisioning/code-deploy-agent';
import { capacityOf, warnOfUnused, type Capacity } from '../capacity';
import type { ComputeBindOptions, ComputeConfig, ICompute } from '../compute-config';
import { groupsOutside, requireFewGroups } from '../more-security-groups';

/** EC2 instances in an Auto Scaling group. */
export class Ec2Compute implements ICompute {
  private readonly capacity: Capacity;
  private readonly deployment: InPlace;
  private readonly purchase: Purchase;

  constructor(private readonly options: Ec2Options) {
    this.capacity = capacityOf(options, 'instance', 2000);
    const { volumeSizeGiB, codeDeployAgent, securityGroups, instanceType, moreInstanceTypes = [] } = options;
    if (volumeSizeGiB !== undefined) requireIntegerWithin('compute.volumeSizeGiB', volumeSizeGiB, 8, 1000, 'leave it out for 20');
    if (options.rootDeviceName !== undefined) {
      requirePattern('compute.rootDeviceName', options.rootDeviceName, /^\/dev\/[a-z0-9]+$/, 'must be the name of a device',
        'look it up with `aws ec2 describe-images`, or leave it out for /dev/xvda');
    }
    if (codeDeployAgent !== undefined) requireCodeDeployAgent('compute.codeDeployAgent', codeDeployAgent);
    requireFewGroups(securityGroups);
    const { minCapacity, spotPercentage, onDemandBaseCapacity } = this.capacity;
    const instanceTypes = [instanceType ?? InstanceType.of(InstanceClass.T3, InstanceSize.SMALL), ...moreInstanceTypes];
    requireTypes(instanceTypes);
    this.purchase = { instanceTypes, spotPercentage, onDemandBaseCapacity };
    this.deployment = options.deployment ?? InPlace.oneAtATime();
    requireServingHosts(this.deployment, minCapacity);
  }

  bind(scope: Construct, options: ComputeBindOptions): ComputeConfig {
    const { environmentName, alarms, loadBalancing, drain } = options;
    warnOfUnused(scope, this.options, this.capacity);
    if (options.logs) requireUnit(`environments.${environmentName}.logs`, options.logs);
    const targetGroup = loadBalancing.addTargetGroup('TargetGroup', { targetType: TargetType.INSTANCE });
    loadBalancing.serve(targetGroup);
    const rollbackAlarms = [
      ...alarms.watchRequests(targetGroup), watchHosts(alarms, loadBalancing.loadBalancer, targetGroup), ...options.rollbackAlarms,
    ];
    watchDeployments(scope, alarms, environmentName);

    const role = this.role(scope, options);
    const instanceLogs = options.logs && new InstanceLogs(scope, 'Logs', options.logs);
    instanceLogs?.allowWriting(role);
    const securityGroup = new FleetSecurityGroup(scope, 'FleetSecurityGroup', {
      vpc: options.network.vpc, loadBalancer: loadBalancing.loadBalancer, port: options.application.port,
    });
    const { launchTemplate } = this.template(scope, options, role, securityGroup);
    const internetAccess = internetAccessWithSecrets(scope, options, securityGroup);
    const { autoScalingGroup } = this.fleet(scope, options, {
      launchTemplate, targetGroup, internetAccess, alarms: [new RefreshAlarm(scope, 'RefreshAlarm', rollbackAlarms).alarm],
    });
    const { deployment, capacity: { minCapacity, maxCapacity } } = this;
    const { deploymentGroup, names, setStateMachineName, addStateMachineName } = deployInPlace(scope, {
      environmentName, deployment, autoScalingGroup, minCapacity, maxCapacity, targetGroup, alarms: rollbackAlarms,
    });
    Ec2Fleet._remember(scope, { autoScalingGroup, launchTemplate, role, securityGroup, targetGroup, deploymentGroup });
    return {
      grantable: role,
      connectable: securityGroup,
      revisionReader: role,
      architecture: this.purchase.instanceTypes[0].architecture.toUpperCase(),
      delivery: new Ec2Delivery(scope, names, options.logs && applicationLogGroupName(Stack.of(scope))),
      beforeDeployment: [
        Step.stateMachine(scope, {
          actionName: 'SetAlarmPolling',
          stateMachineName: setStateMachineName,
          reason: 'the state machine decides whether the deployment watches alarms',
        }),
        ...addStateMachineName === undefined ? [] : [Step.stateMachine(scope, {
          actionName: 'AddCapacity', stateMachineName: addStateMachineName, reason: 'instances are added before the deployment',
        })],
      ],
      rollbackAlarms,
      widgets: [fleetWidget(autoScalingGroup)],
      logGroups: instanceLogs?.groups,
      deploymentTime: deploymentTime(Stack.of(scope).stackName, {
        rounds: deployment._configuration.rounds(minCapacity + deployment._extraCapacity),
        hosts: minCapacity,
        drain,
        watching: deployment._configuration.watching(),
      }),
    };
  }

  private role(scope: Construct, { network, revisions, secrets, revisionReaderName }: ComputeBindOptions): IRole {
    const { instanceRole } = this.options;
    const role = instanceRole
      ? existingInstanceRole(scope, 'InstanceRole', instanceRole)
      : new InstanceRole(scope, 'InstanceRole', revisionReaderName);
    if (network.codeDeployEndpoint) allowCodeDeployEndpoint(role);
    revisions.allowReading(role);
    allowReadingSecrets(role, secrets);
    return role;
  }

  private template(scope: Construct, options: ComputeBindOptions, role: IRole, securityGroup: ISecurityGroup): InstanceTemplate {
    const { application, variables, secrets, logs, network } = options;
    return new InstanceTemplate(scope, 'LaunchTemplate', {
      application,
      variables,
      secrets: hostSecrets(scope, secrets),
      logs,
      codeDeployEndpoint: network.codeDeployEndpoint,
      codeDeployAgent: this.options.codeDeployAgent,
      provisioning: this.options.provisioning,
      instanceType: this.purchase.instanceTypes[0],
      machineImage: this.options.machineImage,
      image: this.image(options),
      network,
      rootDeviceName: this.options.rootDeviceName,
      volumeSizeGiB: this.options.volumeSizeGiB ?? 20,
      moreSecurityGroups: groupsOutside(scope, this.options.securityGroups),
      role,
      securityGroup,
    });
  }

  /** Baking downloads packages, and Image Builder itself has no endpoint in a network without internet access. */
  private image({ network }: ComputeBindOptions): HostImage | undefined {
    if (this.options.image && network.codeDeployEndpoint) {
      throw misuse('compute.image', 'must not be baked in a network without access to the internet', 'HostImage.baked',
        'use `Nat.gateways(1)` or `Nat.instance()`, or bring a `compute.machineImage` that was baked elsewhere');
    }
    return this.options.image;
  }

  private fleet(scope: Construct, { network, loadBalancing }: ComputeBindOptions, { internetAccess, ...parts }: FleetParts): Fleet {
    return new Fleet(scope, 'Fleet', {
      vpc: network.vpc,
      subnets: network.fleetSubnets,
      internetAccess,
      loadBalancer: loadBalancing.loadBalancer,
      ...parts,
      purchase: this.purchase,
      minCapacity: this.capacity.minCapacity,
      maxCapacity: this.capacity.maxCapacity,
      targetCpuPercent: this.options.targetCpuPercent ?? 60,
      targetRequestsPerMinute: this.options.targetRequestsPerMinute,
    });
  }
}

interface FleetParts {
  readonly launchTemplate: InstanceTemplate['launchTemplate'];
  readonly targetGroup: ApplicationTargetGroup;
  readonly internetAccess: IDependable;
  readonly alarms: IAlarm[];
}
