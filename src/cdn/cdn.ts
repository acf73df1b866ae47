import { Stack } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import type { CdnBindOptions, CdnConfig, ICdn } from './cdn-config';
import { CloudFront } from './cloud-front';
import { requireCloudFront, type CloudFrontOptions } from './cloud-front-options';
import { guardFactories } from '../core/guard-factories';
import { misuse } from '../core/misuse';

/**
 * Amazon CloudFront in front of the load balancer of an environment: `cdn: Cdn.cloudFront()`.
 *
 * The load balancer is internal, and only CloudFront reaches it, through a VPC origin. Clients get HTTP/3, TLS and compression from a location near
 * them. A response is cached only if its `Cache-Control` or `Expires` header sets a lifetime. The application receives every header, cookie and
 * query parameter.
 *
 * No standing cost, and the load balancer's public addresses are saved (7.30 USD a month). Beyond the free tier of 1 TB and ten million requests a
 * month, about 0.085 USD per GB and 1.10 USD per million requests. The first deployment takes up to 20 minutes longer, a deployment that changes
 * the distribution about five.
 *
 * Only for environments that have it from their first deployment. Adding it to one with a public load balancer would replace the load balancer, which
 * fails while its target group is in use: the stack is rolled back. Create a new environment beside the old one.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Environment.named('production', { cdn: Cdn.cloudFront() });
 * @see https://github.com/gostyle-web-pipeline/gostyle-web-pipeline/blob/main/docs/cdn.md
 */
export class Cdn implements ICdn {
  /**
   * A distribution of Amazon CloudFront.
   *
   * @param options certificate, names, TLS, logs
   */
  static cloudFront(options: CloudFrontOptions = {}): Cdn {
    requireCloudFront(options);
    return new Cdn(options);
  }

  /** Header of each request to the load balancer that has the client's address. */
  readonly clientAddressHeader = 'True-Client-IP';

  private readonly distributions = new Map<Stack, Distribution>();

  private constructor(private readonly options: CloudFrontOptions) {}

  /**
   * The distribution of an environment.
   *
   * @param environment stack of an environment that has this content delivery network
   */
  distribution(environment: Stack): Distribution {
    const distribution = this.distributions.get(environment);
    if (!distribution) throw misuse('environment', 'must have this content delivery network', environment.stackName, 'set it as `cdn`');
    return distribution;
  }

  bind(scope: Construct, options: CdnBindOptions): CdnConfig {
    const stack = Stack.of(scope);
    const { certificate: loadBalancerCertificate, ...shared } = options;
    const { distribution, widgets } = new CloudFront(scope, 'Cdn', { ...shared, ...this.options, loadBalancerCertificate });
    this.distributions.set(stack, distribution);
    return {
      domainName: distribution.distributionDomainName,
      recordTarget: new CloudFrontTarget(distribution),
      ipv6: true,
      widgets,
      deploymentTime: `the distribution of ${stack.stackName} adds up to 20 minutes to the first deployment and about five to one that changes it;`
        + ' it cannot be added to an existing environment with a public load balancer: create a new one beside it',
    };
  }
}

guardFactories('Cdn', Cdn);
