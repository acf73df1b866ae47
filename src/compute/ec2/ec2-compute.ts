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
import { requirePurchase, type Purchase } from './purchase';
import { RefreshAlarm } from './refresh-alarm';
import { internetAccessWithSecrets } from './secret-access';
import { misuse, requireIntegerWithin, requireKnown, requirePattern } from '../../core/misuse';
import { requireOutside } from '../../core/outside';
import { allowReadingSecrets } from '../../data/read-secrets';
import { Step } from '../../delivery/step';
import { requireUnit } from '../../observability/log-options';
import { requireCodeDeployAgent } from '../../provisioning/code-deploy-agent';
import type { ComputeBindOptions, ComputeConfig, ICompute } from '../compute-config';
import { warnOfUnused } from '../unused-options';

/** EC2 instances in an Auto Scaling group. */
export class Ec2Compute implements ICompute {
  private readonly minCapacity: number;
  private readonly maxCapacity: number;
  private readonly deployment: InPlace;
  private readonly purchase: Purchase;

  constructor(private readonly options: Ec2Options) {
    requireKnown('compute.minCapacity', options.minCapacity, 'write a number');
    requireKnown('compute.maxCapacity', options.maxCapacity, 'write a number');
    this.minCapacity = options.minCapacity ?? 2;
    requireIntegerWithin('compute.minCapacity', this.minCapacity, 1, 1000, 'leave it out for 2');
    this.maxCapacity = options.maxCapacity ?? this.minCapacity * 2;
    requireIntegerWithin('compute.maxCapacity', this.maxCapacity, 1, 2000, 'leave it out for twice `compute.minCapacity`');
    if (this.minCapacity > this.maxCapacity) {
      throw misuse('compute.minCapacity', `must not be greater than \`compute.maxCapacity\` (${this.maxCapacity})`, this.minCapacity,
        'raise `compute.maxCapacity`');
    }
    const { targetCpuPercent, targetRequestsPerMinute, volumeSizeGiB } = options;
    if (targetCpuPercent !== undefined) requireIntegerWithin('compute.targetCpuPercent', targetCpuPercent, 10, 90, 'leave it out for 60');
    if (targetRequestsPerMinute !== undefined) {
      requireIntegerWithin('compute.targetRequestsPerMinute', targetRequestsPerMinute, 1, 10_000_000, 'measure what one instance serves in a minute');
    }
    if (volumeSizeGiB !== undefined) requireIntegerWithin('compute.volumeSizeGiB', volumeSizeGiB, 8, 1000, 'leave it out for 20');
    if (options.rootDeviceName !== undefined) {
      requirePattern('compute.rootDeviceName', options.rootDeviceName, /^\/dev\/[a-z0-9]+$/, 'must be the name of a device',
        'look it up with `aws ec2 describe-images`, or leave it out for /dev/xvda');
    }
    const { codeDeployAgent, securityGroups = [], instanceType, moreInstanceTypes = [] } = options;
    if (codeDeployAgent !== undefined) requireCodeDeployAgent('compute.codeDeployAgent', codeDeployAgent);
    // A network interface takes five security groups, one of which is the fleet's own.
    if (securityGroups.length > 4) throw misuse('compute.securityGroups', 'must have at most 4', securityGroups.length, 'combine their rules');
    this.purchase = {
      instanceTypes: [instanceType ?? InstanceType.of(InstanceClass.T3, InstanceSize.SMALL), ...moreInstanceTypes],
      spotPercentage: options.spotPercentage ?? 0,
      onDemandBaseCapacity: options.onDemandBaseCapacity ?? 0,
    };
    requirePurchase(this.purchase, this.minCapacity);
    this.deployment = options.deployment ?? InPlace.oneAtATime();
    requireServingHosts(this.deployment, this.minCapacity);
  }

  bind(scope: Construct, options: ComputeBindOptions): ComputeConfig {
    const { environmentName, alarms, loadBalancing, drain } = options;
    warnOfUnused(scope, this.options, this.minCapacity === this.maxCapacity);
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
    const { minCapacity, maxCapacity, deployment } = this;
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
      moreSecurityGroups: this.securityGroups(scope),
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

  private securityGroups(scope: Construct): ISecurityGroup[] {
    const { securityGroups = [] } = this.options;
    for (const { securityGroupId } of securityGroups) {
      requireOutside('compute.securityGroups', securityGroupId, scope, 'use `SecurityGroup.fromSecurityGroupId`');
    }
    return securityGroups;
  }

  private fleet(scope: Construct, { network, loadBalancing }: ComputeBindOptions, { internetAccess, ...parts }: FleetParts): Fleet {
    return new Fleet(scope, 'Fleet', {
      vpc: network.vpc,
      subnets: network.fleetSubnets,
      internetAccess,
      loadBalancer: loadBalancing.loadBalancer,
      ...parts,
      purchase: this.purchase,
      minCapacity: this.minCapacity,
      maxCapacity: this.maxCapacity,
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
