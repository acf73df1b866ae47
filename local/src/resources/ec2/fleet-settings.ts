import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import { at, booleanAt, isObject, listAt, numberAt, objectAt, stringAt } from '../../assembly/json';
import type { SecretStoreName } from '../../model/secrets';
import { availabilityZones, onlyResource, Unresolvable, type ResolvedResource, type ResolvedStack } from '../../stack';

export const LAUNCH_TEMPLATE = 'AWS::EC2::LaunchTemplate';

/** `AWS::AutoScaling::AutoScalingGroup` with its `AWS::EC2::LaunchTemplate`. */
export interface FleetSettings {
  readonly logicalId: string;
  readonly name: string;
  readonly minSize: number;
  readonly maxSize: number;
  /** If the template leaves it out, a new group starts with `minSize`, and an existing one keeps its capacity. */
  readonly desiredCapacity?: number;
  readonly availabilityZones: readonly string[];
  readonly healthCheckType: 'EC2' | 'ELB';
  readonly healthCheckGracePeriodSeconds: number;
  /** Decoded, with all intrinsic functions resolved. */
  readonly userData: string;
  /** Content of files that exist on an instance before user data runs, by path. */
  readonly files: Readonly<Record<string, string>>;
  /** Path, from `gostyle:instance`. */
  readonly environmentFile: string;
  /** Changes when the instances would have to be replaced (image, user data, launch template). */
  readonly launchTemplateFingerprint: string;
  readonly instanceRefresh: boolean;
  /** Secrets that the application receives when it starts, from `gostyle:instance`. */
  readonly secrets: readonly NeededSecret[];
}

/** A secret and the environment variable that receives its value. */
export interface NeededSecret {
  readonly name: string;
  readonly store: SecretStoreName;
  readonly id: string;
}

export function readFleet(stack: ResolvedStack, fleet: ResolvedResource): FleetSettings {
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
    files: partsScriptOf(template),
    environmentFile,
    launchTemplateFingerprint: createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, 16),
    secrets: listAt(template.metadata, 'gostyle:instance', 'secrets').filter(isObject).map((each) => ({
      name: String(each.name), store: each.store === 'parameter-store' ? 'parameter-store' : 'secrets-manager', id: String(each.id),
    })),
    instanceRefresh: at(fleet.updatePolicy, 'AutoScalingInstanceRefresh') !== undefined || booleanAt(fleet.updatePolicy, 'InstanceRefresh') === true,
  };
}

/** Puts the provisioning script where user data looks before it downloads it. */
function partsScriptOf({ metadata }: ResolvedResource): Record<string, string> {
  const [script, text] = ['script', 'text'].map((key) => stringAt(metadata, 'gostyle:instance', 'provisioning', key));
  return script === undefined || text === undefined ? {} : { [`/var/lib/gostyle/${basename(script)}`]: text };
}

/** The zones of the group's subnets. Subnets that are not in the template (an existing VPC) count as one zone each. */
function zonesOf(stack: ResolvedStack, { properties }: ResolvedResource): string[] {
  const explicit = listAt(properties, 'AvailabilityZones').map(String);
  if (explicit.length > 0) return explicit;
  const subnets = listAt(properties, 'VPCZoneIdentifier').map(String);
  const byId = new Map(Object.values(stack.resources).map((resource) => [resource.physicalId, resource]));
  const fallback = availabilityZones('us-east-1');
  const zones = subnets.map((subnet, index) => stringAt(byId.get(subnet)?.properties, 'AvailabilityZone') ?? fallback[index % fallback.length]);
  return [...new Set(zones)];
}

/** With several instance types, a mixed instances policy names it. Differences between instance types do not matter here. */
export function launchTemplateOf(stack: ResolvedStack, { properties, logicalId }: ResolvedResource): ResolvedResource {
  const named = objectAt(properties, 'LaunchTemplate')
    ?? objectAt(properties, 'MixedInstancesPolicy', 'LaunchTemplate', 'LaunchTemplateSpecification');
  const reference = stringAt(named, 'LaunchTemplateId');
  const name = stringAt(named, 'LaunchTemplateName');
  const isNamed = (each: ResolvedResource) =>
    each.physicalId === reference || (name !== undefined && each.properties.LaunchTemplateName === name);
  return onlyResource(stack, LAUNCH_TEMPLATE, isNamed, `${logicalId} has no launch template`);
}
