import { Stack } from 'aws-cdk-lib';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import type { CdnBindOptions, CdnConfig, ICdn } from './cdn-config';
import { CloudFront } from './cloud-front';
import { requireCloudFront, type CloudFrontOptions } from './cloud-front-options';
import { misuse } from '../core/misuse';

/**
 * Amazon CloudFront in front of the load balancer of an environment: `cdn: Cdn.cloudFront()`.
 *
 * The load balancer is internal, and only CloudFront reaches it, through a VPC origin. Clients get HTTP/3, TLS and compression from a place nearby.
 * A response is kept only where its `Cache-Control` or `Expires` says for how long; everything of a request reaches the application.
 *
 * Nothing a month while it stands still, and two public addresses of the load balancer less (7.30 USD). AWS's free amounts are 1 TB and ten
 * million requests a month; after them about 0.085 USD a gigabyte and 1.10 USD for a million requests. The first deployment takes up to 20 minutes
 * longer, a change of the distribution about five.
 *
 * An environment has it from its first deployment on. In one that has a public load balancer already, the load balancer would have to be replaced,
 * which Elastic Load Balancing refuses while it serves: the deployment fails and changes nothing. Make a new environment beside it.
 *
 * @example
 * Environment.named('production', { cdn: Cdn.cloudFront() });
 *
 * @exampleMetadata fixture=pipeline
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
      deploymentTime: `the distribution in front of ${stack.stackName} makes its first deployment up to 20 minutes longer, and one that changes it`
        + ' about five; an environment that already has a public load balancer cannot get it: make a new one beside it',
    };
  }
}
