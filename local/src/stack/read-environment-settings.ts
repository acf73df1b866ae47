import { createHash } from 'node:crypto';
import { readAlarm } from './alarm-settings';
import { agentImitatedOtherwise } from './agent-release';
import { attributesWithoutEffect } from './attributes-without-effect';
import { availabilityZones } from './availability-zones';
import { readDeploymentGroup } from './deployment-group-settings';
import type { FleetSettings, ListenerSettings, SettingsResult } from './environment-settings';
import { readEventRule } from './event-rules';
import { readLoadBalancer, readTargetGroup } from './load-balancer-settings';
import { localMetric, runsHere } from './local-resources';
import type { ResolvedResource, ResolvedStack } from './resolved-stack';
import { readStateMachine } from './state-machine-settings';
import { Unresolvable } from './unresolvable';
import { at, booleanAt, listAt, numberAt, objectAt, stringAt, type Json } from '../assembly/json';

/** Reads from an environment's stack what this machine runs; everything else is named in `recordedOnly`. */
export function environmentSettings(stack: ResolvedStack): SettingsResult {
  try {
    const group = only(stack, 'AWS::CodeDeploy::DeploymentGroup', () => true, 'its fleet cannot be deployed to');
    const fleet = fleetOf(stack, group);
    const targetGroup = targetGroupOf(stack, group, fleet);
    const listener = only(stack, 'AWS::ElasticLoadBalancingV2::Listener', (each) => forwardsTo(each, targetGroup.physicalId),
      `nothing forwards requests to ${targetGroup.logicalId}`);
    const loadBalancer = only(stack, 'AWS::ElasticLoadBalancingV2::LoadBalancer', (each) => each.physicalId === listener.properties.LoadBalancerArn,
      `${listener.logicalId} belongs to none`);
    const resources = Object.values(stack.resources);
    return {
      status: 'success',
      value: {
        stackName: stack.stackName,
        fleet: readFleet(stack, fleet),
        loadBalancer: readLoadBalancer(loadBalancer),
        listener: readListener(listener),
        targetGroup: readTargetGroup(targetGroup),
        targetGroupArn: targetGroup.physicalId,
        deployment: readDeploymentGroup(stack, group),
        stateMachines: resources.filter(({ type }) => type === 'AWS::StepFunctions::StateMachine').map(readStateMachine),
        eventRules: resources.filter((each) => each.type === 'AWS::Events::Rule' && runsHere(each, stack.resources)).map(readEventRule),
        alarms: resources.filter((each) => localMetric(each) !== undefined).map(readAlarm),
        attributesWithoutEffect: attributesWithoutEffect([loadBalancer, listener, targetGroup]),
        imitatedOtherwise: agentImitatedOtherwise(launchTemplateOf(stack, fleet)),
        recordedOnly: resources.filter((each) => !runsHere(each, stack.resources)).map(({ logicalId, type }) => ({ logicalId, resourceType: type })),
      },
    };
  } catch (error) {
    if (!(error instanceof Unresolvable)) throw error;
    return { status: 'error', messages: [`${stack.stackName}: ${error.message}`] };
  }
}

function only(stack: ResolvedStack, type: string, matches: (resource: ResolvedResource) => boolean, consequence: string): ResolvedResource {
  const found = Object.values(stack.resources).filter((resource) => resource.type === type && matches(resource));
  if (found.length === 0) throw new Unresolvable(`has no ${type} that fits: ${consequence}`);
  if (found.length > 1) {
    throw new Unresolvable(`has more than one ${type} that fits: ${found.map((each) => each.logicalId).join(', ')}; one of each is run here`);
  }
  return found[0];
}

function fleetOf(stack: ResolvedStack, group: ResolvedResource): ResolvedResource {
  const names = listAt(group.properties, 'AutoScalingGroups');
  return only(stack, 'AWS::AutoScaling::AutoScalingGroup', (each) => names.includes(each.physicalId),
    `${group.logicalId} names ${JSON.stringify(names)}; only fleets of EC2 instances in an Auto Scaling group are run here`);
}

