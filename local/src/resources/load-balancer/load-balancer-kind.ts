import { attributesWithoutEffect } from './attributes-without-effect';
import type { EntrySettings } from './entry-settings';
import { readLoadBalancer, readResponseHeaders, readTargetGroup } from './load-balancer-settings';
import { LocalLoadBalancer } from './local-load-balancer';
import { FIREWALL_TYPES, readFirewall } from './rate-limits';
import { at, entriesOf, isList, isObject, listAt, numberAt, stringAt, type Json } from '../../assembly/json';
import type { ServerCertificate } from '../../model/target';
import { onlyResource, type ResolvedResource, type ResolvedStack } from '../../stack';
import type { ResourceKind } from '../shape/resource';

const LOAD_BALANCING = 'AWS::ElasticLoadBalancingV2::';
const DISTRIBUTION = 'AWS::CloudFront::Distribution';
const NAME = 'load-balancer';
const TYPES = {
  loadBalancer: `${LOAD_BALANCING}LoadBalancer`,
  listener: `${LOAD_BALANCING}Listener`,
  targetGroup: `${LOAD_BALANCING}TargetGroup`,
} as const;

export interface EntryOptions {
  /** Enables HTTPS locally for listeners that serve it on AWS. */
  readonly certificate?: ServerCertificate;
}

/** An Application Load Balancer with the listener and target group in front of the compute. */
export const loadBalancerKind = ({ certificate }: EntryOptions = {}): ResourceKind<EntrySettings> => ({
  name: NAME,
  role: 'entry',
  types: [...Object.values(TYPES), ...Object.values(FIREWALL_TYPES)],
  read(stack) {
    const served = servedTargetGroups(stack);
    const names = served.map(({ logicalId }) => logicalId).join(', ') || 'any target group';
    const listener = onlyResource(stack, TYPES.listener, (each) => forwardsTo(each, served), `nothing forwards requests to ${names}`);
    const targetGroup = onlyResource(stack, TYPES.targetGroup, (each) => served.includes(each) && forwardsTo(listener, [each]),
      `${listener.logicalId} forwards to no target group`);
    const loadBalancer = onlyResource(stack, TYPES.loadBalancer, (each) => each.physicalId === listener.properties.LoadBalancerArn,
      `${listener.logicalId} belongs to no load balancer`);
    const firewall = readFirewall(stack, loadBalancer);
    const responseHeaders = readResponseHeaders(listener);
    return [{
      id: NAME,
      settings: {
        loadBalancer: {
          ...readLoadBalancer(loadBalancer),
          ...firewall.rateLimits.length > 0 && { rateLimits: firewall.rateLimits },
          ...Object.keys(responseHeaders).length > 0 && { responseHeaders },
        },
        listener: readListener(listener),
        targetGroup: readTargetGroup(targetGroup, healthCheckPathOf(stack)),
        targetGroupArn: targetGroup.physicalId,
      },
      logicalIds: [...[loadBalancer, listener, targetGroup].map(({ logicalId }) => logicalId), ...firewall.logicalIds],
      imitatedOtherwise: [
        ...attributesWithoutEffect([loadBalancer, listener, targetGroup]), ...firewall.imitatedOtherwise, ...distributionsBefore(stack, loadBalancer),
      ],
    }];
  },
  open: (context) => new LocalLoadBalancer(context, certificate),
});

/** Sentences about distributions in front of the load balancer on AWS: those that refer to it as an origin. */
function distributionsBefore({ resources }: ResolvedStack, { logicalId }: ResolvedResource): string[] {
  return Object.values(resources).filter(({ type, references }) => type === DISTRIBUTION && references.includes(logicalId)).map((each) =>
    `${each.logicalId} is recorded only: nothing is cached on this machine, and clients connect to the load balancer themselves`);
}

/** A target group of a function has no health check: the load then requests the path that the function's readiness check uses. */
function healthCheckPathOf(stack: ResolvedStack): string | undefined {
  return Object.values(stack.resources).filter(({ type }) => type === 'AWS::Lambda::Function')
    .map(({ properties }) => stringAt(properties, 'Environment', 'Variables', 'AWS_LWA_READINESS_CHECK_PATH')).find((path) => path !== undefined);
}

function readListener({ properties }: ResolvedResource): EntrySettings['listener'] {
  return { port: numberAt(properties, 'Port') ?? 80, protocol: stringAt(properties, 'Protocol') === 'HTTPS' ? 'HTTPS' : 'HTTP' };
}

/** Target groups that something outside Elastic Load Balancing refers to: an Auto Scaling group, a deployment group, a service. */
function servedTargetGroups(stack: ResolvedStack): ResolvedResource[] {
  const resources = Object.values(stack.resources);
  const named = new Set(resources.filter(({ type }) => !type.startsWith(LOAD_BALANCING)).flatMap(({ properties }) => textsIn(properties)));
  return resources.filter(({ type, physicalId, properties }) => type === TYPES.targetGroup
    && (named.has(physicalId) || named.has(physicalId.split('/')[1]) || listAt(properties, 'Targets').length > 0));
}

function textsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (isList(value)) return value.flatMap(textsIn);
  return isObject(value) ? entriesOf(value).flatMap(([, child]) => textsIn(child)) : [];
}

function forwardsTo({ properties }: ResolvedResource, targetGroups: readonly ResolvedResource[]): boolean {
  const arns = listAt(properties, 'DefaultActions').flatMap((action) => [action, ...listAt(action, 'ForwardConfig', 'TargetGroups')])
    .map((action) => at(action, 'TargetGroupArn'));
  return targetGroups.some(({ physicalId }) => arns.includes(physicalId));
}
