import { at, listAt, numberAt, stringAt, type Json } from '../../assembly/json';
import type { RateLimit } from '../../model/target';
import type { ResolvedResource, ResolvedStack } from '../../stack';

export const FIREWALL_TYPES = { webAcl: 'AWS::WAFv2::WebACL', association: 'AWS::WAFv2::WebACLAssociation' } as const;

/** The part of a web ACL that applies locally, and the part that is only recorded. */
export interface FirewallReading {
  readonly rateLimits: readonly RateLimit[];
  readonly logicalIds: readonly string[];
  readonly imitatedOtherwise: readonly string[];
}

/** The web ACL associated with the load balancer. */
export function readFirewall(stack: ResolvedStack, { physicalId: loadBalancerArn }: ResolvedResource): FirewallReading {
  const resources = Object.values(stack.resources);
  const association = resources.find(({ type, properties }) => type === FIREWALL_TYPES.association && properties.ResourceArn === loadBalancerArn);
  const webAcl = resources.find(({ type, logicalId }) => type === FIREWALL_TYPES.webAcl && association?.references.includes(logicalId));
  if (!association || !webAcl) return { rateLimits: [], logicalIds: [], imitatedOtherwise: [] };
  const rules = listAt(webAcl.properties, 'Rules').map((rule) => ({ name: stringAt(rule, 'Name') ?? 'a rule', limit: rateLimitOf(rule) }));
  const others = rules.filter(({ limit }) => limit === undefined).map(({ name }) => name);
  return {
    rateLimits: rules.flatMap(({ limit }) => limit ?? []),
    logicalIds: [association.logicalId, webAcl.logicalId],
    imitatedOtherwise: others.length > 0 ? [`the firewall's rules ${others.join(', ')} are not applied on this machine`] : [],
  };
}

/** Only rules that block by client address, regardless of what is requested. */
function rateLimitOf(rule: Json): RateLimit | undefined {
  const statement = at(rule, 'Statement', 'RateBasedStatement');
  const block = at(rule, 'Action', 'Block');
  const requests = numberAt(statement, 'Limit');
  // Here, clients connect to the load balancer themselves: nothing stands before it that would forward their addresses.
  const isPlain = ['IP', 'FORWARDED_IP'].includes(stringAt(statement, 'AggregateKeyType') ?? '') && at(statement, 'ScopeDownStatement') === undefined;
  if (block === undefined || requests === undefined || !isPlain) return undefined;
  const headers = listAt(block, 'CustomResponse', 'ResponseHeaders')
    .flatMap((header) => [[stringAt(header, 'Name') ?? '', stringAt(header, 'Value') ?? '']]).filter(([name]) => /^[\w-]+$/.test(name));
  return {
    name: stringAt(rule, 'Name') ?? 'rate limit',
    requests,
    windowSeconds: numberAt(statement, 'EvaluationWindowSec') ?? 300,
    status: numberAt(block, 'CustomResponse', 'ResponseCode') ?? 403,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, value.replace(/[^\x20-\x7e]/g, ' ')])),
  };
}
