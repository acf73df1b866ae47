import { Token } from 'aws-cdk-lib';
import type { Environment } from './environment';
import { misuse } from '../core/misuse';

/** Rejects environments that would overwrite each other. */
export function requireDistinct(environments: readonly Environment[]): void {
  if (environments.length === 0) throw misuse('environments', 'must not be empty', [], 'leave it out for `staging` and `production`');
  const seen = new Set<string>();
  for (const { name } of environments) {
    if (seen.has(name.toLowerCase())) throw misuse('environments', 'must have different names', name, 'rename one of them');
    seen.add(name.toLowerCase());
  }
  requireDistinctDomains(environments);
}

/** A name points to one load balancer. Weighted and other multi-record names are for the user's own records. */
function requireDistinctDomains(environments: readonly Environment[]): void {
  const owners = new Map<string, string>();
  for (const { name, domain, additionalDomains } of environments) {
    for (const { hostedZone, name: domainName = hostedZone.zoneName } of [...domain ? [domain] : [], ...additionalDomains]) {
      if (Token.isUnresolved(domainName)) continue;
      const key = `${hostedZone.hostedZoneId} ${domainName}`;
      const owner = owners.get(key);
      if (owner !== undefined) {
        const rule = `must be different from that of \`${owner}\`, because one record points to one load balancer`;
        throw misuse(`environments.${name}.domain.name`, rule, domainName, 'give each environment a name of its own');
      }
      owners.set(key, name);
    }
  }
}