function targetGroupOf(stack: ResolvedStack, group: ResolvedResource, fleet: ResolvedResource): ResolvedResource {
  const named = listAt(group.properties, 'LoadBalancerInfo', 'TargetGroupInfoList').map((info) => stringAt(info, 'Name'));
  const attached = listAt(fleet.properties, 'TargetGroupARNs');
  return only(stack, 'AWS::ElasticLoadBalancingV2::TargetGroup',
    (each) => named.length > 0 ? named.includes(nameOf(each)) : attached.includes(each.physicalId),
    `${group.logicalId} names ${JSON.stringify(named)}, ${fleet.logicalId} is attached to ${JSON.stringify(attached)}`);
}

/** `arn:...:targetgroup/NAME/id` */
function nameOf(targetGroup: ResolvedResource): string | undefined {
  return targetGroup.physicalId.split('/')[1];
}

function forwardsTo(listener: ResolvedResource, targetGroupArn: string): boolean {
  return listAt(listener.properties, 'DefaultActions').some((action) => targetArns(action).includes(targetGroupArn));
}

function targetArns(action: Json): (string | undefined)[] {
  return [stringAt(action, 'TargetGroupArn'), ...listAt(action, 'ForwardConfig', 'TargetGroups').map((each) => stringAt(each, 'TargetGroupArn'))];
}

function readListener({ properties }: ResolvedResource): ListenerSettings {
  return { port: numberAt(properties, 'Port') ?? 80, protocol: stringAt(properties, 'Protocol') === 'HTTPS' ? 'HTTPS' : 'HTTP' };
}

/** With several instance types a policy names it; what they differ in has no counterpart here. */
function launchTemplateOf(stack: ResolvedStack, { properties, logicalId }: ResolvedResource): ResolvedResource {
  const named = objectAt(properties, 'LaunchTemplate')
    ?? objectAt(properties, 'MixedInstancesPolicy', 'LaunchTemplate', 'LaunchTemplateSpecification');
  const reference = stringAt(named, 'LaunchTemplateId');
  const name = stringAt(named, 'LaunchTemplateName');
  const isNamed = (each: ResolvedResource) =>
    each.physicalId === reference || (name !== undefined && each.properties.LaunchTemplateName === name);
  return only(stack, 'AWS::EC2::LaunchTemplate', isNamed, `${logicalId} has nothing to launch instances from`);
}

function readFleet(stack: ResolvedStack, fleet: ResolvedResource): FleetSettings {
  const { properties, logicalId, physicalId } = fleet;
  const template = launchTemplateOf(stack, fleet);
  const data = objectAt(template.properties, 'LaunchTemplateData') ?? {};
  const environmentFile = stringAt(template.metadata, 'gostyle:instance', 'environmentFile');
  if (environmentFile === undefined) throw new Unresolvable(`${template.logicalId} has no metadata gostyle:instance with an "environmentFile"`);
  const [minSize, maxSize] = ['MinSize', 'MaxSize'].map((size) => numberAt(properties, size));
  if (minSize === undefined || maxSize === undefined) throw new Unresolvable(`${logicalId} must have MinSize and MaxSize`);
  return {
    logicalId,
    name: physicalId,
    minSize,
    maxSize,
    desiredCapacity: numberAt(properties, 'DesiredCapacity'),
    availabilityZones: zonesOf(stack, fleet),
    healthCheckType: String(properties.HealthCheckType ?? 'EC2').includes('ELB') ? 'ELB' : 'EC2',
    healthCheckGracePeriodSeconds: numberAt(properties, 'HealthCheckGracePeriod') ?? 0,
    userData: Buffer.from(stringAt(data, 'UserData') ?? '', 'base64').toString('utf8'),
    environmentFile,
    launchTemplateFingerprint: createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 16),
    instanceRefresh: at(fleet.updatePolicy, 'AutoScalingInstanceRefresh') !== undefined || booleanAt(fleet.updatePolicy, 'InstanceRefresh') === true,
  };
}

/** The zones of the group's subnets; of subnets that the template does not have (an existing VPC), as many zones as there are subnets. */
function zonesOf(stack: ResolvedStack, { properties }: ResolvedResource): string[] {
  const explicit = listAt(properties, 'AvailabilityZones').map(String);
  if (explicit.length > 0) return explicit;
  const subnets = listAt(properties, 'VPCZoneIdentifier').map(String);
  const byId = new Map(Object.values(stack.resources).map((resource) => [resource.physicalId, resource]));
  const fallback = availabilityZones('us-east-1');
  const zones = subnets.map((subnet, index) => stringAt(byId.get(subnet)?.properties, 'AvailabilityZone') ?? fallback[index % fallback.length]);
  return [...new Set(zones)];
}
