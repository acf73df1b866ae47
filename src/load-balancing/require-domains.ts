import { domainName, requireDomain, type DomainOptions } from './domain-options';
import { misuse, requireKnown } from '../core/misuse';

/** Other settings that domain names depend on. */
interface NamesBesides {
  readonly domain?: DomainOptions;
  /** Whether the environment serves HTTPS. */
  readonly certificate: boolean;
}

/** A load balancer takes 25 certificates, one of them its default. */
const MOST_ADDITIONAL = 24;

/** Rejects additional names that cannot be served together with the first one. */
export function requireDomains(prop: string, domains: DomainOptions[], { domain, certificate }: NamesBesides): void {
  if (domains.length === 0) return;
  if (!domain) throw misuse(prop, 'must be set together with `domain`', domains.map(domainName), 'write one of them as `domain`');
  const { length: issued } = domains.filter(({ issueCertificate }) => issueCertificate);
  if (issued > MOST_ADDITIONAL) {
    throw misuse(prop, `must have at most ${MOST_ADDITIONAL} names with \`issueCertificate\`, because a load balancer takes 25 certificates`, issued,
      'use a certificate for several names with `certificate`');
  }
  const known = new Set([domainName(domain)]);
  for (const [index, each] of domains.entries()) {
    const path = `${prop}[${index}]`;
    requireDomain(path, each);
    const name = domainName(each);
    requireKnown(`${path}.name`, name, 'write the name');
    if (known.has(name)) throw misuse(`${path}.name`, 'must be different from the other domains of the environment', name, 'leave out one of them');
    known.add(name);
    if (each.issueCertificate && !certificate) {
      throw misuse(`${path}.issueCertificate`, 'must be set together with a certificate for `domain`', true,
        'set `domain.issueCertificate`, too, or `certificate`');
    }
    if (domain.issueCertificate && !each.issueCertificate) {
      throw misuse(`${path}.issueCertificate`, 'must be set, because the certificate of `domain` is for its own name only', false,
        'set it, or bring a certificate for all names with `certificate`');
    }
  }
}
